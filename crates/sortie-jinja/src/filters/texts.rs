use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Error, State, Value};

use super::Filter;
use crate::python::arguments::{bind, flag, integer, required};
use crate::python::errors::{type_error, type_name};
use crate::python::{budget, percent, print, text, text_case};
use crate::{printing, sentinel};

pub(super) const FILTERS: &[(&str, Filter)] = &[
    ("string", |state, args| {
        let [value] = bind("string", args, ["value"])?;
        let value = required("string", "value", value)?;
        printing::check(state, &value)?;
        if value.kind() == ValueKind::String {
            return Ok(value);
        }
        let text = printing::text(state, &value);
        budget::text(state, "string", text.len())?;
        Ok(Value::from(text))
    }),
    ("lower", |state, args| keep(state, "lower", args, str::to_lowercase)),
    ("upper", |state, args| keep(state, "upper", args, str::to_uppercase)),
    ("capitalize", |state, args| keep(state, "capitalize", args, text_case::capitalize)),
    ("title", |state, args| {
        let titled = keep(state, "title", args, title)?;
        // Jinja2 puts the words together anew, which leaves no markup.
        let unmarked = matches!(state.auto_escape(), AutoEscape::None);
        Ok(if unmarked { Value::from(titled.as_str().unwrap_or_default()) } else { titled })
    }),
    ("trim", trim),
    ("join", join),
    ("replace", replace),
    ("format", |state, args| {
        let [first, rest @ ..] = args else { return Err(type_error("`format` needs a text")) };
        let (positional, named) = crate::python::arguments::split(rest);
        let format = shown(state, first)?;
        if let (Some(named), []) = (named, positional) {
            return percent::format(state, &format, named).map(Value::from);
        }
        let values = Value::from(minijinja::value::Tuple::from(positional));
        percent::format(state, &format, &values).map(Value::from)
    }),
    ("default", default),
    ("d", default),
    ("length", length),
    ("count", length),
    ("reverse", reverse),
    ("split", |state, args| {
        let [first, rest @ ..] = args else { return Err(type_error("`split` needs a text")) };
        let words = shown(state, first)?;
        let split = text::call(state, &words, "split", rest)?;
        split.ok_or_else(|| type_error("`split` needs a text"))
    }),
    ("center", |state, args| {
        let [value, width] = bind("center", args, ["value", "width"])?;
        let width = width.unwrap_or_else(|| Value::from(80));
        let value = required("center", "value", value)?;
        let (words, marked) = (shown(state, &value)?, value.is_safe());
        let centred = text::call(state, &words, "center", &[width])?;
        let centred = centred.ok_or_else(|| type_error("`center` needs a text"))?;
        Ok(if marked { printing::markup(state, print::text(&centred)) } else { centred })
    }),
];

/// The text a filter works on: what the value says, refused where undefined is an error.
pub(super) fn shown(state: &State<'_, '_>, value: &Value) -> Result<String, Error> {
    printing::check(state, value)?;
    if let Some(text) = value.as_str().filter(|_| value.kind() == ValueKind::String) {
        return Ok(sentinel::plain(text).into_owned());
    }
    let text = printing::text(state, value);
    budget::text(state, "string", text.len())?;
    Ok(text)
}

/// A filter that changes letters and never makes structure, so that markup stays markup.
fn keep(
    state: &State<'_, '_>,
    what: &str,
    args: &[Value],
    change: impl Fn(&str) -> String,
) -> Result<Value, Error> {
    let [value] = bind(what, args, ["s"])?;
    let value = required(what, "s", value)?;
    printing::check(state, &value)?;
    match value.as_str() {
        Some(text) if value.is_safe() => Ok(Value::from_safe_string(change(text))),
        _ => Ok(Value::from(change(&shown(state, &value)?))),
    }
}

/// Jinja2's own idea of a title: words begin after white space, `-`, `(`, `{`, `[` and `<`.
fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut begins = true;
    for character in text.chars() {
        if begins {
            out.extend(character.to_uppercase());
        } else {
            out.extend(character.to_lowercase());
        }
        begins = text_case::is_space(character) || "-({[<".contains(character);
    }
    out
}

fn trim(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [value, chars] = bind("trim", args, ["value", "chars"])?;
    let value = required("trim", "value", value)?;
    printing::check(state, &value)?;
    let chars = chars.filter(|it| !it.is_none()).map(|it| print::text(&it));
    let strips = |it: char| chars.as_ref().map_or_else(|| text_case::is_space(it), |set| set.contains(it));
    match value.as_str() {
        Some(text) if value.is_safe() => Ok(Value::from_safe_string(text.trim_matches(strips).to_owned())),
        _ => Ok(Value::from(shown(state, &value)?.trim_matches(strips))),
    }
}

