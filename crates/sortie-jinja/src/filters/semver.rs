//! `StackStorm`'s filters of semantic versions.

use std::cmp::Ordering;

use minijinja::{Error, State, Value};

use super::Filter;
use super::texts::shown;
use crate::python::arguments::{bind, required};
use crate::python::errors::type_error;
use crate::tests::versions::Semantic;

pub(super) const FILTERS: &[(&str, Filter)] = &[
    ("version_bump_major", |state, args| bump(state, args, 0)),
    ("version_bump_minor", |state, args| bump(state, args, 1)),
    ("version_bump_patch", |state, args| bump(state, args, 2)),
    ("version_strip_patch", |state, args| {
        let [value] = bind("version_strip_patch", args, ["value"])?;
        let parts = core(&shown(state, &required("version_strip_patch", "value", value)?)?)?;
        Ok(Value::from(format!("{}.{}", parts[0], parts[1])))
    }),
    ("version_compare", |state, args| order(state, "version_compare", args).map(|it| Value::from(it as i8))),
    ("version_more_than", |state, args| {
        order(state, "version_more_than", args).map(|it| Value::from(it.is_gt()))
    }),
    ("version_less_than", |state, args| {
        order(state, "version_less_than", args).map(|it| Value::from(it.is_lt()))
    }),
    ("version_equal", |state, args| order(state, "version_equal", args).map(|it| Value::from(it.is_eq()))),
    ("version_match", |state, args| {
        let [value, pattern] = texts(state, "version_match", args)?;
        let digits = pattern.find(|it: char| it.is_ascii_digit()).unwrap_or(pattern.len());
        let (op, version) = pattern.split_at(digits);
        let order = read(&value)?.cmp(&read(version)?);
        Ok(Value::from(match op {
            ">" => order.is_gt(),
            ">=" => order.is_ge(),
            "<" => order.is_lt(),
            "<=" => order.is_le(),
            "==" => order.is_eq(),
            "!=" => order.is_ne(),
            _ => return Err(type_error("`version_match` reads >=1.2.3, and >, <, <=, == and != likewise")),
        }))
    }),
];

fn read(text: &str) -> Result<Semantic, Error> {
    Semantic::read(text).ok_or_else(|| type_error(format!("{text:?} is not a version `major.minor.patch`")))
}

fn texts(state: &State<'_, '_>, what: &str, args: &[Value]) -> Result<[String; 2], Error> {
    let [value, pattern] = bind(what, args, ["value", "pattern"])?;
    let (value, pattern) = (required(what, "value", value)?, required(what, "pattern", pattern)?);
    Ok([shown(state, &value)?, shown(state, &pattern)?])
}

fn order(state: &State<'_, '_>, what: &str, args: &[Value]) -> Result<Ordering, Error> {
    let [value, pattern] = texts(state, what, args)?;
    Ok(read(&value)?.cmp(&read(&pattern)?))
}

fn core(text: &str) -> Result<[u64; 3], Error> {
    let core = text.split(['-', '+']).next().unwrap_or_default();
    let mut parts = core.split('.').map(str::parse::<u64>);
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(Ok(major)), Some(Ok(minor)), Some(Ok(patch)), None) => Ok([major, minor, patch]),
        _ => Err(type_error("a version is `major.minor.patch`")),
    }
}

fn bump(state: &State<'_, '_>, args: &[Value], place: usize) -> Result<Value, Error> {
    let [value] = bind("version_bump", args, ["value"])?;
    let mut parts = core(&shown(state, &required("version_bump", "value", value)?)?)?;
    for (index, part) in parts.iter_mut().enumerate() {
        match index.cmp(&place) {
            Ordering::Less => {}
            Ordering::Equal => *part = part.saturating_add(1),
            Ordering::Greater => *part = 0,
        }
    }
    Ok(Value::from(parts.map(|part| part.to_string()).join(".")))
}
