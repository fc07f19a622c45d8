use indexmap::IndexMap;
use minijinja::value::ValueKind;
use minijinja::{Error, State, Value};

use super::Filter;
use super::texts::shown;
use crate::python::arguments::{bind, required};
use crate::python::errors::{type_error, type_name};
use crate::python::{budget, print};

pub(super) const FILTERS: &[(&str, Filter)] = &[
    ("basename", |state, args| {
        let path = text(state, "basename", args)?;
        Ok(Value::from(path.rsplit('/').next().unwrap_or_default()))
    }),
    ("dirname", |state, args| {
        let path = text(state, "dirname", args)?;
        let head = path.rfind('/').map_or("", |at| &path[..=at]);
        let trimmed = head.trim_end_matches('/');
        Ok(Value::from(if trimmed.is_empty() { head } else { trimmed }))
    }),
    ("splitext", |state, args| {
        let path = text(state, "splitext", args)?;
        let name = path.rfind('/').map_or(0, |at| at + 1);
        let dots = path[name..].len() - path[name..].trim_start_matches('.').len();
        let at = path[name + dots..].rfind('.').map_or(path.len(), |at| at + name + dots);
        Ok(Value::from(minijinja::value::Tuple::from([Value::from(&path[..at]), Value::from(&path[at..])])))
    }),
    ("urlsplit", urlsplit),
    ("normpath", |state, args| text(state, "normpath", args).map(|path| Value::from(normal(&path)))),
    ("path_join", path_join),
    ("commonpath", commonpath),
    ("relpath", relpath),
];

/// The path that is the only argument.
pub(super) fn text(state: &State<'_, '_>, what: &str, args: &[Value]) -> Result<String, Error> {
    let [path] = bind(what, args, ["path"])?;
    path_of(state, what, &required(what, "path", path)?)
}

fn path_of(state: &State<'_, '_>, what: &str, path: &Value) -> Result<String, Error> {
    if path.as_str().is_some() || path.is_undefined() {
        return shown(state, path);
    }
    Err(type_error(format!("`{what}` needs a path, not {}", type_name(path))))
}

fn paths_of(state: &State<'_, '_>, what: &str, paths: &Value) -> Result<Vec<String>, Error> {
    let paths = budget::iterate(state, paths)?;
    let paths = paths.iter().map(|path| path_of(state, what, path)).collect::<Result<Vec<_>, _>>()?;
    if paths.is_empty() {
        return Err(type_error(format!("`{what}` needs at least one path")));
    }
    Ok(paths)
}

fn path_join(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [paths] = bind("path_join", args, ["paths"])?;
    let paths = required("path_join", "paths", paths)?;
    let paths = match paths.kind() {
        ValueKind::Seq => paths_of(state, "path_join", &paths)?,
        _ => vec![path_of(state, "path_join", &paths)?],
    };
    let mut joined = String::new();
    for (index, path) in paths.iter().enumerate() {
        if path.starts_with('/') {
            joined.clear();
        } else if index > 0 && !joined.is_empty() && !joined.ends_with('/') {
            joined.push('/');
        }
        joined.push_str(path);
    }
    budget::text(state, "path_join", joined.len())?;
    Ok(Value::from(joined))
}

/// A path without `.`, doubled slashes and `..` that can be taken back.
fn normal(path: &str) -> String {
    // Exactly two slashes at the beginning mean something of their own.
    let root = match path.len() - path.trim_start_matches('/').len() {
        0 => "",
        2 => "//",
        _ => "/",
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
        match (part, parts.last()) {
            ("..", Some(last)) if *last != ".." => drop(parts.pop()),
            ("..", None) if !root.is_empty() => {}
            _ => parts.push(part),
        }
    }
    let text = format!("{root}{}", parts.join("/"));
    if text.is_empty() { ".".to_owned() } else { text }
}

