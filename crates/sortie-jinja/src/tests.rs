//! The tests (`is …`) whose meaning differs from the engine's, and those of Ansible.

mod results;
mod uris;
pub(crate) mod versions;

use minijinja::value::{Rest, ValueKind, ValueOrKwargs};
use minijinja::{Environment, Error, State, Value};

use crate::filters;
use crate::python::arguments::{bind, flag, required};
use crate::python::errors::{type_error, type_name, undefined};
use crate::python::mutable::is_namespace;
use crate::python::number::{self, Number};
use crate::python::range::Range;
use crate::python::{budget, compare, print};

/// The engine's own tests that already do what Jinja2's do.
pub(crate) const ENGINE: [&str; 12] = [
    "boolean",
    "defined",
    "escaped",
    "false",
    "float",
    "integer",
    "int",
    "none",
    "safe",
    "sameas",
    "true",
    "undefined",
];

type Test = fn(&State<'_, '_>, &[Value]) -> Result<bool, Error>;

/// All tests of ours, by name.
pub(crate) fn all() -> Vec<(&'static str, Test)> {
    [BASIC, results::TESTS, uris::TESTS].concat()
}

const BASIC: &[(&str, Test)] = &[
    ("callable", |state, args| Ok(is_callable(state, &one("callable", args)?))),
    ("sequence", |state, args| {
        let value = one("sequence", args)?;
        Ok(match value.kind() {
            ValueKind::Seq | ValueKind::Map | ValueKind::String | ValueKind::Bytes => true,
            ValueKind::Iterable => value.downcast_object_ref::<Range>().is_some(),
            ValueKind::Undefined => crate::printing::check(state, &value).is_ok(),
            _ => false,
        })
    }),
    ("iterable", |state, args| {
        let value = one("iterable", args)?;
        crate::printing::check(state, &value)?;
        let kinds =
            [ValueKind::Seq, ValueKind::Map, ValueKind::String, ValueKind::Iterable, ValueKind::Undefined];
        Ok(kinds.contains(&value.kind()))
    }),
    ("mapping", |_, args| {
        let value = one("mapping", args)?;
        Ok(value.kind() == ValueKind::Map && !is_namespace(&value))
    }),
    ("filter", |state, args| named("filter", args, |name| minijinja::tests::is_filter(state, name))),
    ("test", |state, args| named("test", args, |name| minijinja::tests::is_test(state, name))),
    ("number", |_, args| Ok(Number::of(&one("number", args)?).is_some())),
    ("string", |_, args| Ok(one("string", args)?.kind() == ValueKind::String)),
    ("odd", |_, args| {
        rest(&one("odd", args)?, &Value::from(2))
            .map(|rest| rest == Number::Whole(1) || rest == Number::Real(1.0))
    }),
    ("even", |_, args| divides(&one("even", args)?, &Value::from(2))),
    ("divisibleby", |_, args| {
        let [value, by] = bind("divisibleby", args, ["value", "num"])?;
        divides(&required("divisibleby", "value", value)?, &required("divisibleby", "num", by)?)
    }),
    ("lower", |state, args| cased(state, "lower", args)),
    ("upper", |state, args| cased(state, "upper", args)),
    ("startingwith", |_, args| edge("startingwith", args)),
    ("endingwith", |_, args| edge("endingwith", args)),
    ("in", |state, args| compared(state, "in", args)),
    ("contains", |state, args| {
        let [value, item] = bind("contains", args, ["seq", "value"])?;
        let (value, item) = (required("contains", "seq", value)?, required("contains", "value", item)?);
        compare::holds(state, "in", &item, &value)
    }),
    ("eq", |state, args| compared(state, "==", args)),
    ("equalto", |state, args| compared(state, "==", args)),
    ("==", |state, args| compared(state, "==", args)),
    ("ne", |state, args| compared(state, "!=", args)),
    ("!=", |state, args| compared(state, "!=", args)),
    ("lt", |state, args| compared(state, "<", args)),
    ("lessthan", |state, args| compared(state, "<", args)),
    ("<", |state, args| compared(state, "<", args)),
    ("le", |state, args| compared(state, "<=", args)),
    ("<=", |state, args| compared(state, "<=", args)),
    ("gt", |state, args| compared(state, ">", args)),
    ("greaterthan", |state, args| compared(state, ">", args)),
    (">", |state, args| compared(state, ">", args)),
    ("ge", |state, args| compared(state, ">=", args)),
    (">=", |state, args| compared(state, ">=", args)),
    ("subset", |state, args| subset(state, "subset", args)),
    ("issubset", |state, args| subset(state, "subset", args)),
    ("superset", |state, args| subset(state, "superset", args)),
    ("issuperset", |state, args| subset(state, "superset", args)),
    ("nan", |_, args| nan("nan", args)),
    ("isnan", |_, args| nan("isnan", args)),
    ("abs", |state, args| from_root(state, "abs", args)),
    ("is_abs", |state, args| from_root(state, "is_abs", args)),
    ("any", |state, args| Ok(budget::iterate(state, &one("any", args)?)?.iter().any(Value::is_true))),
    ("all", |state, args| Ok(budget::iterate(state, &one("all", args)?)?.iter().all(Value::is_true))),
    ("truthy", |_, args| Ok(truth(args, "truthy")?.unwrap_or(false))),
    ("falsy", |_, args| Ok(!truth(args, "falsy")?.unwrap_or(true))),
    ("version", versions::version),
    ("version_compare", versions::version),
];

