//! The methods of `str`.

use minijinja::{Error, State, Value};

use super::arguments::{bind, flag, integer, required};
use super::errors::{type_error, type_name};
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

fn string<'a>(what: &str, value: &'a Value) -> Result<&'a str, Error> {
    value.as_str().ok_or_else(|| type_error(format!("`{what}` needs a text, not {}", type_name(value))))
}

pub(crate) fn capitalize(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(characters.flat_map(char::to_lowercase)).collect()
    })
}

fn title(text: &str) -> String {
    let mut in_word = false;
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if in_word {
            out.extend(character.to_lowercase());
        } else {
            out.extend(character.to_uppercase());
        }
        in_word = character.is_alphabetic();
    }
    out
}

fn swapcase(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_uppercase() {
            out.extend(character.to_lowercase());
        } else {
            out.extend(character.to_uppercase());
        }
    }
    out
}

/// What Python takes for white space.
pub(crate) fn is_space(character: char) -> bool {
    character.is_whitespace() || ('\x1c'..='\x1f').contains(&character)
}

fn strip(text: &str, name: &str, args: &[Value]) -> Result<Value, Error> {
    let [characters] = bind(name, args, ["chars"])?;
    let characters = characters.filter(|it| !it.is_none());
    let set = characters.as_ref().map(|it| string(name, it)).transpose()?;
    let strips = |it: char| set.map_or_else(|| is_space(it), |set| set.contains(it));
    let stripped = match name {
        "lstrip" => text.trim_start_matches(strips),
        "rstrip" => text.trim_end_matches(strips),
        _ => text.trim_matches(strips),
    };
    Ok(Value::from(stripped))
}

fn pad(state: &State<'_, '_>, text: &str, name: &str, args: &[Value]) -> Result<Value, Error> {
    let [width, fill] = bind(name, args, ["width", "fillchar"])?;
    let width = integer(name, Some(&required(name, "width", width)?), 0)?;
    let fill = fill.unwrap_or_else(|| Value::from(" "));
    let fill = string(name, &fill)?;
    if fill.chars().count() != 1 {
        return Err(type_error("The fill character must be exactly one character long"));
    }
    let length = text.chars().count();
    let missing = usize::try_from(width).unwrap_or(0).saturating_sub(length);
    budget::text(state, name, missing.saturating_mul(fill.len()).saturating_add(text.len()))?;
    // Python puts the odd blank on the left only where the width is odd.
    let left = match name {
        "ljust" => 0,
        "rjust" => missing,
        _ => missing / 2 + (missing & usize::try_from(width).unwrap_or(0) & 1),
    };
    Ok(Value::from(format!("{}{text}{}", fill.repeat(left), fill.repeat(missing - left))))
}

fn zfill(state: &State<'_, '_>, text: &str, args: &[Value]) -> Result<Value, Error> {
    let [width] = bind("zfill", args, ["width"])?;
    let width = integer("zfill", Some(&required("zfill", "width", width)?), 0)?;
    let missing = usize::try_from(width).unwrap_or(0).saturating_sub(text.chars().count());
    budget::text(state, "zfill", missing.saturating_add(text.len()))?;
    let (sign, digits) = text.split_at(usize::from(text.starts_with(['+', '-'])));
    Ok(Value::from(format!("{sign}{}{digits}", "0".repeat(missing))))
}

fn split(state: &State<'_, '_>, text: &str, name: &str, args: &[Value]) -> Result<Value, Error> {
    let [separator, limit] = bind(name, args, ["sep", "maxsplit"])?;
    let limit = usize::try_from(integer(name, limit.as_ref(), -1)?).unwrap_or(usize::MAX);
    let separator = separator.filter(|it| !it.is_none());
    let parts: Vec<&str> = match &separator {
        None => split_blanks(text, name == "rsplit", limit),
        Some(separator) => {
            let separator = string(name, separator)?;
            if separator.is_empty() {
                return Err(type_error("empty separator"));
            }
            let count = limit.saturating_add(1);
            if name == "split" {
                text.splitn(count, separator).collect()
            } else {
                let mut parts: Vec<_> = text.rsplitn(count, separator).collect();
                parts.reverse();
                parts
            }
        }
    };
    budget::items(state, name, parts.len())?;
    Ok(Value::from(parts.into_iter().map(Value::from).collect::<Vec<_>>()))
}

