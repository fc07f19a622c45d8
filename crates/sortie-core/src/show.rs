//! Values and names as messages show them.

use serde_json::Value;

/// The most characters of somebody's text that a message repeats.
const SHORT: usize = 60;

/// A value as people write it on a command line: a text without quotes.
pub(crate) fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// `text` in one line that no terminal obeys, cut where it is long.
pub(crate) fn short(text: &str) -> String {
    let mut shown: String =
        text.chars().take(SHORT).map(|it| if obeyed(it) { '\u{fffd}' } else { it }).collect();
    if text.chars().nth(SHORT).is_some() {
        shown.push('…');
    }
    shown
}

/// Names in backquotes, one after the other.
pub(crate) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Whether a terminal would do something else than print `character`: control it, or turn the direction.
#[must_use]
pub fn obeyed(character: char) -> bool {
    let turns = matches!(
        character,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    );
    turns || character.is_control() || matches!(character, '\u{2028}' | '\u{2029}')
}
