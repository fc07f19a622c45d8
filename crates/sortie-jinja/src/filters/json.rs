use minijinja::value::ValueKind;
use minijinja::{Error, State, Value};
use std::fmt::Write as _;

use super::Filter;
use super::pprint::pprint;
use super::texts::shown;
use crate::python::arguments::{bind, flag, integer, required};
use crate::python::errors::{type_error, type_name, undefined};
use crate::python::number::Number;
use crate::python::{budget, number, print, sort};

pub(super) const FILTERS: &[(&str, Filter)] = &[
    ("tojson", tojson),
    ("to_json", |state, args| dumped(state, "to_json", args, None)),
    ("to_nice_json", |state, args| dumped(state, "to_nice_json", args, Some(4))),
    ("to_json_string", |state, args| dumped(state, "to_json_string", args, None)),
    ("from_json", from_json),
    ("from_json_string", from_json),
    ("pprint", |state, args| {
        let [value] = bind("pprint", args, ["value"])?;
        let value = required("pprint", "value", value)?;
        pprint(state, &value).map(Value::from)
    }),
    ("json_escape", |state, args| {
        let [value] = bind("json_escape", args, ["value"])?;
        let text = shown(state, &required("json_escape", "value", value)?)?;
        let mut out = String::new();
        Style { ascii: false, ..Style::default() }.string(&mut out, &text);
        Ok(Value::from(&out[1..out.len() - 1]))
    }),
];

/// How `json.dumps` writes.
#[derive(Default)]
struct Style {
    indent: Option<String>,
    sorted: bool,
    ascii: bool,
    html: bool,
    /// What parts items on one line, and keys from values, after the sign.
    gap: &'static str,
}

/// Blanks before a line of indented JSON.
const WIDEST: usize = 32;

fn tojson(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [value, indent] = bind("tojson", args, ["value", "indent"])?;
    let value = required("tojson", "value", value)?;
    let indent = margin(indent.filter(|it| !it.is_none()))?;
    let style = Style { indent, sorted: true, ascii: true, html: true, gap: " " };
    Ok(Value::from_safe_string(style.text(state, &value)?))
}

fn margin(indent: Option<Value>) -> Result<Option<String>, Error> {
    Ok(match indent {
        None => None,
        Some(text) if text.as_str().is_some() => Some(print::text(&text).chars().take(WIDEST).collect()),
        Some(width) => {
            let width = usize::try_from(integer("indent", Some(&width), 0)?).unwrap_or(0);
            Some(" ".repeat(width.min(WIDEST)))
        }
    })
}

/// Ansible's `to_json`, without the escapes for HTML.
fn dumped(
    state: &mut State<'_, '_>,
    what: &str,
    args: &[Value],
    indent: Option<usize>,
) -> Result<Value, Error> {
    let names =
        ["a", "indent", "sort_keys", "ensure_ascii", "separators", "vault_to_text", "preprocess_unsafe"];
    let [value, given, sorted, ascii, _, _, _] = bind(what, args, names)?;
    let value = required(what, "a", value)?;
    let style = Style {
        indent: margin(given.or(indent.map(Value::from)).filter(|it| !it.is_none()))?,
        sorted: flag(sorted.as_ref(), indent.is_some()),
        ascii: flag(ascii.as_ref(), true),
        html: false,
        gap: " ",
    };
    let text = style.text(state, &value)?;
    // Whole JSON: in JSON text it is structure, as with `tojson`.
    Ok(Value::from_safe_string(text))
}

/// JSON on one line and without blanks.
pub(super) fn compact(state: &State<'_, '_>, value: &Value) -> Result<String, Error> {
    Style { ascii: true, ..Style::default() }.text(state, value)
}

impl Style {
    fn text(&self, state: &State<'_, '_>, value: &Value) -> Result<String, Error> {
        let mut out = String::new();
        self.write(state, &mut out, value, 0)?;
        Ok(out)
    }

