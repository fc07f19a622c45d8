//! Order and membership, where the engine has an answer for everything and Python refuses.

use std::cmp::Ordering;

use minijinja::value::ValueKind;
use minijinja::{Error, State, Value};

use super::budget;
use super::errors::{type_error, type_name, undefined};
use super::number::Number;
use crate::sentinel;

/// `left op right` for one of `==`, `!=`, `<`, `<=`, `>`, `>=`, `in`, `not in`.
pub(crate) fn holds(state: &State<'_, '_>, op: &str, left: &Value, right: &Value) -> Result<bool, Error> {
    match op {
        "==" | "!=" => {
            budget::weigh(state, left)?;
            let strict = matches!(state.undefined_behavior(), minijinja::UndefinedBehavior::Strict);
            if let Some(missing) = [left, right].into_iter().find(|it| strict && it.is_undefined()) {
                return Err(undefined(missing));
            }
            Ok(equal(&sentinel::seen(left), &sentinel::seen(right)) == (op == "=="))
        }
        "in" => contains(state, right, left),
        "not in" => contains(state, right, left).map(|it| !it),
        _ => {
            let order = order(state, op, left, right)?;
            Ok(match op {
                "<" => order == Some(Ordering::Less),
                "<=" => matches!(order, Some(Ordering::Less | Ordering::Equal)),
                ">" => order == Some(Ordering::Greater),
                _ => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
            })
        }
    }
}

/// Equality; a range or a view of a dict is never a list.
fn equal(left: &Value, right: &Value) -> bool {
    left == right && (left.kind() == ValueKind::Iterable) == (right.kind() == ValueKind::Iterable)
}

/// The order of two values of the same kind; none where a number is not one (`nan`).
pub(crate) fn order(
    state: &State<'_, '_>,
    op: &str,
    left: &Value,
    right: &Value,
) -> Result<Option<Ordering>, Error> {
    if let (Some(left), Some(right)) = (Number::of(left), Number::of(right)) {
        return Ok(match (left, right) {
            (Number::Whole(left), Number::Whole(right)) => Some(left.cmp(&right)),
            (left, right) => left.real().partial_cmp(&right.real()),
        });
    }
    if let (Some(left), Some(right)) = (left.as_str(), right.as_str()) {
        state.consume_fuel(left.len().min(right.len()) as u64 / 64)?;
        return Ok(Some(left.cmp(right)));
    }
    if let Some(missing) = [left, right].into_iter().find(|it| it.is_undefined()) {
        return Err(undefined(missing));
    }
    if crate::filters::moment::comparable(left, right) {
        return Ok(Some(left.cmp(right)));
    }
    let sequences = left.kind() == ValueKind::Seq && right.kind() == ValueKind::Seq;
    if sequences && left.is_tuple() == right.is_tuple() {
        return sequence_order(state, op, left, right);
    }
    Err(type_error(format!(
        "`{op}` cannot compare {} with {}: make them one type first, e.g. with `| int`",
        type_name(left),
        type_name(right)
    )))
}

fn sequence_order(
    state: &State<'_, '_>,
    op: &str,
    left: &Value,
    right: &Value,
) -> Result<Option<Ordering>, Error> {
    for (left, right) in left.try_iter()?.zip(right.try_iter()?) {
        state.consume_fuel(1)?;
        crate::printing::check(state, &left)?;
        if left != right {
            return order(state, op, &left, &right);
        }
    }
    Ok(Some(left.len().cmp(&right.len())))
}

/// `item in container`.
fn contains(state: &State<'_, '_>, container: &Value, item: &Value) -> Result<bool, Error> {
    let strict = matches!(state.undefined_behavior(), minijinja::UndefinedBehavior::Strict);
    if let Some(missing) = [container, item].into_iter().find(|it| strict && it.is_undefined()) {
        return Err(undefined(missing));
    }
    if let Some(text) = container.as_str().filter(|_| container.kind() == ValueKind::String) {
        let Some(part) = item.as_str() else {
            let what = type_name(item);
            return Err(type_error(format!("`in` looks for text in a text, not for {what}")));
        };
        state.consume_fuel(text.len() as u64 / 64)?;
        return Ok(sentinel::plain(text).contains(&*sentinel::plain(part)));
    }
    match container.kind() {
        ValueKind::Undefined => Ok(false),
        ValueKind::Map => {
            if item.is_undefined() {
                return Ok(false);
            }
            if item.kind() == ValueKind::Map || (item.kind() == ValueKind::Seq && !item.is_tuple()) {
                return Err(type_error("a list or dict cannot be a key"));
            }
            state.consume_fuel(1)?;
            Ok(!container.get_item(&sentinel::seen(item))?.is_undefined() || has_key(container, item))
        }
        ValueKind::Seq | ValueKind::Iterable => {
            let item = sentinel::seen(item);
            if type_name(container) == "dict_keys" && matches!(type_name(&item), "list" | "dict") {
                return Err(type_error("a list or dict cannot be a key"));
            }
            for candidate in container.try_iter()? {
                state.consume_fuel(1)?;
                budget::weigh(state, &candidate)?;
                if candidate == item {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        _ => Err(type_error(format!("`in` cannot look into {}", type_name(container)))),
    }
}

/// A key may be there with a value that is undefined.
fn has_key(container: &Value, item: &Value) -> bool {
    container.as_object().is_some_and(|object| object.get_value(item).is_some())
}
