use std::collections::BTreeSet;

use indexmap::IndexMap;
use minijinja::value::{Tuple, ValueKind};
use minijinja::{Error, State, Value};

use super::Filter;
use super::sequences::items;
use crate::python::arguments::{bind, flag, integer, required, split};
use crate::python::errors::{type_error, type_name};
use crate::python::{budget, print};

pub(super) const FILTERS: &[(&str, Filter)] = &[
    ("union", |state, args| set(state, "union", args)),
    ("intersect", |state, args| set(state, "intersect", args)),
    ("difference", |state, args| set(state, "difference", args)),
    ("symmetric_difference", |state, args| set(state, "symmetric_difference", args)),
    ("flatten", flatten),
    ("combine", combine),
    ("dict2items", dict2items),
    ("items2dict", items2dict),
    ("zip", zip),
];

fn set(state: &mut State<'_, '_>, what: &str, args: &[Value]) -> Result<Value, Error> {
    let [left, right] = bind(what, args, ["a", "b"])?;
    let (left, right) = (items(state, what, left)?, items(state, what, right)?);
    budget::items(state, what, (left.len() + right.len()).saturating_mul(4).min(budget::ITEMS))?;
    for item in left.iter().chain(&right) {
        budget::weigh(state, item)?;
    }
    let (in_left, in_right): (BTreeSet<_>, BTreeSet<_>) =
        (left.iter().cloned().collect(), right.iter().cloned().collect());
    let mut seen = BTreeSet::new();
    let all = left.into_iter().chain(right);
    let kept = all.filter(|item| {
        let (left, right) = (in_left.contains(item), in_right.contains(item));
        let wanted = match what {
            "union" => true,
            "intersect" => left && right,
            "difference" => left && !right,
            _ => left != right,
        };
        wanted && seen.insert(item.clone())
    });
    Ok(Value::from(kept.collect::<Vec<_>>()))
}

fn flatten(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [list, levels, skip] = bind("flatten", args, ["mylist", "levels", "skip_nulls"])?;
    let levels = levels.filter(|it| !it.is_none());
    let levels = integer("flatten", levels.as_ref(), i64::MAX)?;
    let mut out = Vec::new();
    let list = items(state, "flatten", list)?;
    flat(state, &list, levels, flag(skip.as_ref(), true), &mut out, 0)?;
    Ok(Value::from(out))
}

fn flat(
    state: &State<'_, '_>,
    list: &[Value],
    levels: i64,
    skip: bool,
    out: &mut Vec<Value>,
    depth: usize,
) -> Result<(), Error> {
    if depth > 200 {
        return Err(budget::refuse("`flatten` of a list that nests deeper than 200"));
    }
    for item in list {
        let none = item.is_none() || matches!(item.as_str(), Some("None" | "null"));
        if skip && none {
            continue;
        }
        if item.kind() == ValueKind::Seq && levels > 0 {
            flat(state, &budget::iterate(state, item)?, levels - 1, skip, out, depth + 1)?;
        } else {
            state.consume_fuel(1)?;
            out.push(item.clone());
        }
    }
    Ok(())
}

fn combine(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let (maps, named) = split(args);
    let option =
        |name: &str| named.and_then(|named| named.get_attr(name).ok()).filter(|it| !it.is_undefined());
    bind("combine", named.map_or(&[], std::slice::from_ref), ["recursive", "list_merge"])?;
    let recursive = flag(option("recursive").as_ref(), false);
    let merge = option("list_merge").map_or_else(|| "replace".to_owned(), |it| print::text(&it));
    if !["replace", "keep", "append", "prepend", "append_rp", "prepend_rp"].contains(&merge.as_str()) {
        return Err(type_error("`combine` knows no such list_merge"));
    }
    let mut flat_maps = Vec::new();
    for map in maps {
        if map.kind() == ValueKind::Seq {
            flat_maps.extend(budget::iterate(state, map)?);
        } else {
            flat_maps.push(map.clone());
        }
    }
    let mut all = Value::from_pairs(Vec::<(Value, Value)>::new());
    for map in flat_maps {
        if map.kind() != ValueKind::Map {
            return Err(type_error(format!("`combine` needs dicts, not {}", type_name(&map))));
        }
        all = merged(state, &all, &map, recursive, &merge, 0)?;
    }
    Ok(all)
}

