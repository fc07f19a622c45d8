//! Ansible's tests of addresses. They read an address as Python does, which takes nearly everything for a URI.

use minijinja::{Error, State, Value};

use super::Test;
use crate::python::arguments::{bind, required};
use crate::python::{compare, print};

/// All of them, by name.
pub(super) const TESTS: &[(&str, Test)] = &[
    ("uri", |state, args| Ok(parts(state, "uri", args)?.is_some())),
    ("url", |state, args| {
        Ok(parts(state, "url", args)?.is_some_and(|(scheme, host)| host || scheme == "file"))
    }),
    ("urn", |state, args| {
        let [value] = bind("urn", args, ["value"])?;
        let value = required("urn", "value", value)?;
        Ok(parts(state, "urn", &[value])?.is_some_and(|(scheme, _)| scheme == "urn"))
    }),
];

/// The scheme of an address, and whether it names a host; none for what is no address of one of `schemes`.
fn parts(state: &State<'_, '_>, what: &str, args: &[Value]) -> Result<Option<(String, bool)>, Error> {
    let [value, schemes] = bind(what, args, ["value", "schemes"])?;
    let value = required(what, "value", value)?;
    crate::printing::check(state, &value)?;
    if value.as_str().is_none() {
        return Ok(None);
    }
    let text = print::text(&value);
    state.consume_fuel(text.len() as u64 / 64)?;
    let text = crate::sentinel::plain(&text);
    let text = text.trim_start_matches(|it: char| it <= ' ').replace(['\t', '\r', '\n'], "");
    let (scheme, rest) = text.split_once(':').filter(|(scheme, _)| is_scheme(scheme)).unwrap_or(("", &text));
    let scheme = scheme.to_lowercase();
    let host = rest.strip_prefix("//").map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    if host.is_some_and(|host| host.contains('[') != host.contains(']')) {
        return Ok(None);
    }
    if let Some(schemes) = schemes.filter(Value::is_true)
        && !compare::holds(state, "in", &Value::from(scheme.as_str()), &schemes)?
    {
        return Ok(None);
    }
    Ok(Some((scheme, host.is_some_and(|host| !host.is_empty()))))
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|it: char| it.is_ascii_alphabetic())
        && text.chars().all(|it| it.is_ascii_alphanumeric() || "+-.".contains(it))
}
