//! YAML as `PyYAML` reads and writes it: version 1.1, in which `yes` is a truth value and `010` is eight.

mod emit;
mod implicit;
mod node;
mod read;
mod scalar;

use minijinja::value::ValueKind;
use minijinja::{Error, State, Value};

use super::Filter;
use super::texts::shown;
use crate::python::arguments::{bind, flag, integer, required};
use crate::python::errors::type_error;
use emit::{Emitter, Layout};

pub(super) const FILTERS: &[(&str, Filter)] = &[
    ("to_yaml", |state, args| ansible(state, "to_yaml", args, &Layout::default())),
    ("to_nice_yaml", |state, args| {
        ansible(state, "to_nice_yaml", args, &Layout { indent: 4, flow: Some(false), ..Layout::default() })
    }),
    ("to_yaml_string", |state, args| {
        let [value, indent, unicode] = bind("to_yaml_string", args, ["value", "indent", "allow_unicode"])?;
        let layout = Layout {
            indent: indent_of(indent.as_ref(), 2)?,
            flow: Some(false),
            unicode: flag(unicode.as_ref(), true),
            ..Layout::default()
        };
        written(state, &required("to_yaml_string", "value", value)?, &layout)
    }),
    ("from_yaml", |state, args| one(state, "from_yaml", args)),
    ("from_yaml_string", |state, args| one(state, "from_yaml_string", args)),
    ("from_yaml_all", |state, args| {
        let [text] = bind("from_yaml_all", args, ["data"])?;
        let text = required("from_yaml_all", "data", text)?;
        match text.kind() {
            ValueKind::String => read::documents(state, &shown(state, &text)?).map(Value::from),
            ValueKind::None => Ok(Value::from(Vec::<Value>::new())),
            _ => Ok(text),
        }
    }),
];

fn one(state: &State<'_, '_>, what: &str, args: &[Value]) -> Result<Value, Error> {
    let [text] = bind(what, args, ["data"])?;
    let text = required(what, "data", text)?;
    crate::printing::check(state, &text)?;
    if text.kind() != ValueKind::String {
        return Ok(text);
    }
    let mut documents = read::documents(state, &shown(state, &text)?)?;
    match documents.len() {
        0 | 1 => Ok(documents.pop().unwrap_or_else(|| Value::from(()))),
        _ => Err(type_error(format!("`{what}` was given several documents; `from_yaml_all` reads them"))),
    }
}

fn ansible(state: &State<'_, '_>, what: &str, args: &[Value], base: &Layout) -> Result<Value, Error> {
    let names = ["a", "indent", "width", "sort_keys", "default_flow_style", "explicit_start", "explicit_end"];
    let [value, indent, width, sorted, flow, start, end] = bind(what, args, names)?;
    let layout = Layout {
        indent: indent_of(indent.as_ref(), base.indent)?,
        width: integer(what, width.as_ref().filter(|it| !it.is_none()), 80)?,
        sorted: flag(sorted.as_ref(), true),
        flow: match flow {
            Some(flow) if flow.is_none() => None,
            Some(flow) => Some(flow.is_true()),
            None => base.flow,
        },
        start: flag(start.as_ref(), false),
        end: flag(end.as_ref(), false),
        unicode: true,
    };
    written(state, &required(what, "a", value)?, &layout)
}

/// An indent that the library does not take is its default of two.
fn indent_of(given: Option<&Value>, default: usize) -> Result<usize, Error> {
    let given = given.filter(|it| !it.is_none());
    let indent = integer("indent", given, i64::try_from(default).unwrap_or(2))?;
    Ok(usize::try_from(indent).ok().filter(|it| (2..=9).contains(it)).unwrap_or(2))
}

fn written(state: &State<'_, '_>, value: &Value, layout: &Layout) -> Result<Value, Error> {
    let node = node::of(state, value, layout, 0)?;
    Emitter::new(state, layout).document(&node).map(Value::from)
}
