use std::cell::Cell;

use indexmap::IndexMap;
use minijinja::value::ValueKind;
use minijinja::{Error, State, Value};

use super::ast::{Filter, Node};
use super::functions;
use super::kind::{is_list, is_number, is_object};
use super::{DEPTH, too_deep};
use crate::python::errors::{type_error, undefined};
use crate::python::{budget, compare, slice};

/// Answers a query; every step is paid for.
pub(super) struct Evaluator<'a, 'vm, 'env> {
    pub(super) state: &'a State<'vm, 'env>,
    depth: Cell<usize>,
}

/// The answer where there is none.
pub(super) fn null() -> Value {
    Value::from(())
}

impl<'a, 'vm, 'env> Evaluator<'a, 'vm, 'env> {
    pub(super) fn new(state: &'a State<'vm, 'env>) -> Self {
        Self { state, depth: Cell::new(0) }
    }

    /// What `node` finds in `data`.
    pub(super) fn value(&self, node: &Node, data: &Value) -> Result<Value, Error> {
        self.state.consume_fuel(1)?;
        self.depth.set(self.depth.get() + 1);
        if self.depth.get() > DEPTH {
            return Err(too_deep());
        }
        let found = self.found(node, data)?;
        self.depth.set(self.depth.get() - 1);
        Ok(found)
    }

    fn found(&self, node: &Node, data: &Value) -> Result<Value, Error> {
        match node {
            Node::Current => Ok(data.clone()),
            Node::Literal(value) => Ok(value.clone()),
            Node::Field(name) => field(data, name),
            Node::Index(index) => Ok(item(data, *index)),
            Node::Slice(parts) => self.slice(data, parts),
            Node::Chain(first, then) => self.value(then, &self.value(first, data)?),
            Node::Items(of, then) => self.each(&self.value(of, data)?, then),
            Node::Values(of, then) => self.each_value(&self.value(of, data)?, then),
            Node::Filter(filter) => self.filter(filter, data),
            Node::Flatten(of) => self.flatten(&self.value(of, data)?),
            Node::List(_) | Node::Hash(_) if data.is_none() => Ok(null()),
            Node::List(items) => items.iter().map(|it| self.value(it, data)).collect(),
            Node::Hash(pairs) => self.hash(pairs, data),
            Node::And(left, right) => {
                let left = self.value(left, data)?;
                if is_true(&left) { self.value(right, data) } else { Ok(left) }
            }
            Node::Or(left, right) => {
                let left = self.value(left, data)?;
                if is_true(&left) { Ok(left) } else { self.value(right, data) }
            }
            Node::Not(of) => {
                let of = self.value(of, data)?;
                Ok(Value::from(!is_number(&of) && !of.is_true()))
            }
            Node::Compare(sign, left, right) => {
                self.compare(sign, &self.value(left, data)?, &self.value(right, data)?)
            }
            Node::Call(name, arguments) => functions::call(self, name, arguments, data),
            Node::Reference(_) => Err(type_error(
                "`&` of `json_query` stands only before an argument, as in `sort_by(@, &name)`",
            )),
        }
    }

    fn slice(&self, data: &Value, parts: &[Option<i64>; 3]) -> Result<Value, Error> {
        if !is_list(data) {
            return Ok(null());
        }
        let [start, end, step] = parts.map(|part| part.map_or_else(null, Value::from));
        slice::slice(self.state, data, &start, &end, &step)
    }

    /// `then` on each item of a list; what finds nothing is left out.
    fn each(&self, list: &Value, then: &Node) -> Result<Value, Error> {
        if is_list(list) { self.collect(list.try_iter()?, then) } else { Ok(null()) }
    }

    fn each_value(&self, object: &Value, then: &Node) -> Result<Value, Error> {
        if is_object(object)? { self.collect(values(object)?.into_iter(), then) } else { Ok(null()) }
    }

    fn collect(&self, items: impl Iterator<Item = Value>, then: &Node) -> Result<Value, Error> {
        let mut collected = Vec::new();
        for item in items {
            let found = self.value(then, &item)?;
            if !found.is_none() {
                collected.push(found);
            }
        }
        Ok(Value::from(collected))
    }

    fn filter(&self, filter: &Filter, data: &Value) -> Result<Value, Error> {
        let list = self.value(&filter.of, data)?;
        if !is_list(&list) {
            return Ok(null());
        }
        let mut kept = Vec::new();
        for item in list.try_iter()? {
            if is_true(&self.value(&filter.condition, &item)?) {
                kept.push(item);
            }
        }
        self.collect(kept.into_iter(), &filter.then)
    }

    fn flatten(&self, list: &Value) -> Result<Value, Error> {
        if !is_list(list) {
            return Ok(null());
        }
        let mut flat = Vec::new();
        for item in list.try_iter()? {
            if is_list(&item) {
                budget::items(self.state, "json_query", flat.len() + item.len().unwrap_or(0))?;
                flat.extend(item.try_iter()?);
            } else {
                flat.push(item);
            }
        }
        Ok(Value::from(flat))
    }

    fn hash(&self, pairs: &[(String, Node)], data: &Value) -> Result<Value, Error> {
        let mut hash = IndexMap::new();
        for (key, node) in pairs {
            hash.insert(Value::from(key.as_str()), self.value(node, data)?);
        }
        Ok(Value::from_pairs(hash))
    }

    fn compare(&self, sign: &str, left: &Value, right: &Value) -> Result<Value, Error> {
        let ordered = |value: &Value| is_number(value) || value.kind() == ValueKind::String;
        match sign {
            // To Python `true` is the number one, to the language it is not.
            "==" | "!=" if is_flag(left) != is_flag(right) && (is_number(left) || is_number(right)) => {
                Ok(Value::from(sign == "!="))
            }
            "==" | "!=" => compare::holds(self.state, sign, left, right).map(Value::from),
            _ if ordered(left) && ordered(right) => {
                compare::holds(self.state, sign, left, right).map(Value::from)
            }
            _ => Ok(null()),
        }
    }
}

fn is_flag(value: &Value) -> bool {
    value.kind() == ValueKind::Bool
}

/// Nothing, `false`, and what is empty are not true; every number is.
fn is_true(value: &Value) -> bool {
    match value.kind() {
        ValueKind::None => false,
        ValueKind::Bool | ValueKind::String | ValueKind::Map => value.is_true(),
        ValueKind::Seq => !is_list(value) || value.is_true(),
        _ => true,
    }
}

fn field(data: &Value, name: &str) -> Result<Value, Error> {
    if !is_object(data)? {
        return Ok(null());
    }
    let found = data.as_object().and_then(|object| object.get_value(&Value::from(name)));
    Ok(found.unwrap_or_else(null))
}

fn item(data: &Value, index: i64) -> Value {
    if !is_list(data) {
        return null();
    }
    let length = i64::try_from(data.len().unwrap_or(0)).unwrap_or(i64::MAX);
    let place = usize::try_from(if index < 0 { index.saturating_add(length) } else { index });
    place
        .ok()
        .and_then(|place| data.get_item_by_index(place).ok())
        .filter(|it| !it.is_undefined())
        .unwrap_or_else(null)
}

/// The values of an object, in its order.
pub(super) fn values(object: &Value) -> Result<Vec<Value>, Error> {
    object.try_iter()?.map(|key| object.get_item(&key)).collect()
}

/// What only an undefined value cannot be asked.
pub(super) fn defined(value: &Value) -> Result<(), Error> {
    if value.is_undefined() { Err(undefined(value)) } else { Ok(()) }
}
