//! Ansible's tests of what a task gave: a dict with `failed`, `changed`, `skipped` and their like.

use minijinja::value::ValueKind;
use minijinja::{Error, State, Value};

use super::{Test, one};
use crate::python::budget;
use crate::python::errors::{type_error, type_name};

/// All of them, by name.
pub(super) const TESTS: &[(&str, Test)] = &[
    ("failed", |_, args| holds("failed", "failed", args)),
    ("failure", |_, args| holds("failure", "failed", args)),
    ("succeeded", |_, args| holds("succeeded", "failed", args).map(|it| !it)),
    ("success", |_, args| holds("success", "failed", args).map(|it| !it)),
    ("successful", |_, args| holds("successful", "failed", args).map(|it| !it)),
    ("unreachable", |_, args| holds("unreachable", "unreachable", args)),
    ("reachable", |_, args| holds("reachable", "unreachable", args).map(|it| !it)),
    ("skipped", |_, args| holds("skipped", "skipped", args)),
    ("skip", |_, args| holds("skip", "skipped", args)),
    ("started", |_, args| marked("started", args)),
    ("finished", |_, args| marked("finished", args)),
    ("timedout", |_, args| {
        let timeout = result("timedout", args)?.get_attr("timedout")?;
        Ok(timeout.is_true() && timeout.get_attr("period")?.is_true())
    }),
    ("changed", changed),
    ("change", changed),
];

fn result(what: &str, args: &[Value]) -> Result<Value, Error> {
    let value = one(what, args)?;
    match value.kind() {
        ValueKind::Map => Ok(value),
        _ => {
            Err(type_error(format!("`{what}` tests the result of a task, a dict, not {}", type_name(&value))))
        }
    }
}

fn holds(what: &str, key: &str, args: &[Value]) -> Result<bool, Error> {
    Ok(result(what, args)?.get_attr(key)?.is_true())
}

/// What does not say that it runs in the background counts as both.
fn marked(key: &str, args: &[Value]) -> Result<bool, Error> {
    let flag = result(key, args)?.get_attr(key)?;
    Ok(flag.is_undefined() || flag.is_true())
}

/// Whether the task changed something, or one of the items it went through.
fn changed(state: &State<'_, '_>, args: &[Value]) -> Result<bool, Error> {
    let result = result("changed", args)?;
    let own = result.get_attr("changed")?;
    if !own.is_undefined() {
        return Ok(own.is_true());
    }
    let results = result.get_attr("results")?;
    if results.kind() != ValueKind::Seq {
        return Ok(false);
    }
    for item in budget::iterate(state, &results)? {
        if item.kind() == ValueKind::Map && item.get_attr("changed")?.is_true() {
            return Ok(true);
        }
    }
    Ok(false)
}