/// Tests that take a pattern; registered beside the filters that do.
pub(crate) const PATTERNS: [&str; 3] = ["match", "regex", "search"];

pub(crate) fn register(environment: &mut Environment<'static>) {
    for (name, test) in all() {
        environment.add_test(name, move |state: &State<'_, '_>, args: Rest<ValueOrKwargs>| {
            test(state, &args.into_values())
        });
    }
    filters::register_tests(environment);
}

fn one(what: &str, args: &[Value]) -> Result<Value, Error> {
    let [value] = bind(what, args, ["value"])?;
    required(what, "value", value)
}

/// Whether a value is a name that an author can write, and one of those.
fn named(what: &str, args: &[Value], known: impl Fn(&str) -> bool) -> Result<bool, Error> {
    let name = one(what, args)?;
    Ok(name.kind() == ValueKind::String && name.as_str().is_some_and(known))
}

fn is_callable(state: &State<'_, '_>, value: &Value) -> bool {
    if value.is_undefined() {
        // Jinja2's own undefined value can be called, to tell that it is undefined.
        return true;
    }
    let _ = state;
    value.kind() == ValueKind::Plain || value.to_string().starts_with("<macro ")
}

fn divides(value: &Value, by: &Value) -> Result<bool, Error> {
    rest(value, by).map(|rest| rest == Number::Whole(0) || rest == Number::Real(0.0))
}

fn rest(value: &Value, by: &Value) -> Result<Number, Error> {
    match (Number::of(value), Number::of(by)) {
        (Some(value), Some(by)) => number::modulo(value, by).ok_or_else(|| type_error("division by zero")),
        _ if value.is_undefined() => Err(undefined(value)),
        _ => Err(type_error(format!("a number is needed, not {}", type_name(value)))),
    }
}

fn cased(state: &State<'_, '_>, what: &str, args: &[Value]) -> Result<bool, Error> {
    let value = one(what, args)?;
    crate::printing::check(state, &value)?;
    let text = print::text(&value);
    let is = if what == "lower" { "islower" } else { "isupper" };
    let answer = crate::python::text::call(state, &text, is, &[])?;
    Ok(answer.is_some_and(|answer| answer.is_true()))
}

fn edge(what: &str, args: &[Value]) -> Result<bool, Error> {
    let [value, edge] = bind(what, args, ["value", "other"])?;
    let (value, edge) = (required(what, "value", value)?, required(what, "other", edge)?);
    let (value, edge) = (print::text(&value), print::text(&edge));
    Ok(if what == "startingwith" { value.starts_with(&edge) } else { value.ends_with(&edge) })
}

fn compared(state: &State<'_, '_>, op: &str, args: &[Value]) -> Result<bool, Error> {
    let [left, right] = bind(op, args, ["a", "b"])?;
    compare::holds(state, op, &required(op, "a", left)?, &required(op, "b", right)?)
}

fn subset(state: &State<'_, '_>, what: &str, args: &[Value]) -> Result<bool, Error> {
    let [left, right] = bind(what, args, ["a", "b"])?;
    let (left, right) = (required(what, "a", left)?, required(what, "b", right)?);
    let (left, right) = (budget::iterate(state, &left)?, budget::iterate(state, &right)?);
    for item in left.iter().chain(&right) {
        budget::weigh(state, item)?;
    }
    let (inner, outer) = if what == "subset" { (left, right) } else { (right, left) };
    let outer: std::collections::BTreeSet<Value> = outer.into_iter().collect();
    Ok(inner.iter().all(|item| outer.contains(item)))
}

fn truth(args: &[Value], what: &str) -> Result<Option<bool>, Error> {
    let [value, convert] = bind(what, args, ["value", "convert_bool"])?;
    let value = required(what, "value", value)?;
    if flag(convert.as_ref(), false) {
        match print::text(&value).to_lowercase().as_str() {
            "y" | "yes" | "on" | "1" | "true" | "t" => return Ok(Some(true)),
            "n" | "no" | "off" | "0" | "false" | "f" => return Ok(Some(false)),
            _ => {}
        }
    }
    Ok(Some(value.is_true()))
}

fn nan(what: &str, args: &[Value]) -> Result<bool, Error> {
    Ok(matches!(Number::of(&one(what, args)?), Some(Number::Real(real)) if real.is_nan()))
}

fn from_root(state: &State<'_, '_>, what: &str, args: &[Value]) -> Result<bool, Error> {
    let path = one(what, args)?;
    crate::printing::check(state, &path)?;
    let path = path.as_str().ok_or_else(|| type_error(format!("`{what}` tests a path, a text")))?;
    Ok(path.starts_with('/'))
}
