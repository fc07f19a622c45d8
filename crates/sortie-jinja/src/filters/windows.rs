//! Paths as Windows has them.

use minijinja::value::Tuple;
use minijinja::{Error, State, Value};

use super::Filter;
use super::paths::text;

pub(super) const FILTERS: &[(&str, Filter)] = &[
    ("win_basename", |state, args| parts(state, "win_basename", args).map(|[_, _, name]| Value::from(name))),
    ("win_dirname", |state, args| {
        parts(state, "win_dirname", args).map(|[drive, head, _]| Value::from(drive + &head))
    }),
    ("win_splitdrive", |state, args| {
        let path = text(state, "win_splitdrive", args)?;
        let (drive, rest) = path.split_at(drive(&path));
        Ok(Value::from(Tuple::from([Value::from(drive), Value::from(rest)])))
    }),
];

const SEPARATORS: [char; 2] = ['\\', '/'];

/// The drive, the folder and the name of a path.
fn parts(state: &State<'_, '_>, what: &str, args: &[Value]) -> Result<[String; 3], Error> {
    let path = text(state, what, args)?;
    let (drive, rest) = path.split_at(drive(&path));
    let (head, name) = rest.split_at(rest.rfind(SEPARATORS).map_or(0, |at| at + 1));
    let trimmed = head.trim_end_matches(SEPARATORS);
    let head = if trimmed.is_empty() { head } else { trimmed };
    Ok([drive, head, name].map(str::to_owned))
}

/// How much of a path is its drive: `C:`, or `\\host\share`.
fn drive(path: &str) -> usize {
    let same = path.replace('/', "\\");
    if !same.starts_with("\\\\") {
        let mut characters = path.char_indices();
        let second = characters.nth(1);
        return second.filter(|(_, it)| *it == ':').map_or(0, |(at, _)| at + 1);
    }
    let long = same.get(..8).is_some_and(|head| head.eq_ignore_ascii_case("\\\\?\\UNC\\"));
    let start = if long { 8 } else { 2 };
    let next = |from: usize| same[from..].find('\\').map(|at| at + from);
    next(start).and_then(|host| next(host + 1)).unwrap_or(path.len())
}
