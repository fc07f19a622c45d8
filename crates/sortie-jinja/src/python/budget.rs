//! What a filter or method may make at once.
//!
//! The engine charges a value once it is there. Whatever can become large from small arguments is asked for
//! here first.

use crate::limits::grouped;

use minijinja::{Error, ErrorKind, State, Value};

/// Items of one list.
pub(crate) const ITEMS: usize = 1_000_000;

/// The engine's name of the limit on one text; no author can write it.
pub(crate) const TEXT_BYTES: &str = "\u{0}text_bytes";

/// Below this nobody asks.
const FREE: usize = 4 * 1024;

/// Asks for a text of `bytes`, made by `what`.
pub(crate) fn text(state: &State<'_, '_>, what: &str, bytes: usize) -> Result<(), Error> {
    if bytes <= FREE {
        return Ok(());
    }
    let limit = state.env().globals().find(|(name, _)| *name == TEXT_BYTES);
    let limit = limit.and_then(|(_, limit)| limit.as_usize()).unwrap_or(8 * 1024 * 1024);
    let limit = limit.min(super::print::LONGEST);
    if bytes > limit {
        let most = grouped(limit as u64);
        return Err(refuse(format!("`{what}` would make a text of more than {most} bytes (`text_bytes`)")));
    }
    state.consume_fuel(bytes as u64 / 64)
}

/// Pays for comparing `value` with others: what it holds, all the way down.
pub(crate) fn weigh(state: &State<'_, '_>, value: &Value) -> Result<(), Error> {
    use minijinja::value::ValueKind;
    match value.kind() {
        ValueKind::Seq | ValueKind::Map | ValueKind::Iterable if value.len().is_some() => {
            state.consume_fuel(1 + value.len().unwrap_or(0) as u64 / 4)?;
            let map = value.kind() == ValueKind::Map;
            for item in value.try_iter()? {
                let item = if map { value.get_item(&item)? } else { item };
                weigh(state, &item)?;
            }
            Ok(())
        }
        ValueKind::String => state.consume_fuel(value.as_str().map_or(0, str::len) as u64 / 256),
        _ => Ok(()),
    }
}

/// Asks for a list of `count` items, made by `what`.
pub(crate) fn items(state: &State<'_, '_>, what: &str, count: usize) -> Result<(), Error> {
    if count > ITEMS {
        let most = grouped(ITEMS as u64);
        return Err(refuse(format!("`{what}` would make a list of more than {most} items")));
    }
    state.consume_fuel(count as u64 / 2)
}

/// The items of `value`, each paid for.
pub(crate) fn iterate(state: &State<'_, '_>, value: &Value) -> Result<Vec<Value>, Error> {
    crate::printing::check(state, value)?;
    if value.is_none() {
        return Err(super::errors::type_error("None has no items"));
    }
    let mut items = Vec::with_capacity(value.len().unwrap_or(0).min(1024));
    for (index, item) in value.try_iter()?.enumerate() {
        if index >= ITEMS {
            return Err(refuse(format!("a list of more than {} items", grouped(ITEMS as u64))));
        }
        if index % 8 == 7 {
            state.consume_fuel(4)?;
        }
        items.push(item);
    }
    Ok(items)
}

pub(crate) fn refuse(what: impl Into<String>) -> Error {
    Error::new(ErrorKind::OutOfFuel, what.into())
}
