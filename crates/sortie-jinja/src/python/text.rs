//! The methods of `str`.

use minijinja::{Error, State, Value};

use super::arguments::{bind, integer, required};
use super::errors::{type_error, type_name};
use super::text_case::{capitalize, kind_of, swapcase, title};
use super::text_parts::{pad, partition, split, splitlines, strip, zfill};
use super::{budget, format};

/// Every method, in the order of the alphabet.
pub(crate) const METHODS: [&str; 45] = [
    "capitalize",
    "casefold",
    "center",
    "count",
    "encode",
    "endswith",
    "expandtabs",
    "find",
    "format",
    "format_map",
    "index",
    "isalnum",
    "isalpha",
    "isascii",
    "isdecimal",
    "isdigit",
    "isidentifier",
    "islower",
    "isnumeric",
    "isprintable",
    "isspace",
    "istitle",
    "isupper",
    "join",
    "ljust",
    "lower",
    "lstrip",
    "partition",
    "removeprefix",
    "removesuffix",
    "replace",
    "rfind",
    "rindex",
    "rjust",
    "rpartition",
    "rsplit",
    "rstrip",
    "split",
    "splitlines",
    "startswith",
    "strip",
    "swapcase",
    "title",
    "upper",
    "zfill",
];

/// Calls `text.name(…)`; none where there is no such method.
#[expect(clippy::too_many_lines, reason = "one arm for each name, and no more logic than that")]
pub(crate) fn call(
    state: &State<'_, '_>,
    text: &str,
    name: &str,
    args: &[Value],
) -> Result<Option<Value>, Error> {
    let plain = || bind::<0>(name, args, []);
    Ok(Some(match name {
        "upper" => plain().map(|_| Value::from(text.to_uppercase()))?,
        "lower" => plain().map(|_| Value::from(text.to_lowercase()))?,
        "casefold" => plain().map(|_| Value::from(text.to_lowercase().replace('ß', "ss")))?,
        "capitalize" => plain().map(|_| Value::from(capitalize(text)))?,
        "title" => plain().map(|_| Value::from(title(text)))?,
        "swapcase" => plain().map(|_| Value::from(swapcase(text)))?,
        "strip" | "lstrip" | "rstrip" => strip(text, name, args)?,
        "center" | "ljust" | "rjust" => pad(state, text, name, args)?,
        "zfill" => zfill(state, text, args)?,
        "split" | "rsplit" => split(state, text, name, args)?,
        "splitlines" => splitlines(state, text, args)?,
        "partition" | "rpartition" => partition(text, name, args)?,
        "startswith" | "endswith" => edge(text, name, args)?,
        "find" | "rfind" | "index" | "rindex" | "count" => search(text, name, args)?,
        "replace" => replace(state, text, args)?,
        "removeprefix" | "removesuffix" => {
            let [edge] = bind(name, args, ["edge"])?;
            let edge = required(name, "edge", edge)?;
            let edge = string(name, &edge)?;
            let rest = if name == "removeprefix" { text.strip_prefix(edge) } else { text.strip_suffix(edge) };
            Value::from(rest.unwrap_or(text))
        }
        "join" => join(state, text, args)?,
        "format" => Value::from(format::format(state, text, args)?),
        "format_map" => format_map(state, text, args)?,
        "encode" => {
            bind(name, args, ["encoding", "errors"])?;
            Value::from_bytes(text.as_bytes().to_vec())
        }
        "expandtabs" => {
            let [size] = bind(name, args, ["tabsize"])?;
            expand_tabs(state, text, integer(name, size.as_ref(), 8)?)?
        }
        _ if name.starts_with("is") => match kind_of(text, name) {
            Some(answer) => plain().map(|_| Value::from(answer))?,
            None => return Ok(None),
        },
        _ => return Ok(None),
    }))
}

pub(super) fn string<'a>(what: &str, value: &'a Value) -> Result<&'a str, Error> {
    value.as_str().ok_or_else(|| type_error(format!("`{what}` needs a text, not {}", type_name(value))))
}

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

fn edge(text: &str, name: &str, args: &[Value]) -> Result<Value, Error> {
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

fn search(text: &str, name: &str, args: &[Value]) -> Result<Value, Error> {
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

fn replace(state: &State<'_, '_>, text: &str, args: &[Value]) -> Result<Value, Error> {
    let [old, new, count] = bind("replace", args, ["old", "new", "count"])?;
    let (old, new) = (required("replace", "old", old)?, required("replace", "new", new)?);
    let (old, new) = (string("replace", &old)?, string("replace", &new)?);
    let count = usize::try_from(integer("replace", count.as_ref(), -1)?).unwrap_or(usize::MAX);
    replaced(state, text, old, new, count).map(Value::from)
}

/// `text` with at most `count` places of `old` replaced.
pub(crate) fn replaced(
    state: &State<'_, '_>,
    text: &str,
    old: &str,
    new: &str,
    count: usize,
) -> Result<String, Error> {
    state.consume_fuel(text.len() as u64 / 64)?;
    let places = if old.is_empty() { text.len() + 1 } else { text.matches(old).count() };
    budget::text(state, "replace", text.len().saturating_add(places.min(count).saturating_mul(new.len())))?;
    Ok(text.replacen(old, new, count))
}

fn join(state: &State<'_, '_>, separator: &str, args: &[Value]) -> Result<Value, Error> {
    let [items] = bind("join", args, ["iterable"])?;
    let items = required("join", "iterable", items)?;
    let mut out = String::new();
    for (index, item) in budget::iterate(state, &items)?.iter().enumerate() {
        if index > 0 {
            out.push_str(separator);
        }
        out.push_str(string("join", item)?);
        budget::text(state, "join", separator.len())?;
        if out.len() > 1 << 20 {
            budget::text(state, "join", out.len())?;
        }
    }
    Ok(Value::from(out))
}

fn format_map(state: &State<'_, '_>, text: &str, args: &[Value]) -> Result<Value, Error> {
    let [mapping] = bind("format_map", args, ["mapping"])?;
    let mapping = required("format_map", "mapping", mapping)?;
    let mut named = Vec::new();
    for key in mapping.try_iter()? {
        named.push((print_key(&key), mapping.get_item(&key)?));
    }
    let named: minijinja::value::Kwargs = named.into_iter().collect();
    Ok(Value::from(format::format(state, text, &[Value::from(named)])?))
}

fn print_key(key: &Value) -> String {
    super::print::text(key)
}

fn expand_tabs(state: &State<'_, '_>, text: &str, size: i64) -> Result<Value, Error> {
    let size = usize::try_from(size).unwrap_or(0);
    budget::text(
        state,
        "expandtabs",
        size.saturating_mul(text.matches('\t').count()).saturating_add(text.len()),
    )?;
    let (mut out, mut column) = (String::new(), 0);
    for character in text.chars() {
        match character {
            '\t' if size > 0 => {
                let blanks = size - column % size;
                out.extend(std::iter::repeat_n(' ', blanks));
                column += blanks;
            }
            '\t' => {}
            _ => {
                out.push(character);
                column = if matches!(character, '\n' | '\r') { 0 } else { column + 1 };
            }
        }
    }
    Ok(Value::from(out))
}
