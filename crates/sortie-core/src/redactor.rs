use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

/// What stands in every output where a secret would.
pub const HIDDEN: &str = "(hidden)";

/// A shorter secret is hidden only where it is the whole of a text: it would tear up every other one.
const SHORTEST_PART: usize = 4;

/// Hides secrets in whatever leaves the process, in every spelling they can take on the way.
///
/// A secret is found as it is, percent-encoded, escaped as in JSON, a mixture of these, and in base64 at
/// any alignment.
#[derive(Clone, Default)]
pub struct Redactor {
    secrets: Vec<String>,
    encoded: Vec<String>,
}

impl Redactor {
    /// Hides `secret` from now on. An empty one is no secret.
    pub fn add(&mut self, secret: &str) {
        if secret.is_empty() || self.secrets.iter().any(|known| known == secret) {
            return;
        }
        self.secrets.push(secret.to_owned());
        // The longest first: one secret may be a part of another.
        self.secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        if secret.len() >= SHORTEST_PART {
            self.encoded.extend((0..3).flat_map(|shift| base64_cores(secret, shift)));
        }
    }

    /// `text` with every secret hidden.
    #[must_use]
    pub fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut shown = Cow::Borrowed(text);
        for secret in &self.secrets {
            if let Some(hidden) = hide(&shown, secret) {
                shown = Cow::Owned(hidden);
            }
        }
        for core in &self.encoded {
            if shown.contains(core.as_str()) {
                shown = Cow::Owned(shown.replace(core.as_str(), HIDDEN));
            }
        }
        shown
    }

    /// `value` with every secret hidden, in keys and values, at any depth.
    #[must_use]
    pub fn value(&self, value: Value) -> Value {
        if self.secrets.is_empty() {
            return value;
        }
        match value {
            Value::String(text) => match self.text(&text) {
                Cow::Borrowed(_) => Value::String(text),
                Cow::Owned(hidden) => Value::String(hidden),
            },
            Value::Array(items) => items.into_iter().map(|item| self.value(item)).collect(),
            Value::Object(map) => Value::Object(self.map(map)),
            Value::Number(number) => {
                let text = number.to_string();
                match self.text(&text) {
                    Cow::Borrowed(_) => Value::Number(number),
                    Cow::Owned(hidden) => Value::String(hidden),
                }
            }
            other => other,
        }
    }

    /// `map` with every secret hidden, in keys and values, at any depth.
    #[must_use]
    pub fn map(&self, map: Map<String, Value>) -> Map<String, Value> {
        map.into_iter().map(|(key, value)| (self.text(&key).into_owned(), self.value(value))).collect()
    }
}

/// Shows how many secrets it knows and nothing else.
impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Redactor({} secrets)", self.secrets.len())
    }
}

/// `text` with `secret` hidden in all spellings but base64; none where it does not stand in it.
fn hide(text: &str, secret: &str) -> Option<String> {
    if secret.len() < SHORTEST_PART {
        return (text == secret).then(|| HIDDEN.to_owned());
    }
    let (bytes, secret) = (text.as_bytes(), secret.as_bytes());
    let mut hidden = String::new();
    let mut copied = 0;
    let mut at = 0;
    while at < bytes.len() {
        let may_begin = bytes[at] == secret[0] || matches!(bytes[at], b'%' | b'\\' | b'+');
        match may_begin.then(|| spelled(&bytes[at..], secret)).flatten() {
            // A spelling of a text that is UTF-8 begins and ends at characters.
            Some(length) if text.is_char_boundary(at) && text.is_char_boundary(at + length) => {
                hidden.push_str(&text[copied..at]);
                hidden.push_str(HIDDEN);
                at += length;
                copied = at;
            }
            _ => at += 1,
        }
    }
    if copied == 0 {
        return None;
    }
    hidden.push_str(&text[copied..]);
    Some(hidden)
}

