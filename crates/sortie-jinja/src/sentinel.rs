//! JSON text that no printed value can break.
//!
//! While a JSON template renders, the nine characters that make JSON's structure are printed as
//! private-use characters, one for one, wherever they come from a value. Reading the text afterwards,
//! only real characters are structure; inside a string the stand-ins turn back into data.

use std::borrow::Cow;
use std::sync::LazyLock;

use minijinja::{AutoEscape, Environment, Output, State, UndefinedBehavior};
use serde_json::{Map, Value};

use crate::printing;
use crate::python::print;

/// What has a meaning in JSON, and the quote of Python's texts, which are read as JSON's are.
const STRUCTURE: [char; 9] = ['"', '\\', '{', '}', '[', ']', ',', ':', '\''];
/// Printed behind a value that has nothing to show: inside of quotes it is nothing, elsewhere a fault, since the
/// author's structure would otherwise depend on whether the value is there.
pub(crate) const NOTHING: char = '\u{10FF00}';
/// The stand-in of a character is this plus the character's own code point, all below 0x80.
const BASE: u32 = 0x0010_FF00;

/// Prints `value` into a JSON text: what is marked safe as it is, all else with its structure tamed.
pub(crate) fn write(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &minijinja::Value,
) -> Result<(), minijinja::Error> {
    let text = marked(state, value);
    printing::count(state, text.len())?;
    Ok(out.write_str(&text)?)
}

/// The text of a value as it is printed next to markup: safe as it is, all else escaped.
pub(crate) fn marked(state: &State<'_, '_>, value: &minijinja::Value) -> String {
    let mut text = print::text(value);
    match state.auto_escape() {
        _ if value.is_safe() => text,
        AutoEscape::None => text,
        AutoEscape::Html => printing::escape_html(&text),
        _ if text.trim().is_empty() && !is_left_out(value) => {
            text.push(NOTHING);
            text
        }
        _ if text.contains(STRUCTURE) => text.chars().map(tame).collect(),
        _ => text,
    }
}

/// Whether the author left a value out: `"," if more` without an `else` is the one undefined value that even the
/// strictest engine prints.
fn is_left_out(value: &minijinja::Value) -> bool {
    static STRICTEST: LazyLock<Environment<'static>> = LazyLock::new(|| {
        let mut environment = Environment::empty();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment
    });
    let scope = || minijinja::Value::from_pairs([("it", value.clone())]);
    value.is_undefined() && STRICTEST.render_str("{{ it }}", scope()).is_ok()
}

/// A text with every stand-in turned back into what it stands for: what the text says, as data.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    // All stand-ins begin with the same byte, so most texts are told by one search.
    if text.as_bytes().contains(&0xF4) {
        let told = text.chars().filter(|it| *it != NOTHING);
        Cow::Owned(told.map(|it| original(it).unwrap_or(it)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// The value as comparisons and lookups see it.
pub(crate) fn seen(value: &minijinja::Value) -> minijinja::Value {
    match value.as_str().map(plain) {
        Some(Cow::Owned(text)) => minijinja::Value::from(text),
        _ => value.clone(),
    }
}

/// Data of the scope without stand-ins of its own, which would print as what they stand for.
pub(crate) fn without_stand_ins(map: &Map<String, Value>) -> Map<String, Value> {
    fn clean(text: &str) -> String {
        text.chars().map(|it| if is_reserved(it) { char::REPLACEMENT_CHARACTER } else { it }).collect()
    }
    fn copy(value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(clean(text)),
            Value::Array(items) => Value::Array(items.iter().map(copy).collect()),
            Value::Object(map) => Value::Object(without_stand_ins(map)),
            other => other.clone(),
        }
    }
    map.iter().map(|(key, value)| (clean(key), copy(value))).collect()
}

/// Whether data of the scope holds a stand-in of its own.
pub(crate) fn forged(key: &str, value: &Value) -> bool {
    let held = |text: &str| text.contains(is_reserved);
    held(key)
        || match value {
            Value::String(text) => held(text),
            Value::Array(items) => items.iter().any(|item| forged("", item)),
            Value::Object(map) => map.iter().any(|(key, value)| forged(key, value)),
            _ => false,
        }
}

/// Whether a character has a meaning of its own in JSON text.
fn is_reserved(character: char) -> bool {
    character == NOTHING || original(character).is_some()
}

fn tame(character: char) -> char {
    match character {
        structure if STRUCTURE.contains(&structure) => {
            char::from_u32(BASE + u32::from(structure)).unwrap_or(char::REPLACEMENT_CHARACTER)
        }
        other => other,
    }
}

/// The character that a stand-in stands for.
pub(crate) fn original(character: char) -> Option<char> {
    let code = u32::from(character).checked_sub(BASE).filter(|code| *code < 0x80)?;
    char::from_u32(code).filter(|it| STRUCTURE.contains(it))
}
