//! The methods of `str` that look for a part of it.

use minijinja::{Error, Value};

use super::arguments::{bind, integer, required};
use super::errors::type_error;
use super::text::string;

/// `text[start:end]` in characters, and where that begins; none where it begins after the end.
fn part<'a>(
    text: &'a str,
    name: &str,
    start: Option<&Value>,
    end: Option<&Value>,
) -> Result<Option<(&'a str, usize)>, Error> {
    let given = |value: Option<&Value>, default| match value {
        Some(value) if !value.is_none() => integer(name, Some(value), default),
        _ => Ok(default),
    };
    let (start, end) = (given(start, 0)?, given(end, i64::MAX)?);
    if start == 0 && end == i64::MAX {
        return Ok(Some((text, 0)));
    }
    let length = text.chars().count();
    let absolute = |index: i64| {
        if index < 0 {
            length.saturating_sub(usize::try_from(index.unsigned_abs()).unwrap_or(usize::MAX))
        } else {
            usize::try_from(index).unwrap_or(usize::MAX)
        }
    };
    let (start, end) = (absolute(start), absolute(end).min(length));
    if start > end {
        return Ok(None);
    }
    let byte = |index: usize| text.char_indices().nth(index).map_or(text.len(), |(at, _)| at);
    Ok(Some((&text[byte(start)..byte(end)], start)))
}

pub(super) fn edge(text: &str, name: &str, args: &[Value]) -> Result<Value, Error> {
    let [edge, start, end] = bind(name, args, ["prefix", "start", "end"])?;
    let edge = required(name, "prefix", edge)?;
    let edges: Vec<Value> = if edge.is_tuple() { edge.try_iter()?.collect() } else { vec![edge] };
    let Some((text, _)) = part(text, name, start.as_ref(), end.as_ref())? else {
        return Ok(Value::from(false));
    };
    for edge in &edges {
        let edge = string(name, edge)?;
        if if name == "startswith" { text.starts_with(edge) } else { text.ends_with(edge) } {
            return Ok(Value::from(true));
        }
    }
    Ok(Value::from(false))
}

pub(super) fn search(text: &str, name: &str, args: &[Value]) -> Result<Value, Error> {
    let [wanted, start, end] = bind(name, args, ["sub", "start", "end"])?;
    let wanted = required(name, "sub", wanted)?;
    let wanted = string(name, &wanted)?;
    let found = part(text, name, start.as_ref(), end.as_ref())?;
    if name == "count" {
        return Ok(Value::from(found.map_or(0, |(text, _)| match wanted {
            "" => text.chars().count() + 1,
            _ => text.matches(wanted).count(),
        })));
    }
    let at = found.and_then(|(text, offset)| {
        let at = if name.starts_with('r') { text.rfind(wanted) } else { text.find(wanted) };
        at.map(|at| offset + text[..at].chars().count())
    });
    match at {
        Some(at) => Ok(Value::from(at)),
        None if name.ends_with("find") => Ok(Value::from(-1)),
        None => Err(type_error("substring not found")),
    }
}
