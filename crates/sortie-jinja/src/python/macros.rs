//! Macros that take more arguments than they name, as `varargs` and `kwargs`; the engine's own do not.

use std::sync::Arc;

use indexmap::IndexMap;
use minijinja::value::{Enumerator, Kwargs, Object, ObjectRepr, Tuple};
use minijinja::{Error, State, Value};

use super::arguments::split;
use super::errors::type_error;

/// A macro of the engine whose last parameters are `varargs` and `kwargs`, filled by whoever calls this one.
#[derive(Debug)]
struct Open {
    inner: Value,
    /// The parameters that the author named.
    names: Vec<String>,
}

/// Opens the macro `inner`, of which the author named the parameters `names`.
pub(super) fn open(inner: Value, names: &Value) -> Result<Value, Error> {
    let names = names.try_iter()?.map(|name| name.as_str().unwrap_or_default().to_owned()).collect();
    Ok(Value::from_object(Open { inner, names }))
}

impl Object for Open {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        match key.as_str() {
            Some("arguments") => Some(Value::from(Tuple::new(self.names.iter().map(Value::from).collect()))),
            _ => self.inner.get_item(key).ok(),
        }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::NonEnumerable
    }

    fn call(self: &Arc<Self>, state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
        let (positional, named) = split(args);
        let (own, more) = positional.split_at(positional.len().min(self.names.len()));
        let mut passed: Vec<(String, Value)> = Vec::new();
        let mut kept: IndexMap<Value, Value> = IndexMap::new();
        for key in named.map(Value::try_iter).transpose()?.into_iter().flatten() {
            let value = named.map(|named| named.get_item(&key)).transpose()?.unwrap_or_default();
            match key.as_str() {
                Some("varargs" | "kwargs") => {
                    return Err(type_error(format!("{key} cannot be given by name")));
                }
                Some(name) if name == "caller" || self.names.iter().any(|it| it == name) => {
                    passed.push((name.to_owned(), value));
                }
                _ => drop(kept.insert(key, value)),
            }
        }
        passed.push(("varargs".to_owned(), Value::from(Tuple::from(more))));
        passed.push(("kwargs".to_owned(), Value::from_pairs(kept)));
        let mut all = own.to_vec();
        all.push(passed.into_iter().collect::<Kwargs>().into());
        self.inner.call(state, &all)
    }

    fn render(self: &Arc<Self>, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.inner)
    }
}
