//! The methods of `str` that cut a text into parts, or fill it up.

use minijinja::{Error, State, Value};

use super::arguments::{bind, flag, integer, required};
use super::budget;
use super::errors::type_error;
use super::text::string;
use super::text_case::is_space;

pub(super) fn strip(text: &str, name: &str, args: &[Value]) -> Result<Value, Error> {
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

pub(super) fn pad(state: &State<'_, '_>, text: &str, name: &str, args: &[Value]) -> Result<Value, Error> {
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

pub(super) fn zfill(state: &State<'_, '_>, text: &str, args: &[Value]) -> Result<Value, Error> {
    let [width] = bind("zfill", args, ["width"])?;
    let width = integer("zfill", Some(&required("zfill", "width", width)?), 0)?;
    let missing = usize::try_from(width).unwrap_or(0).saturating_sub(text.chars().count());
    budget::text(state, "zfill", missing.saturating_add(text.len()))?;
    let (sign, digits) = text.split_at(usize::from(text.starts_with(['+', '-'])));
    Ok(Value::from(format!("{sign}{}{digits}", "0".repeat(missing))))
}

pub(super) fn split(state: &State<'_, '_>, text: &str, name: &str, args: &[Value]) -> Result<Value, Error> {
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

pub(super) fn splitlines(state: &State<'_, '_>, text: &str, args: &[Value]) -> Result<Value, Error> {
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

pub(super) fn partition(text: &str, name: &str, args: &[Value]) -> Result<Value, Error> {
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
