use indexmap::IndexMap;
use minijinja::{Error, State, Value};

use super::Filter;
use super::texts::shown;
use crate::python::arguments::{bind, required};
use crate::python::errors::type_error;
use crate::python::print;

pub(super) const FILTERS: &[(&str, Filter)] = &[
    ("basename", |state, args| {
        let [path] = bind("basename", args, ["path"])?;
        let path = shown(state, &required("basename", "path", path)?)?;
        Ok(Value::from(path.rsplit('/').next().unwrap_or_default()))
    }),
    ("dirname", |state, args| {
        let [path] = bind("dirname", args, ["path"])?;
        let path = shown(state, &required("dirname", "path", path)?)?;
        let head = path.rfind('/').map_or("", |at| &path[..=at]);
        let trimmed = head.trim_end_matches('/');
        Ok(Value::from(if trimmed.is_empty() { head } else { trimmed }))
    }),
    ("splitext", |state, args| {
        let [path] = bind("splitext", args, ["path"])?;
        let path = shown(state, &required("splitext", "path", path)?)?;
        let name = path.rfind('/').map_or(0, |at| at + 1);
        let dots = path[name..].len() - path[name..].trim_start_matches('.').len();
        let at = path[name + dots..].rfind('.').map_or(path.len(), |at| at + name + dots);
        Ok(Value::from(minijinja::value::Tuple::from([Value::from(&path[..at]), Value::from(&path[at..])])))
    }),
    ("urlsplit", urlsplit),
];

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
