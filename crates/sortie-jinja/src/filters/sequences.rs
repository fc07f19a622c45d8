use minijinja::value::{Tuple, ValueKind};
use minijinja::{Error, State, Value};

use super::Filter;
use crate::python::arguments::{bind, flag, required};
use crate::python::errors::{type_error, type_name, undefined};
use crate::python::mutable::is_namespace;
use crate::python::view::Group;
use crate::python::{budget, compare, print, sort};
use crate::sentinel;

pub(super) const FILTERS: &[(&str, Filter)] = &[
    ("list", |state, args| {
        let [value] = bind("list", args, ["value"])?;
        items(state, "list", value).map(Value::from)
    }),
    ("first", |state, args| {
        let [value] = bind("first", args, ["seq"])?;
        Ok(items(state, "first", value)?.into_iter().next().unwrap_or_default())
    }),
    ("last", |state, args| {
        let [value] = bind("last", args, ["seq"])?;
        Ok(items(state, "last", value)?.pop().unwrap_or_default())
    }),
    ("attr", |_, args| {
        let [value, name] = bind("attr", args, ["obj", "name"])?;
        let (value, name) = (required("attr", "obj", value)?, required("attr", "name", name)?);
        if value.is_undefined() {
            return Err(undefined(&value));
        }
        // Data has items; only what the engine makes (a group, a namespace) has attributes.
        let data = value.downcast_object_ref::<Group>().is_none() && !is_namespace(&value);
        if data || !value.is_true() { Ok(Value::UNDEFINED) } else { value.get_item(&name) }
    }),
    ("items", |state, args| {
        let [value] = bind("items", args, ["value"])?;
        let value = required("items", "value", value)?;
        match value.kind() {
            ValueKind::Undefined => Ok(Value::from(Vec::<Value>::new())),
            ValueKind::Map => {
                let pairs = budget::iterate(state, &value)?.into_iter().map(|key| {
                    let item = value.get_item(&key)?;
                    Ok(Value::from(Tuple::from([key, item])))
                });
                Ok(Value::from(pairs.collect::<Result<Vec<_>, Error>>()?))
            }
            _ => Err(type_error("`items` needs a dict")),
        }
    }),
    ("sort", sorted),
    ("unique", unique),
    ("dictsort", dictsort),
    ("groupby", groupby),
    ("min", |state, args| extreme(state, "min", args)),
    ("max", |state, args| extreme(state, "max", args)),
];

/// The items of an argument; characters of a text, keys of a dict, none of what is undefined.
pub(super) fn items(state: &State<'_, '_>, what: &str, value: Option<Value>) -> Result<Vec<Value>, Error> {
    let value = required(what, "value", value)?;
    if value.is_undefined() {
        crate::printing::check(state, &value)?;
        return Ok(Vec::new());
    }
    if !matches!(value.kind(), ValueKind::Seq | ValueKind::Map | ValueKind::Iterable | ValueKind::String) {
        return Err(type_error(format!("`{what}` needs a list, not {}", type_name(&value))));
    }
    budget::iterate(state, &sentinel::seen(&value))
}

/// `item.a.b`, `item.0`; a number is an index.
pub(super) fn path(state: &State<'_, '_>, item: &Value, attribute: &Value) -> Result<Value, Error> {
    let Some(text) = attribute.as_str() else { return item.get_item(attribute) };
    path_of(state, item, text, None)
}

/// The same, with a value for each step that leads nowhere.
pub(super) fn path_or(
    state: &State<'_, '_>,
    item: &Value,
    attribute: &Value,
    default: Option<&Value>,
) -> Result<Value, Error> {
    let default = default.filter(|it| !it.is_none());
    let steps = print::text(attribute);
    match default {
        Some(_) => path_of(state, item, &steps, default),
        None => path(state, item, attribute),
    }
}

fn path_of(
    state: &State<'_, '_>,
    item: &Value,
    steps: &str,
    default: Option<&Value>,
) -> Result<Value, Error> {
    let mut value = item.clone();
    for part in steps.split('.') {
        state.consume_fuel(1)?;
        if value.is_undefined() {
            return Err(undefined(&value));
        }
        let key = part.parse::<usize>().map_or_else(|_| Value::from(part), Value::from);
        value = value.get_item(&key)?;
        if let Some(default) = default.filter(|_| value.is_undefined()) {
            value = default.clone();
        }
    }
    Ok(value)
}

/// What a value is compared by: without case unless asked for.
fn folded(value: Value, sensitive: bool) -> Value {
    match value.as_str() {
        Some(text) if !sensitive => Value::from(text.to_lowercase()),
        _ => value,
    }
}

