use minijinja::{Error, Value};

use super::ast::Node;
use super::evaluate::{Evaluator, null};
use super::kind::{self, is_number, is_text};
use crate::python::errors::{type_error, type_name};
use crate::python::{compare, sort};

pub(super) fn map(evaluator: &Evaluator<'_, '_, '_>, args: &[Value], by: &Node) -> Result<Value, Error> {
    args[0].try_iter()?.map(|item| evaluator.value(by, &item)).collect()
}

pub(super) fn sort(evaluator: &Evaluator<'_, '_, '_>, args: &[Value], _: &Node) -> Result<Value, Error> {
    let mut items: Vec<Value> = args[0].try_iter()?.collect();
    sort::sort(evaluator.state, &mut items, false, |item| Ok(item.clone()))?;
    Ok(Value::from(items))
}

pub(super) fn sort_by(evaluator: &Evaluator<'_, '_, '_>, args: &[Value], by: &Node) -> Result<Value, Error> {
    let mut items: Vec<Value> = args[0].try_iter()?.collect();
    let Some(first) = items.first() else { return Ok(args[0].clone()) };
    let first = key(evaluator, "sort_by", first, by)?;
    sort::sort(evaluator.state, &mut items, false, |item| {
        let key = key(evaluator, "sort_by", item, by)?;
        if is_text(&key) == is_text(&first) {
            return Ok(key);
        }
        Err(type_error("`sort_by` of `json_query` sorts by texts or by numbers, not by both"))
    })?;
    Ok(Value::from(items))
}

/// The first item that no other is greater (`>`) or less (`<`) than.
pub(super) fn extreme(evaluator: &Evaluator<'_, '_, '_>, sign: &str, list: &Value) -> Result<Value, Error> {
    best(evaluator, sign, list, |item| Ok(item.clone()))
}

pub(super) fn extreme_by(
    evaluator: &Evaluator<'_, '_, '_>,
    name: &str,
    sign: &str,
    list: &Value,
    by: &Node,
) -> Result<Value, Error> {
    best(evaluator, sign, list, |item| key(evaluator, name, item, by))
}

fn best(
    evaluator: &Evaluator<'_, '_, '_>,
    sign: &str,
    list: &Value,
    key: impl Fn(&Value) -> Result<Value, Error>,
) -> Result<Value, Error> {
    let mut best: Option<(Value, Value)> = None;
    for item in list.try_iter()? {
        let key = key(&item)?;
        let better = match &best {
            Some((found, _)) => compare::holds(evaluator.state, sign, &key, found)?,
            None => true,
        };
        if better {
            best = Some((key, item));
        }
    }
    Ok(best.map_or_else(null, |(_, item)| item))
}

/// What an item is ordered by.
fn key(evaluator: &Evaluator<'_, '_, '_>, name: &str, item: &Value, by: &Node) -> Result<Value, Error> {
    let key = evaluator.value(by, item)?;
    if is_text(&key) || is_number(&key) {
        return Ok(key);
    }
    let found = kind::name(&key).unwrap_or(type_name(&key));
    Err(type_error(format!(
        "`{name}` of `json_query` needs a text or a number to order each item by, not {found}"
    )))
}
