//! `JMESPath` as Python's library answers it: the keys of what it makes stand in the order of the question or of the
//! data, and whole numbers stay whole.

mod ast;
mod cursor;
mod evaluate;
mod functions;
mod kind;
mod lexer;
mod lists;
mod numbers;
mod parser;

use minijinja::value::ValueKind;
use minijinja::{Error, State, Value};

use super::Filter;
use super::texts::shown;
use crate::python::arguments::{bind, required};
use crate::python::errors::{type_error, type_name};
use crate::python::{budget, mutable};
use evaluate::Evaluator;

pub(super) const FILTERS: &[(&str, Filter)] = &[("json_query", json_query), ("jmespath_query", json_query)];

/// Bytes of one query.
const LONGEST: usize = 4_000;

/// How deep a query may nest, and how long its chains may be: reading and answering it recurse.
const DEPTH: usize = 100;

fn json_query(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [data, query] = bind("json_query", args, ["data", "expr"])?;
    let data = required("json_query", "data", data)?;
    crate::printing::check(state, &data)?;
    let query = required("json_query", "expr", query)?;
    if query.kind() != ValueKind::String {
        return Err(type_error(format!("`json_query` needs a query in quotes, not {}", type_name(&query))));
    }
    let query = shown(state, &query)?;
    if query.len() > LONGEST {
        return Err(budget::refuse(format!("a query of more than {LONGEST} bytes")));
    }
    state.consume_fuel(query.len() as u64 / 8)?;
    let query = parser::parse(&query)?;
    let found = Evaluator::new(state).value(&query, &data)?;
    mutable::shallow(state, found)
}

/// The error for a query that nests too deep.
fn too_deep() -> Error {
    budget::refuse(format!("a query that nests deeper than {DEPTH}"))
}
