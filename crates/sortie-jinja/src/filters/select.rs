//! The filters that apply a filter or test to each item.

use minijinja::{Error, State, Value};

use super::Filter;
use super::sequences::{path, path_or};
use crate::python::arguments::{bind, split};
use crate::python::budget;
use crate::python::errors::type_error;

pub(super) const FILTERS: &[(&str, Filter)] = &[
    ("map", map),
    ("select", |state, args| select(state, "select", args, true)),
    ("reject", |state, args| select(state, "reject", args, false)),
    ("selectattr", |state, args| select(state, "selectattr", args, true)),
    ("rejectattr", |state, args| select(state, "rejectattr", args, false)),
];

/// The items of the first argument, and the arguments after it; what is false or undefined has none.
fn applied<'a>(
    state: &State<'_, '_>,
    what: &str,
    args: &'a [Value],
) -> Result<(Vec<Value>, &'a [Value]), Error> {
    let [value, rest @ ..] = args else { return Err(type_error(format!("`{what}` needs a list"))) };
    crate::printing::check(state, value)?;
    let value = crate::sentinel::seen(value);
    let items = if value.is_true() { budget::iterate(state, &value)? } else { Vec::new() };
    Ok((items, rest))
}

fn map(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let (items, rest) = applied(state, "map", args)?;
    let mut mapped = Vec::with_capacity(items.len());
    let (positional, named) = split(rest);
    let Some(filter) = positional.first() else {
        let Some(named) = named else { return Err(type_error("`map` needs the name of a filter")) };
        let [attribute, default] = bind("map", std::slice::from_ref(named), ["attribute", "default"])?;
        let attribute = attribute.ok_or_else(|| type_error("`map` needs the name of a filter"))?;
        for item in items {
            mapped.push(path_or(state, &item, &attribute, default.as_ref())?);
        }
        return Ok(Value::from(mapped));
    };
    let name = filter.as_str().unwrap_or_default();
    // The operators are filters, too, under names that no author can write.
    if !name.starts_with(|it: char| it.is_alphabetic() || it == '_') {
        return Err(type_error(format!("`map` needs the name of a filter, and {filter:?} is none")));
    }
    let mut call = rest.to_vec();
    for item in items {
        state.consume_fuel(1)?;
        call[0] = item;
        mapped.push(state.apply_filter(name, &call)?);
    }
    Ok(Value::from(mapped))
}

fn select(state: &mut State<'_, '_>, what: &str, args: &[Value], wanted: bool) -> Result<Value, Error> {
    let (items, mut rest) = applied(state, what, args)?;
    let mut attribute = None;
    if what.ends_with("attr") {
        let (first, others) = rest
            .split_first()
            .filter(|(first, _)| !first.is_kwargs())
            .ok_or_else(|| type_error(format!("`{what}` needs the name of an attribute")))?;
        attribute = Some(first);
        rest = others;
    }
    let test = rest.first().filter(|first| !first.is_kwargs());
    let mut call = rest.to_vec();
    let mut kept = Vec::new();
    for item in items {
        state.consume_fuel(1)?;
        let seen = match attribute {
            Some(attribute) => path(state, &item, attribute)?,
            None => item.clone(),
        };
        let holds = if let Some(test) = test {
            call[0] = seen;
            state.perform_test(test.as_str().unwrap_or_default(), &call)?
        } else {
            crate::printing::check(state, &seen)?;
            seen.is_true()
        };
        if holds == wanted {
            kept.push(item);
        }
    }
    Ok(Value::from(kept))
}
