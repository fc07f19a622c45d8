use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use minijinja::{Error, State, Value};

use super::Filter;
use super::texts::shown;
use crate::python::arguments::{bind, flag, required};
use crate::python::budget;
use crate::python::errors::type_error;

pub(super) const FILTERS: &[(&str, Filter)] = &[
    ("b64encode", |state, args| {
        let [text, _, urlsafe] = bind("b64encode", args, ["string", "encoding", "urlsafe"])?;
        let text = required("b64encode", "string", text)?;
        let bytes = match text.as_bytes() {
            Some(bytes) if text.as_str().is_none() => bytes.to_vec(),
            _ => shown(state, &text)?.into_bytes(),
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
    let [text, _, urlsafe] = bind("b64decode", args, ["string", "encoding", "urlsafe"])?;
    let text = shown(state, &required("b64decode", "string", text)?)?;
    let text: String = text.chars().filter(|it| !it.is_whitespace()).collect();
    let decoded = if flag(urlsafe.as_ref(), false) { URL_SAFE.decode(text) } else { STANDARD.decode(text) };
    let bytes = decoded.map_err(|_| type_error("`b64decode` was given no base64"))?;
    let text =
        String::from_utf8(bytes).map_err(|_| type_error("`b64decode` gives bytes that are no text"))?;
    Ok(Value::from(text))
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
