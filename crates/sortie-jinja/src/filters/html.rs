use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Error, State, Value};

use super::Filter;
use super::texts::shown;
use crate::printing::{escape_html, markup};
use crate::python::arguments::{bind, flag, required};
use crate::python::errors::type_error;
use crate::python::{budget, print};

pub(super) const FILTERS: &[(&str, Filter)] = &[
    ("e", escape),
    ("escape", escape),
    ("forceescape", |state, args| {
        let [value] = bind("forceescape", args, ["value"])?;
        let text = shown(state, &required("forceescape", "value", value)?)?;
        Ok(markup(state, escape_html(&text)))
    }),
    ("safe", |state, args| {
        let [value] = bind("safe", args, ["value"])?;
        let value = required("safe", "value", value)?;
        let text = match value.as_str().filter(|_| value.kind() == ValueKind::String) {
            Some(text) => text.to_owned(),
            None => shown(state, &value)?,
        };
        Ok(Value::from_safe_string(text))
    }),
    ("xmlattr", xmlattr),
    ("urlencode", urlencode),
    ("striptags", |state, args| {
        let [value] = bind("striptags", args, ["value"])?;
        let text = shown(state, &required("striptags", "value", value)?)?;
        Ok(Value::from(strip_tags(&text)))
    }),
];

fn escape(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [value] = bind("escape", args, ["value"])?;
    let value = required("escape", "value", value)?;
    if value.is_safe() && !matches!(state.auto_escape(), AutoEscape::Custom(_)) {
        return Ok(value);
    }
    let text = shown(state, &value)?;
    Ok(markup(state, escape_html(&text)))
}

fn xmlattr(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [map, space] = bind("xmlattr", args, ["d", "autospace"])?;
    let map = required("xmlattr", "d", map)?;
    if map.kind() != ValueKind::Map {
        return Err(type_error("`xmlattr` needs a dict"));
    }
    let mut attributes = Vec::new();
    for key in budget::iterate(state, &map)? {
        let value = map.get_item(&key)?;
        if value.is_none() || value.is_undefined() {
            continue;
        }
        let name = print::text(&key);
        if name.contains([' ', '\t', '\n', '\r', '\x0c', '/', '>', '=']) {
            return Err(type_error("a name of an attribute has a character that it cannot have"));
        }
        let value = print::text(&value);
        budget::text(state, "xmlattr", value.len().saturating_mul(2))?;
        attributes.push(format!("{}=\"{}\"", escape_html(&name), escape_html(&value)));
    }
    let mut text = attributes.join(" ");
    if flag(space.as_ref(), true) && !text.is_empty() {
        text.insert(0, ' ');
    }
    Ok(match state.auto_escape() {
        AutoEscape::Html => markup(state, text),
        _ => Value::from(text),
    })
}

fn urlencode(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [value] = bind("urlencode", args, ["value"])?;
    let value = required("urlencode", "value", value)?;
    crate::printing::check(state, &value)?;
    let quoted = |value: &Value, slash: bool| {
        let text = quote(&crate::sentinel::plain(&print::text(value)), slash);
        if slash { text } else { text.replace("%20", "+") }
    };
    if value.as_str().is_some()
        || !matches!(value.kind(), ValueKind::Map | ValueKind::Seq | ValueKind::Iterable)
    {
        return Ok(Value::from(quoted(&value, true)));
    }
    let mut pairs = Vec::new();
    for item in budget::iterate(state, &value)? {
        let (key, item) = if value.kind() == ValueKind::Map {
            (item.clone(), value.get_item(&item)?)
        } else {
            let mut two = item.try_iter()?;
            let pair = two.next().zip(two.next());
            pair.filter(|_| two.next().is_none())
                .ok_or_else(|| type_error("`urlencode` needs a text, a dict or pairs"))?
        };
        pairs.push(format!("{}={}", quoted(&key, false), quoted(&item, false)));
    }
    Ok(Value::from(pairs.join("&")))
}

/// Percent-encodes all but letters, digits and `_.-~`, and `/` where it is kept.
pub(super) fn quote(text: &str, keeps_slash: bool) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const WHOLE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'_').remove(b'.').remove(b'-').remove(b'~');
    const PATH: &AsciiSet = &WHOLE.remove(b'/');
    utf8_percent_encode(text, if keeps_slash { PATH } else { WHOLE }).to_string()
}

fn strip_tags(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let tag = &rest[at..];
        let end = if tag.starts_with("<!--") {
            tag.find("-->").map(|it| it + 3)
        } else {
            tag.find('>').map(|it| it + 1)
        };
        let Some(end) = end else {
            out.push_str(tag);
            rest = "";
            break;
        };
        rest = &tag[end..];
    }
    out.push_str(rest);
    let words: Vec<&str> = out.split_whitespace().collect();
    let text = words.join(" ");
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&quot;", "\""),
        ("&nbsp;", "\u{a0}"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text, |text, (entity, character)| text.replace(entity, character))
}
