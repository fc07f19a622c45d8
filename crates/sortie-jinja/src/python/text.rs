//! The methods of `str`.

use minijinja::{Error, State, Value};

use super::arguments::{bind, integer, required};
use super::errors::{type_error, type_name};
use super::text_case::{capitalize, kind_of, swapcase, title};
use super::text_parts::{pad, partition, split, splitlines, strip, zfill};
use super::text_search::{edge, search};
use super::translate::{table, translate};
use super::{budget, format};

/// Every method, in the order of the alphabet.
pub(crate) const METHODS: [&str; 47] = [
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
    "maketrans",
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
    "translate",
    "upper",
    "zfill",
];

/// Calls `text.name(…)`; none where there is no such method.
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
        "encode" => encode(text, args)?,
        "translate" => translate(state, text, args)?,
        "maketrans" => table(args)?,
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

/// `text.encode()`, in UTF-8 and its two subsets.
fn encode(text: &str, args: &[Value]) -> Result<Value, Error> {
    let [encoding, errors] = bind("encode", args, ["encoding", "errors"])?;
    let name = encoding.as_ref().map_or("utf-8", |it| it.as_str().unwrap_or_default());
    let last = match name.to_lowercase().replace(['-', '_'], "").as_str() {
        "utf8" => return Ok(Value::from_bytes(text.as_bytes().to_vec())),
        "ascii" | "usascii" => 0x7F,
        "latin1" | "iso88591" => 0xFF,
        _ => return Err(type_error("`encode` knows utf-8, ascii and latin-1")),
    };
    let errors = errors.as_ref().map_or("strict", |it| it.as_str().unwrap_or_default());
    let mut bytes = Vec::with_capacity(text.len());
    for letter in text.chars() {
        match (u8::try_from(u32::from(letter)).ok().filter(|byte| *byte <= last), errors) {
            (Some(byte), _) => bytes.push(byte),
            (None, "ignore") => {}
            (None, "replace") => bytes.push(b'?'),
            (None, _) => return Err(type_error(format!("`encode`: {name} has no character {letter:?}"))),
        }
    }
    Ok(Value::from_bytes(bytes))
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
