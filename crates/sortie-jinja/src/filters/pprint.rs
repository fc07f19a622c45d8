//! The filter `pprint`: a value laid out as Python's module of that name does.

use minijinja::value::ValueKind;
use minijinja::{Error, State, Value};

use crate::python::{budget, print, sort};

/// `pprint`: one line where it fits in 80 columns, else one item a line.
pub(super) fn pprint(state: &State<'_, '_>, value: &Value) -> Result<String, Error> {
    let mut out = String::new();
    pretty(state, &mut out, value, 0, 0)?;
    Ok(out)
}

fn pretty(
    state: &State<'_, '_>,
    out: &mut String,
    value: &Value,
    column: usize,
    after: usize,
) -> Result<(), Error> {
    let mut flat = String::new();
    write_flat(state, &mut flat, value, 0)?;
    state.consume_fuel(flat.len() as u64 / 16)?;
    let nests = matches!(value.kind(), ValueKind::Seq | ValueKind::Map) && value.len() != Some(0);
    if flat.chars().count() + column + after <= 80 || !nests || column > 200 {
        out.push_str(&flat);
        return Ok(());
    }
    let map = value.kind() == ValueKind::Map;
    let (open, close) = match value.is_tuple() {
        _ if map => ('{', '}'),
        true => ('(', ')'),
        false => ('[', ']'),
    };
    out.push(open);
    let mut items: Vec<Value> = value.try_iter()?.collect();
    if map {
        // Python falls back to another order for keys that have none.
        let _ = sort::sort(state, &mut items, false, |key| Ok(key.clone()));
    }
    let last = items.len().saturating_sub(1);
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push_str(",\n");
            out.extend(std::iter::repeat_n(' ', column + 1));
        }
        let after = if index == last { after + 1 } else { 1 };
        if map {
            let key = print::repr(item);
            let width = column + key.chars().count() + 3;
            out.push_str(&key);
            out.push_str(": ");
            pretty(state, out, &value.get_item(item)?, width, after)?;
        } else {
            pretty(state, out, item, column + 1, after)?;
        }
    }
    out.push(close);
    Ok(())
}

/// Appends `repr` with the keys of dicts in order.
fn write_flat(state: &State<'_, '_>, out: &mut String, value: &Value, depth: usize) -> Result<(), Error> {
    if out.len() > print::LONGEST || depth > 150 {
        return Err(budget::refuse("`pprint` of a value that is too large"));
    }
    state.consume_fuel(1)?;
    let (open, close) = match (value.kind(), value.len()) {
        (ValueKind::Map, _) => ('{', "}"),
        (ValueKind::Seq, Some(1)) if value.is_tuple() => ('(', ",)"),
        (ValueKind::Seq, _) if value.is_tuple() => ('(', ")"),
        (ValueKind::Seq, _) => ('[', "]"),
        _ => {
            out.push_str(&print::repr(value));
            return Ok(());
        }
    };
    let map = value.kind() == ValueKind::Map;
    let mut items: Vec<Value> = value.try_iter()?.collect();
    if map {
        // Python falls back to another order for keys that have none.
        let _ = sort::sort(state, &mut items, false, |key| Ok(key.clone()));
    }
    out.push(open);
    for (index, item) in items.iter().enumerate() {
        out.push_str(if index > 0 { ", " } else { "" });
        if map {
            out.push_str(&print::repr(item));
            out.push_str(": ");
            write_flat(state, out, &value.get_item(item)?, depth + 1)?;
        } else {
            write_flat(state, out, item, depth + 1)?;
        }
    }
    out.push_str(close);
    Ok(())
}
