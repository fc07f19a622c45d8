//! JSON text that no printed value can break.
//!
//! While a JSON template renders, the eight characters that make JSON's structure are printed as
//! private-use characters, one for one, wherever they come from a value. Reading the text afterwards,
//! only real characters are structure; inside a string the stand-ins turn back into data.

use std::borrow::Cow;

use minijinja::{AutoEscape, Output, State};
use serde_json::{Map, Value};

use crate::python::print;
use crate::{Error, ErrorKind, error::position, printing};

const STRUCTURE: [char; 8] = ['"', '\\', '{', '}', '[', ']', ',', ':'];
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
    let text = print::text(value);
    match state.auto_escape() {
        _ if value.is_safe() => text,
        AutoEscape::None => text,
        AutoEscape::Html => printing::escape_html(&text),
        _ if text.contains(STRUCTURE) => text.chars().map(tame).collect(),
        _ => text,
    }
}

/// A text with every stand-in turned back into what it stands for: what the text says, as data.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    // All stand-ins begin with the same two bytes, so most texts are told by one search.
    if text.contains(|it| original(it).is_some()) {
        Cow::Owned(text.chars().map(|it| original(it).unwrap_or(it)).collect())
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
        text.chars().map(|it| if original(it).is_some() { char::REPLACEMENT_CHARACTER } else { it }).collect()
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
    let held = |text: &str| text.contains(|it| original(it).is_some());
    held(key)
        || match value {
            Value::String(text) => held(text),
            Value::Array(items) => items.iter().any(|item| forged("", item)),
            Value::Object(map) => map.iter().any(|(key, value)| forged(key, value)),
            _ => false,
        }
}

/// Reads a rendered text as one JSON value.
pub(crate) fn read(text: &str) -> Result<Value, Error> {
    let json = to_plain_json(text)?;
    serde_json::from_str(&json).map_err(|error| {
        let message = error.to_string();
        let what = message.split(" at line ").next().unwrap_or(&message);
        Error::new(
            ErrorKind::Json,
            format!("not JSON once rendered: {what}"),
            error.line().max(1),
            error.column().max(1),
        )
    })
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
fn original(character: char) -> Option<char> {
    let code = u32::from(character).checked_sub(BASE).filter(|code| *code < 0x80)?;
    char::from_u32(code).filter(|it| STRUCTURE.contains(it))
}

fn to_plain_json(text: &str) -> Result<String, Error> {
    let mut json = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let taken = match first {
            '"' => string(rest, &mut json),
            '{' | '}' | '[' | ']' | ',' | ':' => {
                json.push(first);
                1
            }
            _ => {
                let end = rest.find(['"', '{', '}', '[', ']', ',', ':']).unwrap_or(rest.len());
                let (line, column) = position(text, text.len() - rest.len());
                bare(&rest[..end], &mut json)
                    .map_err(|what| Error::new(ErrorKind::Json, what, line, column))?;
                end
            }
        };
        rest = &rest[taken..];
    }
    Ok(json)
}

/// Copies the string literal at the start of `text`; gives the bytes read.
fn string(text: &str, json: &mut String) -> usize {
    json.push('"');
    let mut characters = text.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => {
                json.push('"');
                return at + 1;
            }
            '\\' => {
                json.push('\\');
                if let Some((_, escaped)) = characters.next() {
                    json.push(original(escaped).unwrap_or(escaped));
                }
            }
            _ => push_escaped(original(character).unwrap_or(character), json),
        }
    }
    text.len()
}

fn push_escaped(character: char, json: &mut String) {
    match character {
        '"' | '\\' => json.extend(['\\', character]),
        control if control < ' ' => json.extend(escape_control(control)),
        other => json.push(other),
    }
}

/// `\u00XX`, which is how JSON spells a control character.
fn escape_control(character: char) -> impl Iterator<Item = char> {
    let code = u32::from(character);
    let digit = |value: u32| char::from_digit(value & 0xF, 16).unwrap_or('0');
    ['\\', 'u', '0', '0', digit(code >> 4), digit(code)].into_iter()
}

/// Copies what stands outside of strings between two structural characters.
fn bare(text: &str, json: &mut String) -> Result<(), String> {
    let word = text.trim();
    let printed: String = word.chars().map(|it| original(it).unwrap_or(it)).collect();
    match printed.as_str() {
        "True" => json.push_str("true"),
        "False" => json.push_str("false"),
        "None" => json.push_str("null"),
        _ if printed == word => json.push_str(text),
        // The value is one whole JSON text, or it is refused: part of one would be structure.
        _ if serde_json::from_str::<Value>(&printed).is_ok() => json.push_str(&printed),
        _ => {
            return Err("a value printed outside of quotes is not one whole JSON value; \
                        quote it, or print it with `| tojson`"
                .to_owned());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::{Engine, Limits, Scope, Undefined};

    #[track_caller]
    fn check(template: &str, context: Value, expected: &str) {
        let Value::Object(context) = context else { panic!("the context is an object") };
        let engine = Engine::new(Undefined::Strict, Limits::default());
        let rendered = engine.json(template).and_then(|it| it.render(&Scope::new(context)));
        let told = rendered.map_or_else(|error| format!("error: {error}"), |value| value.to_string());
        assert_eq!(told, expected, "{template}");
    }

    #[test]
    fn a_value_stays_inside_its_quotes() {
        let hostile = json!({"f": "\",\"admin\":true,\"x\":\"\\"});
        check(r#"{"filter":"{{ f }}"}"#, hostile, r#"{"filter":"\",\"admin\":true,\"x\":\"\\"}"#);
        check(r#"{"a":"{{ f }}"}"#, json!({"f": "C:\\temp\nnew\t\u{0}"}), r#"{"a":"C:\\temp\nnew\t\u0000"}"#);
    }

    #[test]
    fn a_bare_value_is_one_whole_json_value_or_refused() {
        check("[1,{{ n }},3]", json!({"n": 2}), "[1,2,3]");
        check("[{{ n }}]", json!({"n": "{\"a\": [1, 2]}"}), r#"[{"a":[1,2]}]"#);
        check(
            "[{{ yes }}, {{ no }}, {{ nothing }}]",
            json!({"yes": true, "no": false, "nothing": null}),
            "[true,false,null]",
        );
        check(
            "[1,{{ n }},3]",
            json!({"n": "1,2"}),
            "error: a value printed outside of quotes is not one whole JSON value; quote it, or print it \
             with `| tojson` (line 1, column 4)",
        );
    }

    #[test]
    fn the_authors_own_text_and_tojson_are_structure() {
        check("{{ d | tojson }}", json!({"d": {"a": "\"x\""}}), r#"{"a":"\"x\""}"#);
        check(
            "[{% for x in xs %}{\"v\":\"{{ x }}\"}{% if not loop.last %},{% endif %}{% endfor %}]",
            json!({"xs": ["\"},{\"v\":\"x", "b"]}),
            r#"[{"v":"\"},{\"v\":\"x"},{"v":"b"}]"#,
        );
    }

    #[test]
    fn what_is_not_json_says_where() {
        check(r#"{"a":1,}"#, json!({}), "error: not JSON once rendered: trailing comma (line 1, column 8)");
        check("", json!({}), "error: not JSON once rendered: EOF while parsing a value (line 1, column 1)");
    }
}
