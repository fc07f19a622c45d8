use minijinja::{Error, State, Value};

use super::Filter;
use crate::python::arguments::{bind, required};
use crate::python::errors::type_error;
use crate::python::{budget, print};

pub(super) const FILTERS: &[(&str, Filter)] = &[("json_query", json_query), ("jmespath_query", json_query)];

fn json_query(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [data, query] = bind("json_query", args, ["data", "expr"])?;
    let data = required("json_query", "data", data)?;
    crate::printing::check(state, &data)?;
    let query = print::text(&required("json_query", "expr", query)?);
    if query.len() > 4_000 {
        return Err(budget::refuse("a query of more than 4,000 bytes"));
    }
    // The query engine recurses over brackets and prefixes.
    if query.chars().filter(|it| "([{!&".contains(*it)).count() > 200 {
        return Err(budget::refuse("a query with more than 200 of `([{!&`"));
    }
    for _ in 0..=query.len() / 64 {
        budget::weigh(state, &data)?;
    }
    let expression = jmespath::compile(&quoted_literals(&query))
        .map_err(|_| type_error("`json_query` cannot read this query"))?;
    let json = serde_json::to_value(&data).map_err(|_| type_error("`json_query` needs data"))?;
    let variable: jmespath::Variable =
        serde_json::from_value(json).map_err(|_| type_error("`json_query` needs data"))?;
    let found = expression.search(variable).map_err(|_| type_error("`json_query` does not fit the data"))?;
    weigh(state, &found)?;
    let json = serde_json::to_value(&*found).map_err(|_| type_error("`json_query` gives no data"))?;
    Ok(Value::from(minijinja::value::Serde(json)))
}

/// Pays for what was found: a query shares what it repeats, and only writing it down makes it large.
fn weigh(state: &State<'_, '_>, found: &jmespath::Variable) -> Result<(), Error> {
    state.consume_fuel(1)?;
    match found {
        jmespath::Variable::Array(items) => items.iter().try_for_each(|item| weigh(state, item)),
        jmespath::Variable::Object(map) => map.values().try_for_each(|item| weigh(state, item)),
        _ => Ok(()),
    }
}

/// Python's `JMESPath` takes `` `File` `` for a text; the standard wants `` `"File"` ``.
fn quoted_literals(query: &str) -> String {
    let mut out = String::new();
    for (index, part) in query.split('`').enumerate() {
        if index > 0 {
            out.push('`');
        }
        if index % 2 == 1 && serde_json::from_str::<serde_json::Value>(part).is_err() {
            out.push_str(&serde_json::Value::from(part.trim_start()).to_string());
        } else {
            out.push_str(part);
        }
    }
    out
}
