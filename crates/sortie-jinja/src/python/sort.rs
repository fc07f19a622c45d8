use std::cmp::Ordering;

use minijinja::{Error, State, Value};

use super::compare;

/// Sorts as Python does: stable, by `key`, and refusing values that have no order.
pub(crate) fn sort(
    state: &State<'_, '_>,
    items: &mut Vec<Value>,
    reverse: bool,
    key: impl Fn(&Value) -> Result<Value, Error>,
) -> Result<(), Error> {
    let length = items.len() as u64;
    state.consume_fuel(length.saturating_mul(u64::from(length.max(1).ilog2() + 1)))?;
    let mut keyed = Vec::with_capacity(items.len());
    for item in items.drain(..) {
        let key = key(&item)?;
        super::budget::weigh(state, &key)?;
        keyed.push((key, item));
    }
    let mut failed = None;
    keyed.sort_by(|(left, _), (right, _)| {
        let order = compare::order(state, "sort", left, right).unwrap_or_else(|error| {
            failed.get_or_insert(error);
            None
        });
        let order = order.unwrap_or(Ordering::Equal);
        if reverse { order.reverse() } else { order }
    });
    if let Some(error) = failed {
        return Err(error);
    }
    items.extend(keyed.into_iter().map(|(_, item)| item));
    Ok(())
}
