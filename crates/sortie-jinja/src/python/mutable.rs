//! Lists and dicts that a template can change.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use indexmap::IndexMap;
use minijinja::value::{Enumerator, Object, ObjectRepr, ValueKind};
use minijinja::{Error, State, Value};

use super::budget;
use super::cycler::{Cycler, Joiner};
use super::view::View;

/// How deep values may nest in each other: dropping one recurses.
const DEPTH: usize = 120;

/// A list as `append` needs it.
#[derive(Debug, Default)]
pub(crate) struct List(Mutex<Vec<Value>>, AtomicUsize);

/// A dict as `update` needs it, in the order of insertion.
#[derive(Debug, Default)]
pub(crate) struct Dict(Mutex<IndexMap<Value, Value>>, AtomicUsize);

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl List {
    pub(crate) fn new(items: Vec<Value>) -> Self {
        Self(Mutex::new(items), AtomicUsize::new(0))
    }

    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Vec<Value>) -> T) -> T {
        change(&mut lock(&self.0))
    }
}

impl Object for List {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Seq
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        lock(&self.0).get(key.as_usize()?).cloned()
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Seq(lock(&self.0).len())
    }

    fn enumerator_len(self: &Arc<Self>) -> Option<usize> {
        Some(lock(&self.0).len())
    }
}

impl Dict {
    pub(crate) fn new(map: IndexMap<Value, Value>) -> Self {
        Self(Mutex::new(map), AtomicUsize::new(0))
    }

    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut IndexMap<Value, Value>) -> T) -> T {
        change(&mut lock(&self.0))
    }
}

impl Object for Dict {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        lock(&self.0).get(key).cloned()
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(lock(&self.0).keys().cloned().collect())
    }

    fn enumerator_len(self: &Arc<Self>) -> Option<usize> {
        Some(lock(&self.0).len())
    }
}

/// The value itself where it can already change; else a copy that can, with all it holds.
pub(crate) fn fresh(state: &State<'_, '_>, value: &Value) -> Result<Value, Error> {
    copy(state, value, 0)
}

fn copy(state: &State<'_, '_>, value: &Value, depth: usize) -> Result<Value, Error> {
    if depth > DEPTH {
        return Err(too_deep());
    }
    match value.kind() {
        ValueKind::Seq if value.is_tuple() || value.downcast_object_ref::<List>().is_some() => {
            Ok(value.clone())
        }
        ValueKind::Seq => {
            budget::items(state, "list", value.len().unwrap_or(0))?;
            let items = value.try_iter()?.map(|item| copy(state, &item, depth + 1));
            Ok(Value::from_object(List::new(items.collect::<Result<_, _>>()?)))
        }
        ValueKind::Map if is_plain_map(value) => {
            let mut pairs = IndexMap::new();
            for key in value.try_iter()? {
                state.consume_fuel(1)?;
                let item = copy(state, &value.get_item(&key)?, depth + 1)?;
                pairs.insert(key, item);
            }
            Ok(Value::from_object(Dict::new(pairs)))
        }
        _ => Ok(value.clone()),
    }
}

/// Whether a value is the engine's `namespace`, which is no dict.
pub(crate) fn is_namespace(value: &Value) -> bool {
    value.as_object().is_some_and(|object| object.type_name().ends_with("::Namespace"))
}

/// Whether a map is data; a namespace, a loop or the arguments of a call are objects of the engine.
fn is_plain_map(value: &Value) -> bool {
    value.downcast_object_ref::<IndexMap<Value, Value>>().is_some()
}

/// The value, unless it nests too deep to be dropped.
pub(crate) fn shallow(state: &State<'_, '_>, value: Value) -> Result<Value, Error> {
    check_depth(state, &value, 0)?;
    Ok(value)
}

/// Refuses a value that nests deeper than is safe to drop.
pub(crate) fn check_depth(state: &State<'_, '_>, value: &Value, depth: usize) -> Result<(), Error> {
    if !nests(value) {
        return Ok(());
    }
    let depth = level(value).map_or(depth, |level| level.fetch_max(depth, Ordering::Relaxed).max(depth));
    if depth > DEPTH {
        return Err(too_deep());
    }
    let Ok(items) = value.try_iter() else { return Ok(()) };
    let map = value.kind() == ValueKind::Map;
    for (index, item) in items.enumerate() {
        if index % 16 == 0 {
            state.consume_fuel(1)?;
        }
        let item = if map { value.get_item(&item)? } else { item };
        check_depth(state, &item, depth + 1)?;
    }
    Ok(())
}

/// Whether a value holds others.
fn nests(value: &Value) -> bool {
    matches!(value.kind(), ValueKind::Seq | ValueKind::Map)
        || value.downcast_object_ref::<View>().is_some()
        || value.downcast_object_ref::<Cycler>().is_some()
        || value.downcast_object_ref::<Joiner>().is_some()
}

/// How deep inside of others a list or dict has ever been put.
fn level(value: &Value) -> Option<&AtomicUsize> {
    let list = value.downcast_object_ref::<List>().map(|list| &list.1);
    list.or_else(|| value.downcast_object_ref::<Dict>().map(|dict| &dict.1))
}

fn too_deep() -> Error {
    budget::refuse(format!("lists and dicts nest deeper than {DEPTH}"))
}

/// Refuses a value that holds the container it is put into, or nests too deep.
pub(crate) fn check_insert(state: &State<'_, '_>, container: &Value, item: &Value) -> Result<(), Error> {
    if holds(item, container) {
        return Err(budget::refuse("a list or dict cannot hold itself"));
    }
    let depth = level(container).map_or(0, |level| level.load(Ordering::Relaxed));
    check_depth(state, item, depth + 1)
}

fn holds(value: &Value, wanted: &Value) -> bool {
    if !nests(value) {
        return false;
    }
    if same(value, wanted) {
        return true;
    }
    let map = value.kind() == ValueKind::Map;
    value.try_iter().into_iter().flatten().any(|item| {
        let item = if map { value.get_item(&item).unwrap_or_default() } else { item };
        holds(&item, wanted)
    })
}

fn same(left: &Value, right: &Value) -> bool {
    let same_list = match (left.downcast_object::<List>(), right.downcast_object::<List>()) {
        (Some(left), Some(right)) => Arc::ptr_eq(&left, &right),
        _ => false,
    };
    let same_dict = match (left.downcast_object::<Dict>(), right.downcast_object::<Dict>()) {
        (Some(left), Some(right)) => Arc::ptr_eq(&left, &right),
        _ => false,
    };
    same_list || same_dict
}

/// A private copy of a scope, whose lists and dicts a template can change without changing the scope.
pub(crate) fn private(root: &Value) -> Value {
    let Ok(keys) = root.try_iter() else { return root.clone() };
    Value::from_pairs(keys.map(|key| {
        let value = root.get_item(&key).unwrap_or_default();
        (key, thawed(&value))
    }))
}

/// Data as lists and dicts that can change; data of a scope nests no deeper than JSON's reader lets it.
fn thawed(value: &Value) -> Value {
    match value.kind() {
        ValueKind::Seq => {
            let items = value.try_iter().into_iter().flatten().map(|item| thawed(&item));
            Value::from_object(List::new(items.collect()))
        }
        ValueKind::Map => {
            let keys = value.try_iter().into_iter().flatten();
            let pairs = keys.map(|key| {
                let item = value.get_item(&key).unwrap_or_default();
                (key, thawed(&item))
            });
            Value::from_object(Dict::new(pairs.collect()))
        }
        _ => value.clone(),
    }
}