fn commonpath(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [paths] = bind("commonpath", args, ["paths"])?;
    let paths = required("commonpath", "paths", paths)?;
    if paths.kind() != ValueKind::Seq {
        return Err(type_error(format!("`commonpath` needs a list of paths, not {}", type_name(&paths))));
    }
    let paths = paths_of(state, "commonpath", &paths)?;
    let absolute = paths[0].starts_with('/');
    if paths.iter().any(|path| path.starts_with('/') != absolute) {
        return Err(type_error("`commonpath` cannot mix paths from the root with others"));
    }
    let parts = |path: &'_ str| -> Vec<String> {
        path.split('/').filter(|part| !part.is_empty() && *part != ".").map(str::to_owned).collect()
    };
    let mut common = parts(&paths[0]);
    for path in &paths[1..] {
        let same = common.iter().zip(parts(path)).take_while(|(left, right)| *left == right).count();
        common.truncate(same);
    }
    Ok(Value::from(format!("{}{}", if absolute { "/" } else { "" }, common.join("/"))))
}

/// How one gets from `start` to `path`, told without asking where the process stands.
fn relpath(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [path, start] = bind("relpath", args, ["path", "start"])?;
    let path = path_of(state, "relpath", &required("relpath", "path", path)?)?;
    let start = start.map_or_else(|| Ok(".".to_owned()), |start| path_of(state, "relpath", &start))?;
    if path.is_empty() {
        return Err(type_error("`relpath` needs a path that is not empty"));
    }
    state.consume_fuel((path.len() + start.len()) as u64 / 8)?;
    let (path, start) = (normal(&path), normal(&start));
    if path.starts_with('/') != start.starts_with('/') || start.starts_with("..") || path.starts_with("..") {
        return Err(type_error("`relpath` needs two paths from the root, or two below one folder"));
    }
    let parts = |path: &'_ str| -> Vec<String> {
        path.split('/').filter(|part| !part.is_empty() && *part != ".").map(str::to_owned).collect()
    };
    let (path, start) = (parts(&path), parts(&start));
    let same = path.iter().zip(&start).take_while(|(left, right)| left == right).count();
    let up = std::iter::repeat_n("..", start.len() - same);
    let steps: Vec<&str> = up.chain(path[same..].iter().map(String::as_str)).collect();
    Ok(Value::from(if steps.is_empty() { ".".to_owned() } else { steps.join("/") }))
}

#[expect(clippy::too_many_lines, reason = "a URL has that many parts")]
fn urlsplit(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [url, wanted] = bind("urlsplit", args, ["value", "query"])?;
    let url = shown(state, &required("urlsplit", "value", url)?)?;
    let (rest, fragment) = url.split_once('#').unwrap_or((&url, ""));
    let (rest, search) = rest.split_once('?').unwrap_or((rest, ""));
    let is_scheme = |it: &str| {
        it.starts_with(|it: char| it.is_ascii_alphabetic())
            && it.chars().all(|it| it.is_ascii_alphanumeric() || "+-.".contains(it))
    };
    let (scheme, rest) = rest.split_once(':').filter(|(scheme, _)| is_scheme(scheme)).unwrap_or(("", rest));
    let (netloc, path) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
        None => ("", rest),
    };
    let (login, host) = netloc.rsplit_once('@').map_or((None, netloc), |(user, host)| (Some(user), host));
    let (name, secret) = login.map_or((None, None), |login| {
        login.split_once(':').map_or((Some(login), None), |(name, secret)| (Some(name), Some(secret)))
    });
    let (hostname, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|it| it.is_ascii_digit()) => {
            (name, port.parse::<u32>().ok())
        }
        _ => (host, None),
    };
    let hostname = hostname.trim_start_matches('[').trim_end_matches(']').to_lowercase();
    let optional = |part: Option<&str>| part.map_or(Value::from(()), Value::from);
    let parts: IndexMap<&str, Value> = IndexMap::from([
        ("fragment", Value::from(fragment)),
        ("hostname", optional(Some(hostname.as_str()).filter(|it| !it.is_empty()))),
        ("netloc", Value::from(netloc)),
        ("password", optional(secret)),
        ("path", Value::from(path)),
        ("port", port.map_or_else(|| Value::from(()), Value::from)),
        ("query", Value::from(search)),
        ("scheme", Value::from(scheme.to_lowercase())),
        ("username", optional(name)),
    ]);
    match wanted.filter(Value::is_true) {
        None => Ok(Value::from_pairs(parts)),
        Some(name) => parts
            .get(print::text(&name).as_str())
            .cloned()
            .ok_or_else(|| type_error("`urlsplit` knows no such part of a URL")),
    }
}
