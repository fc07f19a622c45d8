//! How a value prints in a text template.

use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Error, Output, State, UndefinedBehavior, Value};

use crate::limits::grouped;
use crate::python::{budget, errors, print};

/// Prints `value` as Python's `str()` does.
pub(crate) fn write(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if let (ValueKind::String, Some(text), AutoEscape::None) =
        (value.kind(), value.as_str(), state.auto_escape())
    {
        count(state, text.len())?;
        return Ok(out.write_str(text)?);
    }
    let text = match state.auto_escape() {
        AutoEscape::Html if !value.is_safe() => escape_html(&print::text_with_markup(value)),
        _ => print::text_with_markup(value),
    };
    count(state, text.len())?;
    Ok(out.write_str(&text)?)
}

/// `str(value)` as the template shows it. In JSON text the author's own literals are marked, too, so no mark shows.
pub(crate) fn text(state: &State<'_, '_>, value: &Value) -> String {
    match state.auto_escape() {
        AutoEscape::Custom(_) => print::text(value),
        _ => print::text_with_markup(value),
    }
}

/// Text that is safe in HTML; which says nothing about JSON.
pub(crate) fn markup(state: &State<'_, '_>, text: String) -> Value {
    match state.auto_escape() {
        AutoEscape::Custom(_) => Value::from(text),
        _ => Value::from_safe_string(text),
    }
}

/// Refuses what is undefined where that is an error.
pub(crate) fn check(state: &State<'_, '_>, value: &Value) -> Result<(), Error> {
    let strict = matches!(state.undefined_behavior(), UndefinedBehavior::Strict);
    if strict && value.kind() == ValueKind::Undefined {
        return Err(errors::undefined(value));
    }
    Ok(())
}

/// Bytes printed so far in pieces long enough to count.
struct Printed(usize);

/// Counts long pieces of output, so that what goes beyond the limit stops early.
pub(crate) fn count(state: &mut State<'_, '_>, bytes: usize) -> Result<(), Error> {
    if bytes < 256 {
        return Ok(());
    }
    let limit = state.env().globals().find(|(name, _)| *name == OUTPUT_BYTES);
    let limit = limit.and_then(|(_, limit)| limit.as_usize()).unwrap_or(usize::MAX);
    let printed = state.get_or_insert_extension(Printed(0));
    printed.0 += bytes;
    if printed.0 > limit || bytes > print::LONGEST {
        let most = grouped(limit.min(print::LONGEST) as u64);
        return Err(budget::refuse(format!("the template prints more than {most} bytes (`output_bytes`)")));
    }
    Ok(())
}

/// The engine's name of the limit on output; no author can write it.
pub(crate) const OUTPUT_BYTES: &str = "\u{0}output_bytes";

/// The five characters that Markup escapes.
pub(crate) fn escape_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\'' => out.push_str("&#39;"),
            '"' => out.push_str("&#34;"),
            other => out.push(other),
        }
    }
    out
}