fn merged(
    state: &State<'_, '_>,
    left: &Value,
    right: &Value,
    recursive: bool,
    merge: &str,
    depth: usize,
) -> Result<Value, Error> {
    if depth > 200 {
        return Err(budget::refuse("`combine` of dicts that nest deeper than 200"));
    }
    let mut out = IndexMap::new();
    state.consume_fuel(1)?;
    for key in budget::iterate(state, left)? {
        state.consume_fuel(1)?;
        let value = left.get_item(&key)?;
        out.insert(key, value);
    }
    for key in budget::iterate(state, right)? {
        let new = right.get_item(&key)?;
        let value = match out.get(&key) {
            Some(old) if recursive && old.kind() == ValueKind::Map && new.kind() == ValueKind::Map => {
                merged(state, old, &new, recursive, merge, depth + 1)?
            }
            Some(old) if old.kind() == ValueKind::Seq && new.kind() == ValueKind::Seq => {
                merged_lists(state, old, &new, merge)?
            }
            _ => new,
        };
        out.insert(key, value);
    }
    Ok(Value::from_pairs(out))
}

fn merged_lists(state: &State<'_, '_>, old: &Value, new: &Value, merge: &str) -> Result<Value, Error> {
    let (old_items, new_items) = (budget::iterate(state, old)?, budget::iterate(state, new)?);
    let without = |items: &[Value], others: &[Value]| -> Vec<Value> {
        items.iter().filter(|item| !others.contains(item)).cloned().collect()
    };
    state.consume_fuel((old_items.len() as u64).saturating_mul(new_items.len() as u64) / 8)?;
    Ok(Value::from(match merge {
        "replace" => return Ok(new.clone()),
        "keep" => return Ok(old.clone()),
        "append" => [old_items, new_items].concat(),
        "prepend" => [new_items, old_items].concat(),
        "append_rp" => [without(&old_items, &new_items), new_items].concat(),
        _ => [new_items.clone(), without(&old_items, &new_items)].concat(),
    }))
}

fn dict2items(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [map, key_name, value_name] = bind("dict2items", args, ["mydict", "key_name", "value_name"])?;
    let map = required("dict2items", "mydict", map)?;
    if map.kind() != ValueKind::Map {
        return Err(type_error(format!("`dict2items` needs a dict, not {}", type_name(&map))));
    }
    let key_name = key_name.unwrap_or_else(|| Value::from("key"));
    let value_name = value_name.unwrap_or_else(|| Value::from("value"));
    let mut out = Vec::new();
    for key in budget::iterate(state, &map)? {
        let value = map.get_item(&key)?;
        out.push(Value::from_pairs([(key_name.clone(), key), (value_name.clone(), value)]));
    }
    Ok(Value::from(out))
}

fn items2dict(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [list, key_name, value_name] = bind("items2dict", args, ["mylist", "key_name", "value_name"])?;
    let key_name = key_name.unwrap_or_else(|| Value::from("key"));
    let value_name = value_name.unwrap_or_else(|| Value::from("value"));
    let mut pairs = IndexMap::new();
    for item in items(state, "items2dict", list)? {
        let (key, value) = (item.get_item(&key_name)?, item.get_item(&value_name)?);
        if key.is_undefined() || value.is_undefined() {
            return Err(type_error("`items2dict` needs dicts that have the key and the value"));
        }
        pairs.insert(key, value);
    }
    Ok(Value::from_pairs(pairs))
}

fn zip(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let lists =
        args.iter().map(|list| items(state, "zip", Some(list.clone()))).collect::<Result<Vec<_>, _>>()?;
    let length = lists.iter().map(Vec::len).min().unwrap_or(0);
    budget::items(state, "zip", length.saturating_mul(lists.len()))?;
    let row = |index: usize| {
        let row: Vec<Value> = lists.iter().filter_map(|list| list.get(index)).cloned().collect();
        Value::from(Tuple::new(row))
    };
    Ok(Value::from((0..length).map(row).collect::<Vec<_>>()))
}
