use minijinja::value::Tuple;
use minijinja::{Error, State, Value};

use super::Filter;
use super::sequences::items;
use crate::python::arguments::{bind, integer, required, split};
use crate::python::budget;
use crate::python::errors::type_error;

pub(super) const FILTERS: &[(&str, Filter)] = &[
    ("permutations", |state, args| {
        let [list, length] = bind("permutations", args, ["iterable", "r"])?;
        let list = items(state, "permutations", list)?;
        let length = length_of("permutations", length.as_ref().filter(|it| !it.is_none()), list.len())?;
        let count = (0..length.min(list.len() + 1)).map(|taken| list.len().saturating_sub(taken));
        paid(state, "permutations", count.fold(1, usize::saturating_mul), length)?;
        let mut rows = Vec::new();
        permute(&list, length, &mut Vec::new(), &mut rows);
        Ok(Value::from(rows))
    }),
    ("combinations", |state, args| {
        let [list, length] = bind("combinations", args, ["iterable", "r"])?;
        let list = items(state, "combinations", list)?;
        let length = required("combinations", "r", length)?;
        let length = length_of("combinations", Some(&length), list.len())?;
        // Each step is exact: what has been multiplied is divisible.
        let count = (0..length.min(list.len().saturating_sub(length)))
            .fold(1usize, |count, at| count.saturating_mul(list.len() - at) / (at + 1));
        paid(state, "combinations", if length > list.len() { 0 } else { count }, length)?;
        Ok(Value::from(chosen(&list, length)))
    }),
    ("product", product),
    ("zip_longest", zip_longest),
];

/// More than any list has items, and few enough to count.
const MANY: usize = 1 << 32;

fn length_of(what: &str, length: Option<&Value>, default: usize) -> Result<usize, Error> {
    let length = integer(what, length, i64::try_from(default).unwrap_or(i64::MAX))?;
    let length = usize::try_from(length);
    length.map(|it| it.min(MANY)).map_err(|_| type_error(format!("`{what}` needs a length of 0 or more")))
}

/// Asks for `count` rows of `length` items, and for the search that finds them.
fn paid(state: &State<'_, '_>, what: &str, count: usize, length: usize) -> Result<(), Error> {
    budget::items(state, what, count.saturating_mul(length.max(1)))?;
    state.consume_fuel(count as u64)
}

/// Every order of `length` items. So few rows are allowed that this is never deep.
fn permute(list: &[Value], length: usize, taken: &mut Vec<usize>, rows: &mut Vec<Value>) {
    if length > list.len() {
        return;
    }
    if taken.len() == length {
        let row: Vec<Value> = taken.iter().map(|at| list[*at].clone()).collect();
        rows.push(Value::from(Tuple::new(row)));
        return;
    }
    for at in 0..list.len() {
        if !taken.contains(&at) {
            taken.push(at);
            permute(list, length, taken, rows);
            taken.pop();
        }
    }
}

/// Every choice of `length` items, in the order of their places.
fn chosen(list: &[Value], length: usize) -> Vec<Value> {
    let mut rows = Vec::new();
    if length > list.len() {
        return rows;
    }
    let mut places: Vec<usize> = (0..length).collect();
    loop {
        let row: Vec<Value> = places.iter().map(|at| list[*at].clone()).collect();
        rows.push(Value::from(Tuple::new(row)));
        // The last place that can still move on, and all behind it right after it.
        let Some(moves) = (0..length).rev().find(|at| places[*at] < at + list.len() - length) else {
            return rows;
        };
        let next = places[moves] + 1;
        places[moves..].iter_mut().zip(next..).for_each(|(place, at)| *place = at);
    }
}

fn product(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let (lists, named) = split(args);
    let [repeat] = bind("product", named.map_or(&[], std::slice::from_ref), ["repeat"])?;
    let repeat = length_of("product", repeat.as_ref(), 1)?;
    let lists = lists
        .iter()
        .map(|list| items(state, "product", Some(list.clone())))
        .collect::<Result<Vec<_>, _>>()?;
    let width = lists.len().saturating_mul(repeat);
    budget::items(state, "product", width)?;
    let lists = lists.iter().cycle().take(width);
    let count = lists.clone().map(Vec::len).fold(1, usize::saturating_mul);
    let count = if lists.clone().any(Vec::is_empty) { 0 } else { count };
    paid(state, "product", count, width)?;
    let lists: Vec<&Vec<Value>> = lists.collect();
    let row = |number: usize| {
        let mut rest = number;
        let mut row: Vec<Value> = Vec::with_capacity(width);
        for list in lists.iter().rev() {
            row.push(list[rest % list.len()].clone());
            rest /= list.len();
        }
        row.reverse();
        Value::from(Tuple::new(row))
    };
    Ok((0..count).map(row).collect())
}

fn zip_longest(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let (lists, named) = split(args);
    let [fill] = bind("zip_longest", named.map_or(&[], std::slice::from_ref), ["fillvalue"])?;
    let fill = fill.unwrap_or(Value::from(()));
    let lists = lists
        .iter()
        .map(|list| items(state, "zip_longest", Some(list.clone())))
        .collect::<Result<Vec<_>, _>>()?;
    let length = lists.iter().map(Vec::len).max().unwrap_or(0);
    budget::items(state, "zip_longest", length.saturating_mul(lists.len()))?;
    let row = |index: usize| {
        let row = lists.iter().map(|list| list.get(index).unwrap_or(&fill).clone());
        Value::from(Tuple::new(row.collect()))
    };
    Ok((0..length).map(row).collect())
}
