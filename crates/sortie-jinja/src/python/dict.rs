//! The methods of dicts.

use minijinja::value::{Tuple, ValueKind};
use minijinja::{Error, State, Value};

use super::arguments::{bind, required, split};
use super::errors::type_error;
use super::list::inserted;
use super::mutable::Dict;
use super::view::View;

pub(crate) const METHODS: [&str; 10] =
    ["clear", "copy", "get", "items", "keys", "pop", "popitem", "setdefault", "update", "values"];

/// Calls `dict.name(…)`; none where there is no such method.
pub(crate) fn call(
    state: &State<'_, '_>,
    value: &Value,
    name: &str,
    args: &[Value],
) -> Result<Option<Value>, Error> {
    let keys = || -> Result<Vec<Value>, Error> {
        bind::<0>(name, args, [])?;
        super::budget::iterate(state, value)
    };
    match name {
        "keys" => Ok(Some(Value::from_object(View { kind: "dict_keys", items: keys()? }))),
        "values" => {
            let items = keys()?.iter().map(|key| value.get_item(key)).collect::<Result<_, _>>()?;
            Ok(Some(Value::from_object(View { kind: "dict_values", items })))
        }
        "items" => {
            let mut items = Vec::new();
            for key in keys()? {
                let item = value.get_item(&key)?;
                items.push(Value::from(Tuple::from([key, item])));
            }
            Ok(Some(Value::from_object(View { kind: "dict_items", items })))
        }
        "get" => {
            let [key, default] = bind(name, args, ["key", "default"])?;
            let key = self::key(state, crate::sentinel::seen(&required(name, "key", key)?))?;
            let found = value.as_object().and_then(|map| map.get_value(&key));
            Ok(Some(found.unwrap_or_else(|| default.unwrap_or(Value::from(())))))
        }
        "copy" => {
            let mut pairs = indexmap::IndexMap::new();
            for key in keys()? {
                let item = value.get_item(&key)?;
                pairs.insert(key, item);
            }
            Ok(Some(Value::from_object(Dict::new(pairs))))
        }
        _ => match value.downcast_object_ref::<Dict>() {
            Some(dict) => change(state, value, dict, name, args),
            None => Ok(None),
        },
    }
}

fn change(
    state: &State<'_, '_>,
    value: &Value,
    dict: &Dict,
    name: &str,
    args: &[Value],
) -> Result<Option<Value>, Error> {
    state.consume_fuel(1)?;
    Ok(Some(match name {
        "update" => {
            for (key, item) in pairs(state, args)? {
                let item = inserted(state, value, &item)?;
                state.consume_fuel(1)?;
                dict.change(|map| map.insert(key, item));
            }
            Value::from(())
        }
        "pop" => {
            let [key, default] = bind(name, args, ["key", "default"])?;
            let key = self::key(state, required(name, "key", key)?)?;
            let removed = dict.change(|map| map.shift_remove(&key));
            removed.or(default).ok_or_else(|| type_error("the dict has no such key"))?
        }
        "popitem" => {
            bind::<0>(name, args, [])?;
            let (key, item) =
                dict.change(indexmap::IndexMap::pop).ok_or_else(|| type_error("the dict is empty"))?;
            Value::from(Tuple::from([key, item]))
        }
        "setdefault" => {
            let [key, default] = bind(name, args, ["key", "default"])?;
            let key = self::key(state, required(name, "key", key)?)?;
            let found = dict.change(|map| map.get(&key).cloned());
            if let Some(found) = found {
                found
            } else {
                let item = inserted(state, value, &default.unwrap_or(Value::from(())))?;
                dict.change(|map| map.insert(key, item.clone()));
                item
            }
        }
        "clear" => {
            dict.change(indexmap::IndexMap::clear);
            Value::from(())
        }
        _ => return Ok(None),
    }))
}

/// A value that may be a key, and can be looked up at a price that is paid: no list and no dict, as in Python.
pub(crate) fn key(state: &State<'_, '_>, value: Value) -> Result<Value, Error> {
    match value.kind() {
        ValueKind::Seq if value.is_tuple() => {
            super::budget::weigh(state, &value)?;
            for item in value.try_iter()? {
                key(state, item)?;
            }
            Ok(value)
        }
        ValueKind::Seq | ValueKind::Map => {
            Err(type_error(format!("a {} cannot be a key", super::errors::type_name(&value))))
        }
        _ => Ok(value),
    }
}

/// What `update` and `dict` take: a mapping or pairs, then names.
pub(crate) fn pairs(state: &State<'_, '_>, args: &[Value]) -> Result<Vec<(Value, Value)>, Error> {
    let (positional, named) = split(args);
    if positional.len() > 1 {
        return Err(type_error("update takes one mapping at most"));
    }
    let mut pairs = Vec::new();
    for source in positional.iter().chain(named) {
        if source.is_undefined() {
            return Err(super::errors::undefined(source));
        }
        let map = source.kind() == ValueKind::Map;
        for item in super::budget::iterate(state, source)? {
            if map {
                let value = source.get_item(&item)?;
                pairs.push((item, value));
            } else {
                let mut two = item.try_iter()?;
                match (two.next(), two.next(), two.next()) {
                    (Some(first), Some(value), None) => pairs.push((key(state, first)?, value)),
                    _ => return Err(type_error("a dict is made of pairs")),
                }
            }
        }
    }
    Ok(pairs)
}