/// The length of the spelling of `secret` that `text` begins with.
fn spelled(text: &[u8], secret: &[u8]) -> Option<usize> {
    let Some((&byte, rest)) = secret.split_first() else { return Some(0) };
    let after = |length: usize| spelled(text.get(length..)?, rest).map(|more| length + more);
    match *text.first()? {
        b'%' if hex(text, 1, 2) == Some(u32::from(byte)) => after(3),
        b'+' if byte == b' ' => after(1),
        b'\\' if text.get(1) == Some(&b'u') => {
            unicode_escape(text, secret).or_else(|| if byte == b'\\' { after(1) } else { None })
        }
        b'\\' if text.get(1).copied().and_then(unescape) == Some(byte) => {
            after(2).or_else(|| if byte == b'\\' { after(1) } else { None })
        }
        raw if raw == byte => after(1),
        _ => None,
    }
}

/// The length of a spelling that begins with `\uXXXX`.
fn unicode_escape(text: &[u8], secret: &[u8]) -> Option<usize> {
    let character = char::from_u32(hex(text, 2, 4)?)?;
    let mut buffer = [0; 4];
    let rest = secret.strip_prefix(character.encode_utf8(&mut buffer).as_bytes())?;
    spelled(&text[6..], rest).map(|more| 6 + more)
}

fn hex(text: &[u8], from: usize, length: usize) -> Option<u32> {
    let digits = std::str::from_utf8(text.get(from..from + length)?).ok()?;
    u32::from_str_radix(digits, 16).ok()
}

fn unescape(letter: u8) -> Option<u8> {
    Some(match letter {
        b'"' | b'\\' | b'/' => letter,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'b' => 8,
        b'f' => 12,
        _ => return None,
    })
}

/// The part of the base64 of any text that is the same wherever `secret` stands in it at an offset of
/// `shift` bytes modulo three.
fn base64_cores(secret: &str, shift: usize) -> [String; 2] {
    let mut padded = vec![0; shift];
    padded.extend_from_slice(secret.as_bytes());
    // Six bits a character: those that mix with bytes before or after the secret are not its own.
    let first = (shift * 8).div_ceil(6);
    let last = padded.len() * 8 / 6;
    [STANDARD_NO_PAD.encode(&padded), URL_SAFE_NO_PAD.encode(&padded)]
        .map(|text| text.get(first..last).unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn redactor(secrets: &[&str]) -> Redactor {
        let mut redactor = Redactor::default();
        for secret in secrets {
            redactor.add(secret);
        }
        redactor
    }

    #[test]
    fn a_secret_is_found_in_every_spelling() {
        let secret = "p\"w/ é\\n%1";
        let redactor = redactor(&[secret]);
        for spelling in [
            secret.to_owned(),
            "p%22w%2F%20%C3%A9%5Cn%251".to_owned(),
            "p%22w%2f+%c3%a9%5cn%251".to_owned(),
            r#"p\"w\/ é\\n%1"#.to_owned(),
            r"p\u0022w/ \u00e9\u005cn%1".to_owned(),
        ] {
            assert_eq!(redactor.text(&format!("a{spelling}z")), "a(hidden)z", "{spelling}");
        }
    }

    #[test]
    fn a_secret_is_found_in_base64_at_any_alignment() {
        let redactor = redactor(&["correct horse"]);
        for before in ["", "u:", "user:", "user1:x"] {
            let encoded = base64::engine::general_purpose::STANDARD.encode(format!("{before}correct horse!"));
            let shown = redactor.text(&encoded);
            assert!(shown.contains(HIDDEN), "{before}: {shown}");
            let left = shown.replace(HIDDEN, "");
            assert!(left.len() < before.len() * 4 / 3 + 8, "{before}: {shown}");
        }
    }

    #[test]
    fn longer_secrets_win_and_short_ones_need_the_whole_text() {
        assert_eq!(redactor(&["abcd", "abcdef"]).text("xabcdefx abcd"), "x(hidden)x (hidden)");
        assert_eq!(redactor(&["ab"]).text("ab"), HIDDEN);
        assert_eq!(redactor(&["ab"]).text("cabbage"), "cabbage");
    }

    #[test]
    fn values_are_redacted_at_any_depth() {
        let value = json!({"key-12345": ["x key-12345", 12345, true], "n": 1234});
        let shown = redactor(&["key-12345", "12345"]).value(value);
        assert_eq!(shown, json!({"(hidden)": ["x (hidden)", "(hidden)", true], "n": 1234}));
    }
}
