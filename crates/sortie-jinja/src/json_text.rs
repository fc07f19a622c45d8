//! The reader of JSON text whose printed values are told from the author's structure.

use serde_json::Value;

use crate::marks::{OPEN, is_decided, marked_length, whole};
use crate::sentinel::{NOTHING, original};
use crate::unique_keys::UniqueKeys;
use crate::{Error, ErrorKind, error::position, literal};

/// Characters that end a word outside of quotes.
const MARKS: [char; 8] = ['"', '\'', '{', '}', '[', ']', ',', ':'];

/// Reads a rendered text as one JSON value.
pub(crate) fn read(text: &str) -> Result<Value, Error> {
    let json = to_plain_json(text)?;
    serde_json::from_str(&json).map(|UniqueKeys(value)| value).map_err(|error| {
        let message = error.to_string();
        let what = message.split(" at line ").next().unwrap_or(&message);
        let (line, column) = (error.line().max(1), error.column().max(1));
        Error::new(ErrorKind::Json, format!("not JSON once rendered: {what}"), line, column)
            .with_rendered(around(&json, line, column))
    })
}

/// The text before and after a fault, cut to what fits in a message.
fn around(text: &str, line: usize, column: usize) -> String {
    let line = text.lines().nth(line - 1).unwrap_or_default();
    let start = (0..=column.min(line.len()).saturating_sub(40)).rev().find(|at| line.is_char_boundary(*at));
    let line = line.get(start.unwrap_or(0)..).unwrap_or_default();
    line.chars().take(80).collect()
}

fn to_plain_json(text: &str) -> Result<String, Error> {
    let mut json = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let fault = |what: String| {
            let (line, column) = position(text, text.len() - rest.len());
            Error::new(ErrorKind::Json, what, line, column)
        };
        let taken = match first {
            '"' | '\'' => string(rest, first, &mut json).map_err(fault)?,
            '{' | '}' | '[' | ']' | ',' | ':' => {
                json.push(first);
                1
            }
            OPEN => {
                // Whatever it is, it is not shown: a text with nothing between marks stands for it.
                let length = marked_length(rest).unwrap_or(rest.len());
                json.extend(["\"", &whole(is_decided(&rest[..length])), "\""]);
                length
            }
            _ => {
                let end = rest.find(|it| MARKS.contains(&it) || it == OPEN).unwrap_or(rest.len());
                bare(&rest[..end], &mut json).map_err(fault)?;
                end
            }
        };
        rest = &rest[taken..];
    }
    Ok(json)
}

/// Copies the string literal at the start of `text`; gives the bytes read.
fn string(text: &str, quote: char, json: &mut String) -> Result<usize, String> {
    json.push('"');
    let mut at = 1;
    while let Some(ahead) = text.get(at..) {
        // Most of a text is neither structure nor a stand-in, which all begin with this byte.
        let special = |byte: u8| byte < b' ' || byte == 0xF4 || matches!(byte, b'"' | b'\'' | b'\\');
        let end = ahead.bytes().position(special).unwrap_or(ahead.len());
        json.push_str(&ahead[..end]);
        let mut characters = ahead[end..].char_indices();
        let Some((_, character)) = characters.next() else { break };
        at += end + character.len_utf8();
        match character {
            end if end == quote => {
                json.push('"');
                return Ok(at);
            }
            '\\' => {
                let escaped = characters.next().map(|(_, escaped)| escaped);
                at += escaped.map_or(0, char::len_utf8);
                match escaped {
                    // Python's escape of its own quote, which JSON does not know.
                    Some('\'') => json.push('\''),
                    // It would escape the author's own quote.
                    Some(NOTHING) => return Err("a value printed behind a backslash is empty".to_owned()),
                    Some(escaped) => json.extend(['\\', original(escaped).unwrap_or(escaped)]),
                    None => json.push('\\'),
                }
            }
            NOTHING => {}
            _ => push_escaped(original(character).unwrap_or(character), json),
        }
    }
    Ok(text.len())
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
    if text.contains(NOTHING) {
        return Err(
            "a value printed outside of quotes is empty; quote it, or say what stands in its place with \
                    `| default('null', true)`"
                .to_owned(),
        );
    }
    let word = text.trim();
    let printed: String = word.chars().map(|it| original(it).unwrap_or(it)).collect();
    match printed.as_str() {
        "True" => json.push_str("true"),
        "False" => json.push_str("false"),
        "None" => json.push_str("null"),
        _ if printed == word => json.push_str(text),
        // The value is one whole JSON text, or it is refused: part of one would be structure.
        _ if serde_json::from_str::<Value>(&printed).is_ok() => json.push_str(&printed),
        _ => match literal::read(&printed) {
            Some(value) => json.push_str(&value.to_string()),
            None => {
                return Err("a value printed outside of quotes is not one whole JSON value; \
                            quote it, or print it with `| tojson`"
                    .to_owned());
            }
        },
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
    fn a_printed_key_takes_no_others_place() {
        let twice = "error: not JSON once rendered: a key stands twice in one object (line 1, column 24)";
        check(r#"{"admin": false, "{{ k }}": true}"#, json!({"k": "admin"}), twice);
        check(r#"{"admin": false, "{{ k }}": true}"#, json!({"k": "x"}), r#"{"admin":false,"x":true}"#);
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
