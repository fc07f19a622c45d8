use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use minijinja::{Error, State, Value};

use super::texts::shown;
use super::{Filter, charset};
use crate::python::arguments::{bind, flag, required};
use crate::python::errors::type_error;
use crate::python::{budget, print};

pub(super) const FILTERS: &[(&str, Filter)] = &[
    ("b64encode", |state, args| {
        let [text, encoding, urlsafe] = bind("b64encode", args, ["string", "encoding", "urlsafe"])?;
        let text = required("b64encode", "string", text)?;
        let bytes = match text.as_bytes() {
            Some(bytes) if text.as_str().is_none() => bytes.to_vec(),
            _ => charset::encoded(&shown(state, &text)?, &name(encoding))?,
        };
        budget::text(state, "b64encode", bytes.len() * 4 / 3)?;
        let safe = flag(urlsafe.as_ref(), false);
        Ok(Value::from(if safe { URL_SAFE.encode(bytes) } else { STANDARD.encode(bytes) }))
    }),
    ("b64decode", b64decode),
    ("urldecode", urldecode),
    ("quote", |state, args| {
        let [text] = bind("quote", args, ["a"])?;
        let text = required("quote", "a", text)?;
        let text = if text.is_none() { String::new() } else { shown(state, &text)? };
        Ok(Value::from(shell_quoted(&text)))
    }),
];

fn b64decode(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [text, encoding, urlsafe] = bind("b64decode", args, ["string", "encoding", "urlsafe"])?;
    let text = shown(state, &required("b64decode", "string", text)?)?;
    let text = if flag(urlsafe.as_ref(), false) { text.replace('-', "+").replace('_', "/") } else { text };
    // Python passes over whatever is not of the alphabet.
    let text: String = text.chars().filter(|it| it.is_ascii_alphanumeric() || "+/=".contains(*it)).collect();
    let bytes = STANDARD.decode(text).map_err(|_| type_error("`b64decode` was given no base64"))?;
    charset::decoded(bytes, &name(encoding)).map(Value::from)
}

/// The name of an encoding.
fn name(encoding: Option<Value>) -> String {
    encoding.map_or_else(|| "utf-8".to_owned(), |it| print::text(&it))
}

fn urldecode(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [text] = bind("urldecode", args, ["string"])?;
    let text = shown(state, &required("urldecode", "string", text)?)?.replace('+', " ");
    Ok(Value::from(percent_encoding::percent_decode_str(&text).decode_utf8_lossy().into_owned()))
}

/// `shlex.quote`.
fn shell_quoted(text: &str) -> String {
    let plain = |it: char| it.is_ascii_alphanumeric() || "_@%+=:,./-".contains(it);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\"'\"'"))
    }
}
