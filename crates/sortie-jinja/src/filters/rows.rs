//! The filters `batch` and `slice`.

use minijinja::{Error, State, Value};

use super::Filter;
use super::sequences::items;
use crate::python::arguments::{bind, integer, required};
use crate::python::budget;
use crate::python::errors::type_error;
use crate::python::number::{Number, truncate};

pub(super) const FILTERS: &[(&str, Filter)] = &[("batch", batch), ("slice", slice)];

/// Rows of so many items; the last one filled up. To Python a row is never as long as a text.
fn batch(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [value, count, fill] = bind("batch", args, ["value", "linecount", "fill_with"])?;
    let count = required("batch", "linecount", count)?;
    crate::printing::check(state, &count)?;
    let number = Number::of(&count);
    let whole = number.filter(|it| it.real().fract() == 0.0).and_then(|it| truncate(it.real()));
    let mut rows = Vec::new();
    let mut row: Vec<Value> = Vec::new();
    for item in items(state, "batch", value)? {
        if i128::try_from(row.len()).ok() == whole {
            rows.push(Value::from(std::mem::take(&mut row)));
        }
        row.push(item);
    }
    if !row.is_empty() {
        if let Some(fill) = fill.filter(|fill| !fill.is_none()) {
            let count = integer("batch", Some(&count), 0)?;
            let length = usize::try_from(count).unwrap_or(0).max(row.len());
            budget::items(state, "batch", length)?;
            row.resize(length, fill);
        }
        rows.push(Value::from(row));
    }
    Ok(Value::from(rows))
}

/// So many columns, the first ones longer; the others filled up.
fn slice(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [value, slices, fill] = bind("slice", args, ["value", "slices", "fill_with"])?;
    let slices = integer("slice", Some(&required("slice", "slices", slices)?), 0)?;
    let items = items(state, "slice", value)?;
    if slices == 0 {
        return Err(type_error("`slice` needs a number of slices other than 0"));
    }
    let slices = usize::try_from(slices).unwrap_or(0);
    budget::items(state, "slice", slices)?;
    let fill = fill.filter(|fill| !fill.is_none());
    let (each, longer) = (items.len() / slices.max(1), items.len() % slices.max(1));
    let mut rest = items.into_iter();
    let mut columns = Vec::new();
    for index in 0..slices {
        let extra = usize::from(index < longer);
        let mut column: Vec<Value> = rest.by_ref().take(each + extra).collect();
        if extra == 0 {
            column.extend(fill.clone());
        }
        columns.push(Value::from(column));
    }
    Ok(Value::from(columns))
}