fn sorted(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [value, reverse, sensitive, attribute] =
        bind("sort", args, ["value", "reverse", "case_sensitive", "attribute"])?;
    let mut all = items(state, "sort", value)?;
    let sensitive = flag(sensitive.as_ref(), false);
    let attribute = attribute.filter(|it| !it.is_none());
    sort::sort(state, &mut all, flag(reverse.as_ref(), false), |item| {
        let Some(attribute) = &attribute else { return Ok(folded(item.clone(), sensitive)) };
        // Jinja2 compares lists of keys, also where there is one: values of which all are undefined are then equal.
        let Some(names) = attribute.as_str() else {
            return Ok(Value::from(vec![folded(path(state, item, attribute)?, sensitive)]));
        };
        let keys =
            names.split(',').map(|name| Ok(folded(path(state, item, &Value::from(name.trim()))?, sensitive)));
        Ok(Value::from(keys.collect::<Result<Vec<_>, Error>>()?))
    })?;
    Ok(Value::from(all))
}

fn unique(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [value, sensitive, attribute] = bind("unique", args, ["value", "case_sensitive", "attribute"])?;
    let sensitive = flag(sensitive.as_ref(), false);
    let attribute = attribute.filter(|it| !it.is_none());
    let mut seen = std::collections::BTreeSet::new();
    let mut kept = Vec::new();
    for item in items(state, "unique", value)? {
        let key = match &attribute {
            Some(attribute) => path(state, &item, attribute)?,
            None => item.clone(),
        };
        state.consume_fuel(1)?;
        budget::weigh(state, &key)?;
        if seen.insert(folded(key, sensitive)) {
            kept.push(item);
        }
    }
    Ok(Value::from(kept))
}

fn dictsort(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [map, sensitive, by, reverse] = bind("dictsort", args, ["value", "case_sensitive", "by", "reverse"])?;
    let map = required("dictsort", "value", map)?;
    if map.kind() != ValueKind::Map {
        return Err(if map.is_undefined() { undefined(&map) } else { type_error("`dictsort` needs a dict") });
    }
    let by_value = match by.map(|by| print::text(&by)).as_deref() {
        None | Some("key") => false,
        Some("value") => true,
        Some(_) => return Err(type_error("You can only sort by either \"key\" or \"value\"")),
    };
    let sensitive = flag(sensitive.as_ref(), false);
    let mut pairs = Vec::new();
    for key in budget::iterate(state, &map)? {
        let value = map.get_item(&key)?;
        pairs.push(Value::from(Tuple::from([key, value])));
    }
    let index = usize::from(by_value);
    sort::sort(state, &mut pairs, flag(reverse.as_ref(), false), |pair| {
        Ok(folded(pair.get_item_by_index(index)?, sensitive))
    })?;
    Ok(Value::from(pairs))
}

fn groupby(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [value, attribute, default, sensitive] =
        bind("groupby", args, ["value", "attribute", "default", "case_sensitive"])?;
    let attribute = required("groupby", "attribute", attribute)?;
    let sensitive = flag(sensitive.as_ref(), false);
    let key = |item: &Value| -> Result<Value, Error> {
        let key = path_or(state, item, &attribute, default.as_ref())?;
        budget::weigh(state, &key)?;
        Ok(key)
    };
    let mut all = items(state, "groupby", value)?;
    sort::sort(state, &mut all, false, |item| Ok(folded(key(item)?, sensitive)))?;
    let mut groups: Vec<(Value, Vec<Value>)> = Vec::new();
    for item in all {
        let key = key(&item)?;
        let same = |group: &Value| folded(group.clone(), sensitive) == folded(key.clone(), sensitive);
        match groups.last_mut() {
            Some((group, members)) if same(group) => members.push(item),
            _ => groups.push((key, vec![item])),
        }
    }
    Ok(groups
        .into_iter()
        .map(|(key, members)| Value::from_object(Group { key, members: Value::from(members) }))
        .collect())
}

fn extreme(state: &State<'_, '_>, what: &str, args: &[Value]) -> Result<Value, Error> {
    let [value, sensitive, attribute] = bind(what, args, ["value", "case_sensitive", "attribute"])?;
    let sensitive = flag(sensitive.as_ref(), false);
    let attribute = attribute.filter(|it| !it.is_none());
    let key = |item: &Value| match &attribute {
        Some(attribute) => path(state, item, attribute).map(|key| folded(key, sensitive)),
        None => Ok(folded(item.clone(), sensitive)),
    };
    let mut best: Option<(Value, Value)> = None;
    for item in items(state, what, value)? {
        let key = key(&item)?;
        budget::weigh(state, &key)?;
        let wanted = if what == "min" { std::cmp::Ordering::Less } else { std::cmp::Ordering::Greater };
        let better = match &best {
            None => true,
            Some((best, _)) => compare::order(state, what, &key, best)? == Some(wanted),
        };
        if better {
            best = Some((key, item));
        }
    }
    Ok(best.map(|(_, item)| item).unwrap_or_default())
}
