use minijinja::value::ValueKind;
use minijinja::{Error, Value};

use super::ast::Node;
use super::evaluate::{Evaluator, defined, null};
use super::kind::is_list;
use crate::filters::numbers::number_of;
use crate::filters::texts::shown;
use crate::python::errors::{type_error, type_name};
use crate::python::number::{Number, truncate};

fn too_large() -> Error {
    type_error("a whole number of `json_query` grows beyond 128 bits")
}

pub(super) fn abs(_: &Evaluator<'_, '_, '_>, args: &[Value], _: &Node) -> Result<Value, Error> {
    match Number::of(&args[0]) {
        Some(Number::Real(real)) => Ok(Value::from(real.abs())),
        Some(Number::Whole(whole)) => {
            whole.checked_abs().map(|it| Number::Whole(it).value()).ok_or_else(too_large)
        }
        None => Err(too_large()),
    }
}

/// The number rounded to a whole one.
pub(super) fn whole(number: &Value, round: fn(f64) -> f64) -> Result<Value, Error> {
    match Number::of(number) {
        Some(Number::Real(real)) => truncate(round(real)).map(Number::Whole),
        whole => whole,
    }
    .map(Number::value)
    .ok_or_else(too_large)
}

pub(super) fn sum(list: &Value) -> Result<Number, Error> {
    let mut total = Number::Whole(0);
    for item in list.try_iter()? {
        total = match (total, Number::of(&item).ok_or_else(too_large)?) {
            (Number::Whole(total), Number::Whole(item)) => {
                Number::Whole(total.checked_add(item).ok_or_else(too_large)?)
            }
            (total, item) => Number::Real(total.real() + item.real()),
        };
    }
    Ok(total)
}

#[expect(clippy::cast_precision_loss, reason = "no list has that many items")]
pub(super) fn avg(_: &Evaluator<'_, '_, '_>, args: &[Value], _: &Node) -> Result<Value, Error> {
    match args[0].len() {
        None | Some(0) => Ok(null()),
        Some(count) => Ok(Value::from(sum(&args[0])?.real() / count as f64)),
    }
}

/// A number, or the number that a text is; nothing for what is neither.
pub(super) fn to_number(evaluator: &Evaluator<'_, '_, '_>, args: &[Value], _: &Node) -> Result<Value, Error> {
    let value = &args[0];
    defined(value)?;
    match value.kind() {
        ValueKind::Number => Ok(value.clone()),
        ValueKind::String => Ok(number_of(&shown(evaluator.state, value)?).map_or_else(null, Number::value)),
        ValueKind::None | ValueKind::Bool | ValueKind::Map => Ok(null()),
        _ if is_list(value) => Ok(null()),
        _ => Err(type_error(format!("`to_number` of `json_query` cannot read {}", type_name(value)))),
    }
}
