use minijinja::value::ValueKind;
use minijinja::{Error, State, Value};

use super::Filter;
use super::texts::shown;
use crate::python::arguments::{bind, required};
use crate::python::errors::{type_error, type_name};
use crate::python::print;

pub(super) const FILTERS: &[(&str, Filter)] = &[
    ("ternary", |_, args| {
        let [test, yes, no, none] = bind("ternary", args, ["value", "true_val", "false_val", "none_val"])?;
        let test = required("ternary", "value", test)?;
        match none {
            Some(none) if test.is_none() && !none.is_none() => Ok(none),
            _ if test.is_true() => required("ternary", "true_val", yes),
            _ => required("ternary", "false_val", no),
        }
    }),
    ("bool", |_, args| {
        let [value] = bind("bool", args, ["a"])?;
        let value = required("bool", "a", value)?;
        if value.kind() == ValueKind::Bool {
            return Ok(value);
        }
        let text = print::text(&value).to_lowercase();
        Ok(Value::from(matches!(text.as_str(), "yes" | "on" | "1" | "true")))
    }),
    ("type_debug", |_, args| {
        let [value] = bind("type_debug", args, ["obj"])?;
        Ok(Value::from(type_name(&required("type_debug", "obj", value)?)))
    }),
    ("mandatory", |_, args| {
        let [value, message] = bind("mandatory", args, ["a", "msg"])?;
        let value = value.unwrap_or_default();
        if value.is_undefined() {
            let message =
                message.map_or_else(|| "a mandatory value is not defined".to_owned(), |it| print::text(&it));
            return Err(Error::new(minijinja::ErrorKind::UndefinedError, message));
        }
        Ok(value)
    }),
    ("comment", comment),
    ("extract", |state, args| {
        let [key, container, more] = bind("extract", args, ["item", "container", "morekeys"])?;
        let container = required("extract", "container", container)?;
        let mut value = container.get_item(&required("extract", "item", key)?)?;
        if let Some(more) = more {
            let keys = if more.kind() == ValueKind::Seq { more.try_iter()?.collect() } else { vec![more] };
            for key in keys {
                value = value.get_item(&key)?;
            }
        }
        crate::printing::check(state, &value)?;
        Ok(value)
    }),
    ("to_complex", |state, args| {
        let [value] = bind("to_complex", args, ["value"])?;
        let value = required("to_complex", "value", value)?;
        crate::python::budget::weigh(state, &value)?;
        serde_json::to_string(&value)
            .map(Value::from)
            .map_err(|_| type_error("the value has no form in JSON"))
    }),
    ("use_none", |_, args| {
        let [value] = bind("use_none", args, ["value"])?;
        let value = value.unwrap_or_default();
        Ok(if value.is_none() { Value::from("%*****__%NONE%__*****%") } else { value })
    }),
    ("version_bump_major", |state, args| bump(state, args, 0)),
    ("version_bump_minor", |state, args| bump(state, args, 1)),
    ("version_bump_patch", |state, args| bump(state, args, 2)),
    ("version_strip_patch", |state, args| {
        let [value] = bind("version_strip_patch", args, ["value"])?;
        let parts = semantic(&shown(state, &required("version_strip_patch", "value", value)?)?)?;
        Ok(Value::from(format!("{}.{}", parts[0], parts[1])))
    }),
];

fn comment(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [text, style, decoration] = bind("comment", args, ["text", "style", "decoration"])?;
    let text = shown(state, &required("comment", "text", text)?)?;
    let style = style.map_or_else(|| "plain".to_owned(), |it| print::text(&it));
    let mark = match (decoration, style.as_str()) {
        (Some(decoration), _) => print::text(&decoration),
        (None, "plain") => "# ".to_owned(),
        (None, "c") => "// ".to_owned(),
        (None, "erlang") => "% ".to_owned(),
        _ => return Err(type_error("`comment` knows the styles plain, c and erlang")),
    };
    let edge = mark.trim_end();
    let lines: Vec<String> =
        text.split('\n').map(|line| format!("{mark}{line}").trim_end().to_owned()).collect();
    crate::python::budget::text(state, "comment", lines.iter().map(String::len).sum())?;
    Ok(Value::from(format!("{edge}\n{}\n{edge}", lines.join("\n"))))
}

fn semantic(text: &str) -> Result<[u64; 3], Error> {
    let core = text.split(['-', '+']).next().unwrap_or_default();
    let mut parts = core.split('.').map(str::parse::<u64>);
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(Ok(major)), Some(Ok(minor)), Some(Ok(patch)), None) => Ok([major, minor, patch]),
        _ => Err(type_error("a version is `major.minor.patch`")),
    }
}

fn bump(state: &State<'_, '_>, args: &[Value], place: usize) -> Result<Value, Error> {
    let [value] = bind("version_bump", args, ["value"])?;
    let mut parts = semantic(&shown(state, &required("version_bump", "value", value)?)?)?;
    for (index, part) in parts.iter_mut().enumerate() {
        match index.cmp(&place) {
            std::cmp::Ordering::Less => {}
            std::cmp::Ordering::Equal => *part = part.saturating_add(1),
            std::cmp::Ordering::Greater => *part = 0,
        }
    }
    Ok(Value::from(parts.map(|part| part.to_string()).join(".")))
}