fn join(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [items, separator, attribute] = bind("join", args, ["value", "d", "attribute"])?;
    let items = required("join", "value", items)?;
    printing::check(state, &items)?;
    let separator = separator.unwrap_or_else(|| Value::from(""));
    let mut list = if items.is_undefined() { Vec::new() } else { budget::iterate(state, &items)? };
    if let Some(attribute) = attribute.filter(|it| !it.is_none()) {
        for item in &mut list {
            *item = super::sequences::path(state, item, &attribute)?;
        }
    }
    let separator_length = separator.as_str().map_or(16, str::len);
    budget::text(state, "join", separator_length.saturating_mul(list.len().saturating_sub(1)))?;
    let marks = !matches!(state.auto_escape(), AutoEscape::None)
        && (separator.is_safe() || list.iter().any(Value::is_safe));
    let mut out = String::new();
    for (index, item) in list.iter().enumerate() {
        printing::check(state, item)?;
        for part in [Some(&separator).filter(|_| index > 0), Some(item)].into_iter().flatten() {
            if marks {
                out.push_str(&sentinel::marked(state, part));
            } else {
                match part.as_str().filter(|_| part.kind() == ValueKind::String) {
                    Some(plain) => out.push_str(plain),
                    None => out.push_str(&printing::text(state, part)),
                }
            }
        }
        if out.len() > 1 << 20 {
            budget::text(state, "join", out.len())?;
        }
    }
    Ok(if marks { Value::from_safe_string(out) } else { Value::from(out) })
}

fn replace(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [value, old, new, count] = bind("replace", args, ["s", "old", "new", "count"])?;
    let value = required("replace", "s", value)?;
    printing::check(state, &value)?;
    let (old, new) = (required("replace", "old", old)?, required("replace", "new", new)?);
    let (old, new) = (shown(state, &old)?, shown(state, &new)?);
    let count = count.filter(|it| !it.is_none());
    let count = usize::try_from(integer("replace", count.as_ref(), -1)?).unwrap_or(usize::MAX);
    let json = matches!(state.auto_escape(), AutoEscape::Custom(_));
    if json && is_json_escape(&old, &new) {
        // The author escapes by hand what is kept inside its quotes anyway.
        return Ok(value);
    }
    if value.is_safe() && json {
        let text = value.as_str().unwrap_or_default();
        let tamed = |text: &str| sentinel::marked(state, &Value::from(text));
        let data = text::replaced(state, text, &tamed(&old), &tamed(&new), count)?;
        if tamed(&old) == old {
            return Ok(Value::from_safe_string(data));
        }
        return text::replaced(state, &data, &old, &tamed(&new), count).map(Value::from_safe_string);
    }
    text::replaced(state, &shown(state, &value)?, &old, &new, count).map(Value::from)
}

/// `replace('"', '\\"')` and its like.
fn is_json_escape(old: &str, new: &str) -> bool {
    matches!((old, new), ("\"", "\\\"") | ("\\", "\\\\") | ("\n", "\\n") | ("\r", "\\r") | ("\t", "\\t"))
}

fn default(_: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [value, instead, boolean] = bind("default", args, ["value", "default_value", "boolean"])?;
    let value = value.unwrap_or_default();
    if value.is_undefined() || (flag(boolean.as_ref(), false) && !sentinel::seen(&value).is_true()) {
        return Ok(instead.unwrap_or_else(|| Value::from("")));
    }
    Ok(value)
}

fn length(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [value] = bind("length", args, ["obj"])?;
    let value = required("length", "obj", value)?;
    printing::check(state, &value)?;
    if value.is_undefined() {
        return Ok(Value::from(0));
    }
    let value = sentinel::seen(&value);
    match value.kind() {
        ValueKind::Iterable if value.len().is_none() => Err(type_error("a generator has no length")),
        _ => value
            .len()
            .map(Value::from)
            .ok_or_else(|| type_error(format!("{} has no length", type_name(&value)))),
    }
}

fn reverse(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [value] = bind("reverse", args, ["value"])?;
    let value = required("reverse", "value", value)?;
    if let Some(text) = value.as_str().filter(|_| value.kind() == ValueKind::String) {
        let reversed: String = sentinel::plain(text).chars().rev().collect();
        return Ok(if value.is_safe() { printing::markup(state, reversed) } else { Value::from(reversed) });
    }
    let mut items = budget::iterate(state, &value)?;
    items.reverse();
    Ok(Value::from(items))
}
