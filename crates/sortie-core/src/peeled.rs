//! Texts that stand in JSON which stands in JSON.

use crate::spelling::{hex, unescape};

/// A text without one level of the escapes of JSON.
pub(crate) struct Peeled {
    pub(crate) text: String,
    /// For each byte, and for the end, where it stood.
    pub(crate) origins: Vec<usize>,
}

/// `text` without the outer level of its escapes; none where nothing in it is escaped twice.
///
/// An escape that is none of JSON, and half of a character, stay as they are.
pub(crate) fn peeled(text: &str) -> Option<Peeled> {
    if !is_escaped_twice(text) {
        return None;
    }
    let mut peeled = Peeled { text: String::with_capacity(text.len()), origins: Vec::new() };
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let (character, length) = escape(&text.as_bytes()[at..]).unwrap_or((first, first.len_utf8()));
        peeled.text.push(character);
        peeled.origins.resize(peeled.text.len(), at);
        at += length;
    }
    peeled.origins.push(text.len());
    Some(peeled)
}

/// Whether a backslash is escaped, and so what it escapes is escaped twice.
fn is_escaped_twice(text: &str) -> bool {
    text.contains(r"\\") || text.contains(r"\u005c") || text.contains(r"\u005C")
}

/// The character that an escape at the beginning of `text` says, and the bytes that it takes.
fn escape(text: &[u8]) -> Option<(char, usize)> {
    let letter = *text.strip_prefix(b"\\")?.first()?;
    if letter == b'u' {
        return Some((char::from_u32(hex(text, 2, 4)?)?, 6));
    }
    Some((char::from(unescape(letter)?), 2))
}