    fn write(
        &self,
        state: &State<'_, '_>,
        out: &mut String,
        value: &Value,
        depth: usize,
    ) -> Result<(), Error> {
        if depth > 200 {
            return Err(budget::refuse("`tojson` of a value that nests deeper than 200"));
        }
        match value.kind() {
            ValueKind::Undefined => return Err(undefined(value)),
            ValueKind::None => out.push_str("null"),
            ValueKind::Bool => out.push_str(if value.is_true() { "true" } else { "false" }),
            ValueKind::Number => number_text(out, value),
            ValueKind::String => {
                self.string(out, &crate::sentinel::plain(value.as_str().unwrap_or_default()));
            }
            ValueKind::Iterable if type_name(value) != "generator" => {
                let kind = type_name(value);
                return Err(type_error(format!(
                    "{kind} has no form in JSON; make it a list first, with `| list`"
                )));
            }
            ValueKind::Seq | ValueKind::Iterable if value.len().is_some() => {
                let items = value.try_iter()?.collect::<Vec<_>>();
                self.nested(state, out, '[', ']', depth, &items, |out, item| {
                    self.write(state, out, item, depth + 1)
                })?;
            }
            ValueKind::Map => {
                let mut keys = value.try_iter()?.collect::<Vec<_>>();
                if self.sorted {
                    sort::sort(state, &mut keys, false, |key| Ok(key.clone()))?;
                }
                self.nested(state, out, '{', '}', depth, &keys, |out, key| {
                    self.string(out, &key_text(key)?);
                    out.push(':');
                    out.push_str(self.gap);
                    self.write(state, out, &value.get_item(key)?, depth + 1)
                })?;
            }
            _ => return Err(type_error("the value has no form in JSON")),
        }
        state.consume_fuel(1)?;
        if out.len() > 1 << 20 { budget::text(state, "tojson", out.len() / 16) } else { Ok(()) }
    }

    #[expect(clippy::too_many_arguments, reason = "one shape of a list and of a dict")]
    fn nested(
        &self,
        state: &State<'_, '_>,
        out: &mut String,
        open: char,
        close: char,
        depth: usize,
        items: &[Value],
        write: impl Fn(&mut String, &Value) -> Result<(), Error>,
    ) -> Result<(), Error> {
        budget::items(state, "tojson", items.len())?;
        out.push(open);
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                out.push(',');
                out.push_str(if self.indent.is_some() { "" } else { self.gap });
            }
            self.line(out, depth + 1);
            write(out, item)?;
        }
        if !items.is_empty() {
            self.line(out, depth);
        }
        out.push(close);
        Ok(())
    }

    fn line(&self, out: &mut String, depth: usize) {
        if let Some(indent) = &self.indent {
            out.push('\n');
            out.extend(std::iter::repeat_n(indent.as_str(), depth));
        }
    }

    fn string(&self, out: &mut String, text: &str) {
        out.push('"');
        for character in text.chars() {
            match character {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                '\u{8}' => out.push_str("\\b"),
                '\u{c}' => out.push_str("\\f"),
                '<' | '>' | '&' | '\'' if self.html => escape_unit(out, u32::from(character)),
                it if it < ' ' || (self.ascii && !(' '..='~').contains(&it)) => {
                    let mut units = [0; 2];
                    for unit in it.encode_utf16(&mut units) {
                        escape_unit(out, u32::from(*unit));
                    }
                }
                it => out.push(it),
            }
        }
        out.push('"');
    }
}

fn escape_unit(out: &mut String, unit: u32) {
    // Writing to a string cannot fail.
    let _ = write!(out, "\\u{unit:04x}");
}

fn number_text(out: &mut String, value: &Value) {
    match Number::of(value) {
        Some(Number::Real(real)) if real.is_nan() => out.push_str("NaN"),
        Some(Number::Real(real)) if real.is_infinite() => {
            out.push_str(if real > 0.0 { "Infinity" } else { "-Infinity" });
        }
        _ => number::write(out, value),
    }
}

fn key_text(key: &Value) -> Result<String, Error> {
    match key.kind() {
        ValueKind::String => Ok(crate::sentinel::plain(key.as_str().unwrap_or_default()).into_owned()),
        ValueKind::None => Ok("null".to_owned()),
        ValueKind::Bool => Ok(if key.is_true() { "true" } else { "false" }.to_owned()),
        ValueKind::Number => Ok(print::text(key)),
        _ => Err(type_error("keys must be str, int, float, bool or None")),
    }
}

fn from_json(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [text] = bind("from_json", args, ["string"])?;
    let text = shown(state, &required("from_json", "string", text)?)?;
    state.consume_fuel(text.len() as u64 / 8)?;
    let value: serde_json::Value = serde_json::from_str(&text).map_err(|error| {
        type_error(format!(
            "`from_json` was given no JSON (line {}, column {})",
            error.line(),
            error.column()
        ))
    })?;
    Ok(Value::from(minijinja::value::Serde(value)))
}
