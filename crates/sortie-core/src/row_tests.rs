use std::borrow::Cow;
use std::fmt::Write as _;

use proptest::prelude::*;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::row::id_of;
use crate::{Redactor, write_row};

fn raw(text: &str) -> Box<RawValue> {
    RawValue::from_string(text.to_owned()).expect("it is JSON")
}

fn line(text: &str, redactor: &Redactor) -> String {
    let mut lines = String::new();
    write_row(&raw(text), redactor, &mut lines).expect("it can be read");
    lines
}

/// What is printed where every row is read.
fn slow(text: &str, redactor: &Redactor) -> String {
    let value: Value = serde_json::from_str(text).expect("it is JSON");
    format!("{}\n", redactor.value(value))
}

#[test]
fn a_row_is_one_line_without_blanks() {
    let nothing = Redactor::default();
    assert_eq!(
        line("{\"a\" : [1,\n\t{}], \"b c\": \"d  e\"\r\n}", &nothing),
        "{\"a\":[1,{}],\"b c\":\"d  e\"}\n"
    );
    assert_eq!(line(r#"["\u00e9\/\n"]"#, &nothing), "[\"é/\\n\"]\n");
    assert_eq!(
        line("[12345678901234567890123, 1.50, 1e400, -0]", &nothing),
        "[12345678901234567890123,1.50,1e400,-0]\n"
    );
}

#[test]
fn a_row_that_cannot_be_read_fails() {
    let mut lines = String::new();
    let failed =
        write_row(&raw(r#"["\ud800"]"#), &Redactor::default(), &mut lines).expect_err("it is half a sign");
    assert_eq!(failed.to_string(), "a row of the list is JSON that cannot be read");
    assert_eq!(lines, "");
}

#[test]
fn ids_are_found_wherever_they_stand() {
    let id = |text: &str| id_of(&raw(text), "_id").map(Cow::into_owned);
    assert_eq!(id(r#"{"a": {"_id": "no"}, "_id": "yes"}"#).as_deref(), Some("yes"));
    assert_eq!(id(r#"{"_\u0069d": "\u0061"}"#).as_deref(), Some("a"));
    for without in [r#"{"_id": 1}"#, r#"{"id": "a"}"#, "{}", "[]", "\"_id\"", "null", "1"] {
        assert_eq!(id(without), None, "{without}");
    }
}

/// What stands under some names is hidden whatever it is.
#[test]
fn a_row_is_read_where_a_name_hides_what_stands_under_it() {
    let mut redactor = Redactor::default();
    redactor.add("another-secret");
    assert!(redactor.places.add_value(Some("token"), &Value::from("a"), &Value::from("b")));
    let row = r#"{"a":{"token":"x7"},"b":1.50}"#;
    assert_eq!(line(row, &redactor), "{\"a\":{\"token\":\"(hidden)\"},\"b\":1.5}\n");
}

/// Secrets of every kind: short, long, with blanks, breaks, quotes, other alphabets, numbers, and one in pieces.
const SECRETS: &[&str] = &[
    "abc",
    "s3cret",
    "pass word",
    "line\nbreak",
    "q\"uote",
    "back\\slash",
    "ü€🦀x",
    "12345",
    "7",
    "a+b/c=",
    "sl/ash&",
    "a-very-long-secret-that-is-looked-for-in-pieces-because-it-has-more-than-sixty-four-bytes-in-it",
];

/// What `spell` writes of each of `signs`.
fn joined<T>(signs: impl Iterator<Item = T>, spell: impl Fn(&mut String, T) -> std::fmt::Result) -> String {
    signs.fold(String::new(), |mut text, sign| {
        spell(&mut text, sign).expect("a text can be written to");
        text
    })
}

/// The spellings that a secret can take on its way.
fn spelled(secret: &str, way: usize) -> String {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    let hex = |sign: &str| joined(secret.bytes(), |text, byte| write!(text, "{sign}{byte:02x}"));
    match way {
        0 => secret.to_owned(),
        1 => secret.to_uppercase(),
        2 => hex("%"),
        3 => hex("%25"),
        4 => STANDARD.encode(secret),
        5 => URL_SAFE_NO_PAD.encode(format!("x{secret}y")),
        6 => secret.replace(' ', "+"),
        7 => secret.replace('\n', " "),
        8 => serde_json::to_string(secret).expect("a text is JSON"),
        9 => joined(secret.chars(), |text, it| write!(text, "&#{};", u32::from(it))),
        10 => format!("{}…", &secret[..secret.floor_char_boundary(secret.len() * 3 / 4)]),
        11 => hex(""),
        12 => hex(":").split_off(1),
        13 => hex(" ").split_off(1).to_uppercase(),
        14 => STANDARD.encode(secret.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()),
        _ => joined(secret.encode_utf16(), |text, unit| write!(text, "\\u{unit:04x}")),
    }
}

/// A JSON text of `text`, in one of the ways in which servers write it.
fn quoted(text: &str, escaped: bool) -> String {
    if escaped {
        let units = joined(text.encode_utf16(), |text, unit| write!(text, "\\u{unit:04X}"));
        return format!("\"{units}\"");
    }
    serde_json::to_string(text).expect("a text is JSON")
}

proptest! {
    /// A row that is passed on unread reads like one that was searched text by text.
    #[test]
    fn a_row_that_is_not_read_hides_as_much(
        secrets in prop::collection::vec(0..SECRETS.len(), 0..4),
        texts in prop::collection::vec((0..SECRETS.len(), 0..16_usize, "[ a-z+%é]{0,4}", "[ a-z+=]{0,4}", 0..8_u8), 1..6),
        spaced in any::<bool>(),
        number in any::<u32>(),
    ) {
        let mut redactor = Redactor::default();
        for index in &secrets {
            redactor.add(SECRETS[*index]);
        }
        let (comma, colon) = if spaced { (" ,\n ", " : ") } else { (",", ":") };
        let parts = texts.iter().enumerate().map(|(at, (index, way, before, after, style))| {
            let text = quoted(&format!("{before}{}{after}", spelled(SECRETS[*index], *way)), style & 1 == 1);
            match style >> 1 {
                0 => format!("\"{at}\"{colon}{text}"),
                1 => format!("{text}{colon}{number}"),
                2 => format!("\"n{at}\"{colon}12345"),
                _ => format!("\"{at}\"{colon}[{text}{comma}{{\"k\"{colon}{text}}}]"),
            }
        });
        let mut keys = std::collections::HashSet::new();
        // A key that comes twice is kept where a row is not read.
        let parts: Vec<String> = parts.filter(|it| keys.insert(it.split(colon).next().map(str::to_owned))).collect();
        let row = format!("{{{}}}", parts.join(comma));
        let value: Value = serde_json::from_str(&row).expect("it is JSON");
        prop_assume!(value.as_object().is_some_and(|it| it.len() == parts.len()));
        prop_assert_eq!(line(&row, &redactor), slow(&row, &redactor));
    }
}
