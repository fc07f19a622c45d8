//! The methods of lists and tuples.

use minijinja::{Error, State, Value};

use super::arguments::{bind, flag, integer, required};
use super::errors::type_error;
use super::mutable::{self, List};
use super::{budget, sort};

pub(crate) const METHODS: [&str; 11] =
    ["append", "clear", "copy", "count", "extend", "index", "insert", "pop", "remove", "reverse", "sort"];

/// Calls `list.name(…)`; none where there is no such method.
pub(crate) fn call(
    state: &State<'_, '_>,
    value: &Value,
    name: &str,
    args: &[Value],
) -> Result<Option<Value>, Error> {
    match name {
        "count" => {
            let [wanted] = bind(name, args, ["value"])?;
            let wanted = required(name, "value", wanted)?;
            budget::weigh(state, value)?;
            let items = budget::iterate(state, value)?;
            Ok(Some(Value::from(items.iter().filter(|item| **item == wanted).count())))
        }
        "index" => {
            let [wanted, start, end] = bind(name, args, ["value", "start", "stop"])?;
            let wanted = required(name, "value", wanted)?;
            let (start, end) = (integer(name, start.as_ref(), 0)?, integer(name, end.as_ref(), i64::MAX)?);
            let within = |at: usize| i64::try_from(at).is_ok_and(|at| at >= start && at < end);
            budget::weigh(state, value)?;
            let items = budget::iterate(state, value)?;
            let at = items.iter().enumerate().position(|(at, item)| within(at) && *item == wanted);
            at.map(|at| Some(Value::from(at))).ok_or_else(|| type_error("the value is not in the list"))
        }
        _ if value.is_tuple() => Ok(None),
        "copy" => Ok(Some(Value::from_object(List::new(budget::iterate(state, value)?)))),
        _ => match value.downcast_object_ref::<List>() {
            Some(list) => change(state, value, list, name, args),
            None => Ok(None),
        },
    }
}

#[expect(clippy::too_many_lines, reason = "one arm for each name, and no more logic than that")]
fn change(
    state: &State<'_, '_>,
    value: &Value,
    list: &List,
    name: &str,
    args: &[Value],
) -> Result<Option<Value>, Error> {
    match name {
        "append" => {
            let [item] = bind(name, args, ["object"])?;
            let item = inserted(state, value, &required(name, "object", item)?)?;
            budget::items(state, name, list.change(|items| items.len() / 64 + 1))?;
            list.change(|items| items.push(item));
        }
        "extend" => {
            let [more] = bind(name, args, ["iterable"])?;
            let more = budget::iterate(state, &required(name, "iterable", more)?)?;
            let more: Vec<Value> =
                more.iter().map(|item| inserted(state, value, item)).collect::<Result<_, _>>()?;
            budget::items(state, name, list.change(|items| items.len()) + more.len())?;
            list.change(|items| items.extend(more));
        }
        "insert" => {
            let [index, item] = bind(name, args, ["index", "object"])?;
            let index = integer(name, Some(&required(name, "index", index)?), 0)?;
            let item = inserted(state, value, &required(name, "object", item)?)?;
            moved(state, value)?;
            list.change(|items| items.insert(place(index, items.len()), item));
        }
        "pop" => {
            moved(state, value)?;
            return pop(list, args).map(Some);
        }
        "remove" => {
            let [wanted] = bind(name, args, ["value"])?;
            let wanted = required(name, "value", wanted)?;
            budget::weigh(state, value)?;
            let items = budget::iterate(state, value)?;
            let at = items.iter().position(|item| *item == wanted);
            let at = at.ok_or_else(|| type_error("the value is not in the list"))?;
            list.change(|items| drop(items.remove(at)));
        }
        "clear" => list.change(Vec::clear),
        "reverse" => list.change(|items| items.reverse()),
        "sort" => {
            let [reverse] = bind(name, args, ["reverse"])?;
            let mut items = budget::iterate(state, value)?;
            sort::sort(state, &mut items, flag(reverse.as_ref(), false), |item| Ok(item.clone()))?;
            list.change(|all| *all = items);
        }
        _ => return Ok(None),
    }
    Ok(Some(Value::from(())))
}

fn pop(list: &List, args: &[Value]) -> Result<Value, Error> {
    let [index] = bind("pop", args, ["index"])?;
    let index = integer("pop", index.as_ref(), -1)?;
    list.change(|items| {
        let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
        let at = usize::try_from(if index < 0 { index + length } else { index }).ok();
        match at.filter(|at| *at < items.len()) {
            Some(at) => Ok(items.remove(at)),
            None => Err(type_error("pop from a list that has no such item")),
        }
    })
}

/// Where Python's `insert` puts an item: beyond the ends counts as the ends.
fn place(index: i64, length: usize) -> usize {
    let index = if index < 0 { index + i64::try_from(length).unwrap_or(i64::MAX) } else { index };
    usize::try_from(index.max(0)).unwrap_or(0).min(length)
}

/// A value as it is put into `container`: it can change, too, and never holds the container.
pub(crate) fn inserted(state: &State<'_, '_>, container: &Value, item: &Value) -> Result<Value, Error> {
    let item = mutable::fresh(state, item)?;
    mutable::check_insert(state, container, &item)?;
    Ok(item)
}

/// Pays for the items that move up when one of them comes or goes.
fn moved(state: &State<'_, '_>, list: &Value) -> Result<(), Error> {
    state.consume_fuel(1 + list.len().unwrap_or(0) as u64 / 256)
}
