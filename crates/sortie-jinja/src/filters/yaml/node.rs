use minijinja::value::ValueKind;
use minijinja::{Error, State, Value};

use super::emit::Layout;
use super::implicit::{self, Implicit};
use crate::filters::moment::Moment;
use crate::python::errors::{type_error, type_name, undefined};
use crate::python::number::{self, Number};
use crate::python::{budget, sort};

/// What is written: a value with the choices made that depend on data alone.
pub(super) enum Node {
    /// A text, and whether it reads back as what it is without quotes.
    Scalar(String, bool),
    /// Items, and whether they stand between brackets.
    List(Vec<Node>, bool),
    /// Pairs, and whether they stand between braces.
    Dict(Vec<(Node, Node)>, bool),
}

impl Node {
    fn is_scalar(&self) -> bool {
        matches!(self, Self::Scalar(..))
    }
}

/// The node of `value`, each part of it paid for.
pub(super) fn of(state: &State<'_, '_>, value: &Value, layout: &Layout, depth: usize) -> Result<Node, Error> {
    if depth > 120 {
        return Err(budget::refuse("`to_yaml` of a value that nests too deep"));
    }
    state.consume_fuel(2)?;
    Ok(match value.kind() {
        ValueKind::Undefined => return Err(undefined(value)),
        ValueKind::None => Node::Scalar("null".to_owned(), true),
        ValueKind::Bool => Node::Scalar(if value.is_true() { "true" } else { "false" }.to_owned(), true),
        ValueKind::Number => Node::Scalar(number_text(value), true),
        ValueKind::String => {
            let text = crate::sentinel::plain(value.as_str().unwrap_or_default()).into_owned();
            let plain = implicit::of(&text) == Implicit::Text;
            Node::Scalar(text, plain)
        }
        ValueKind::Seq | ValueKind::Iterable if value.len().is_some() => {
            let items = budget::iterate(state, value)?;
            let items =
                items.iter().map(|item| of(state, item, layout, depth + 1)).collect::<Result<Vec<_>, _>>()?;
            let flow = layout.flow.unwrap_or_else(|| items.iter().all(Node::is_scalar));
            Node::List(items, flow)
        }
        ValueKind::Map => dict(state, value, layout, depth)?,
        _ if value.downcast_object_ref::<Moment>().is_some() => Node::Scalar(value.to_string(), true),
        _ => return Err(type_error(format!("{} has no form in YAML", type_name(value)))),
    })
}

fn dict(state: &State<'_, '_>, value: &Value, layout: &Layout, depth: usize) -> Result<Node, Error> {
    let mut keys = budget::iterate(state, value)?;
    if layout.sorted {
        let written = keys.clone();
        // Keys that have no order stay in theirs.
        if sort::sort(state, &mut keys, false, |key| Ok(key.clone())).is_err() {
            state.consume_fuel(1)?;
            keys = written;
        }
    }
    let mut pairs = Vec::with_capacity(keys.len());
    for key in keys {
        let item = value.get_item(&key)?;
        pairs.push((of(state, &key, layout, depth + 1)?, of(state, &item, layout, depth + 1)?));
    }
    let simple = || pairs.iter().all(|(key, item)| key.is_scalar() && item.is_scalar());
    let flow = layout.flow.unwrap_or_else(simple);
    Ok(Node::Dict(pairs, flow))
}

fn number_text(value: &Value) -> String {
    let mut text = String::new();
    match Number::of(value) {
        Some(Number::Real(real)) if real.is_nan() => text.push_str(".nan"),
        Some(Number::Real(real)) if real.is_infinite() => {
            text.push_str(if real > 0.0 { ".inf" } else { "-.inf" });
        }
        _ => number::write(&mut text, value),
    }
    // YAML 1.1 has no exponent without a point.
    if text.contains('.') || !text.contains('e') { text } else { text.replacen('e', ".0e", 1) }
}
