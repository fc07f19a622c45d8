use indexmap::IndexMap;
use minijinja::value::{Tuple, ValueKind};
use minijinja::{Error, State, Value};

use super::Filter;
use crate::python::arguments::{bind, flag, required};
use crate::python::errors::{type_error, type_name};
use crate::python::{budget, print};

pub(super) const FILTERS: &[(&str, Filter)] =
    &[("subelements", subelements), ("rekey_on_member", rekey_on_member)];

/// The items of a list, the values of a dict.
fn members(state: &State<'_, '_>, what: &str, value: &Value) -> Result<Vec<Value>, Error> {
    match value.kind() {
        ValueKind::Seq | ValueKind::Iterable => budget::iterate(state, value),
        ValueKind::Map => budget::iterate(state, value)?.iter().map(|key| value.get_item(key)).collect(),
        _ => Err(type_error(format!("`{what}` needs a list or a dict of dicts, not {}", type_name(value)))),
    }
}

fn subelements(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [data, path, skip] = bind("subelements", args, ["obj", "subelements", "skip_missing"])?;
    let data = required("subelements", "obj", data)?;
    let path = required("subelements", "subelements", path)?;
    let skip = flag(skip.as_ref(), false);
    let path = match (path.as_str(), path.kind()) {
        (Some(text), _) => text.split('.').map(Value::from).collect(),
        (None, ValueKind::Seq) => budget::iterate(state, &path)?,
        _ => return Err(type_error("`subelements` finds its list by a text or a list of keys")),
    };
    let mut pairs = Vec::new();
    for member in members(state, "subelements", &data)? {
        let Some(found) = found(&member, &path, skip)? else { continue };
        if found.kind() != ValueKind::Seq {
            return Err(type_error(format!("`subelements` has to find a list, not {}", type_name(&found))));
        }
        for item in budget::iterate(state, &found)? {
            state.consume_fuel(1)?;
            pairs.push(Value::from(Tuple::from([member.clone(), item])));
        }
    }
    Ok(Value::from(pairs))
}

/// What stands at the end of `path`; none where it is missing and may be.
fn found(member: &Value, path: &[Value], skip: bool) -> Result<Option<Value>, Error> {
    let mut value = member.clone();
    for key in path {
        if value.kind() != ValueKind::Map {
            return Err(type_error(format!("`subelements` looks for {key} in {}", type_name(&value))));
        }
        let next = value.get_item(key)?;
        if next.is_undefined() {
            let missing =
                || type_error(format!("`subelements` finds no {key}; `skip_missing=true` allows it"));
            return if skip { Ok(None) } else { Err(missing()) };
        }
        value = next;
    }
    Ok(Some(value))
}

fn rekey_on_member(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [data, key, duplicates] = bind("rekey_on_member", args, ["data", "key", "duplicates"])?;
    let data = required("rekey_on_member", "data", data)?;
    let key = required("rekey_on_member", "key", key)?;
    let overwrite = match duplicates.map(|it| print::text(&it)).as_deref() {
        None | Some("error") => false,
        Some("overwrite") => true,
        Some(_) => return Err(type_error("the duplicates of `rekey_on_member` are `error` or `overwrite`")),
    };
    let mut by_key = IndexMap::new();
    for member in members(state, "rekey_on_member", &data)? {
        if member.kind() != ValueKind::Map {
            return Err(type_error(format!("`rekey_on_member` needs dicts, not {}", type_name(&member))));
        }
        let name = member.get_item(&key)?;
        if name.is_undefined() || matches!(name.kind(), ValueKind::Seq | ValueKind::Map) {
            return Err(type_error(format!("`rekey_on_member` finds no {key} that can be a key")));
        }
        budget::weigh(state, &name)?;
        if by_key.insert(name.clone(), member).is_some() && !overwrite {
            return Err(type_error(format!("`rekey_on_member` finds the key {name} twice")));
        }
    }
    Ok(Value::from_pairs(by_key))
}