fn split_blanks(text: &str, from_right: bool, limit: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest =
        if from_right { text.trim_end_matches(is_space) } else { text.trim_start_matches(is_space) };
    while !rest.is_empty() {
        let cut = if from_right { rest.rfind(is_space) } else { rest.find(is_space) };
        let Some(cut) = cut.filter(|_| parts.len() < limit) else {
            parts.push(if from_right {
                rest.trim_start_matches(is_space)
            } else {
                rest.trim_end_matches(is_space)
            });
            break;
        };
        if from_right {
            let after = cut + rest[cut..].chars().next().map_or(1, char::len_utf8);
            parts.push(&rest[after..]);
            rest = rest[..cut].trim_end_matches(is_space);
        } else {
            parts.push(&rest[..cut]);
            rest = rest[cut..].trim_start_matches(is_space);
        }
    }
    if from_right {
        parts.reverse();
    }
    parts
}

fn splitlines(state: &State<'_, '_>, text: &str, args: &[Value]) -> Result<Value, Error> {
    let [keep] = bind("splitlines", args, ["keepends"])?;
    let keep = flag(keep.as_ref(), false);
    let mut lines = Vec::new();
    let mut rest = text;
    let breaks = ['\n', '\r', '\x0b', '\x0c', '\x1c', '\x1d', '\x1e', '\u{85}', '\u{2028}', '\u{2029}'];
    while !rest.is_empty() {
        let end = rest.find(breaks).unwrap_or(rest.len());
        let after = &rest[end..];
        let length =
            if after.starts_with("\r\n") { 2 } else { after.chars().next().map_or(0, char::len_utf8) };
        lines.push(Value::from(&rest[..if keep { end + length } else { end }]));
        rest = &after[length..];
    }
    budget::items(state, "splitlines", lines.len())?;
    Ok(Value::from(lines))
}

fn partition(text: &str, name: &str, args: &[Value]) -> Result<Value, Error> {
    let [separator] = bind(name, args, ["sep"])?;
    let separator = required(name, "sep", separator)?;
    let separator = string(name, &separator)?;
    if separator.is_empty() {
        return Err(type_error("empty separator"));
    }
    let parts = if name == "partition" { text.split_once(separator) } else { text.rsplit_once(separator) };
    let three = match (parts, name) {
        (Some((before, after)), _) => [before, separator, after],
        (None, "partition") => [text, "", ""],
        (None, _) => ["", "", text],
    };
    Ok(Value::from(minijinja::value::Tuple::from(three.map(Value::from))))
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

fn kind_of(text: &str, name: &str) -> Option<bool> {
    let all = |test: fn(char) -> bool| !text.is_empty() && text.chars().all(test);
    let cased = |upper: bool| {
        let mut cased = text.chars().filter(|it| it.is_uppercase() || it.is_lowercase()).peekable();
        cased.peek().is_some() && cased.all(|it| if upper { it.is_uppercase() } else { it.is_lowercase() })
    };
    Some(match name {
        "isalnum" => all(char::is_alphanumeric),
        "isalpha" => all(char::is_alphabetic),
        "isascii" => text.is_ascii(),
        "isdecimal" | "isdigit" => all(|it| it.is_ascii_digit() || (it.is_numeric() && !it.is_ascii())),
        "isnumeric" => all(char::is_numeric),
        "isspace" => all(is_space),
        "islower" => cased(false),
        "isupper" => cased(true),
        "istitle" => text.chars().any(char::is_alphabetic) && title(text) == text,
        "isprintable" => {
            let shown = super::print::repr(&Value::from(text.replace(['\\', '\'', '"'], "")));
            !shown.contains('\\')
        }
        "isidentifier" => {
            !text.starts_with(|it: char| it.is_ascii_digit()) && all(|it| it.is_alphanumeric() || it == '_')
        }
        _ => return None,
    })
}
