//! `value[start:end:step]`, made at once: the engine's own may be a view that keeps the whole alive.

use minijinja::value::{Tuple, ValueKind};
use minijinja::{Error, State, UndefinedBehavior, Value};

use super::arguments::integer;
use super::budget;
use super::errors::{type_error, type_name, undefined};
use super::range::Range;
use crate::printing;

/// The slice of a text, list, tuple, range or bytes.
pub(crate) fn slice(
    state: &State<'_, '_>,
    value: &Value,
    start: &Value,
    end: &Value,
    step: &Value,
) -> Result<Value, Error> {
    let bound = |bound: &Value| -> Result<Option<i64>, Error> {
        if bound.is_none() { Ok(None) } else { integer("[:]", Some(bound), 0).map(Some) }
    };
    let part = Part { start: bound(start)?, end: bound(end)?, step: bound(step)?.unwrap_or(1) };
    if part.step == 0 {
        return Err(type_error("a slice cannot go in steps of 0"));
    }
    if let Some(range) = value.downcast_object_ref::<Range>() {
        let (start, end) = part.within(range.len());
        let step = range.step.saturating_mul(part.step);
        return Ok(Value::from_object(Range { start: range.at(start), end: range.at(end), step }));
    }
    match value.kind() {
        ValueKind::String => {
            let text = value.as_str().unwrap_or_default();
            state.consume_fuel(text.len() as u64 / 32)?;
            let cut = part.text(text);
            Ok(if value.is_safe() { printing::markup(state, cut) } else { Value::from(cut) })
        }
        ValueKind::Bytes => {
            let bytes = value.as_bytes().unwrap_or_default();
            Ok(Value::from_bytes(part.indices(bytes.len()).map(|index| bytes[index]).collect()))
        }
        ValueKind::Seq => {
            let indices = part.indices(value.len().unwrap_or(0));
            budget::items(state, "[:]", indices.len())?;
            let items = indices.map(|index| value.get_item_by_index(index)).collect::<Result<Vec<_>, _>>()?;
            Ok(if value.is_tuple() { Value::from(Tuple::new(items)) } else { Value::from(items) })
        }
        ValueKind::Undefined if matches!(state.undefined_behavior(), UndefinedBehavior::Chainable) => {
            Ok(value.clone())
        }
        ValueKind::Undefined => Err(undefined(value)),
        _ => Err(type_error(format!("{} cannot be sliced", type_name(value)))),
    }
}

struct Part {
    start: Option<i64>,
    end: Option<i64>,
    step: i64,
}

impl Part {
    /// The bounds as indices of something of `length`, as Python's `slice.indices` has them.
    fn within(&self, length: usize) -> (i64, i64) {
        let length = i64::try_from(length).unwrap_or(i64::MAX);
        let (low, high) = if self.step > 0 { (0, length) } else { (-1, length - 1) };
        let clamp = |bound: i64| if bound < 0 { (bound + length).max(low) } else { bound.min(high) };
        let (first, last) = if self.step > 0 { (low, high) } else { (high, low) };
        (self.start.map_or(first, clamp), self.end.map_or(last, clamp))
    }

    fn indices(&self, length: usize) -> impl ExactSizeIterator<Item = usize> + use<> {
        let (start, end) = self.within(length);
        let range = Range { start, end, step: self.step };
        (0..range.len()).map(move |index| {
            usize::try_from(range.at(i64::try_from(index).unwrap_or(i64::MAX))).unwrap_or(usize::MAX)
        })
    }

    fn text(&self, text: &str) -> String {
        if self.step == 1 {
            let (start, end) = self.within(text.chars().count());
            let (start, count) =
                (usize::try_from(start).unwrap_or(0), usize::try_from(end - start).unwrap_or(0));
            return text.chars().skip(start).take(count).collect();
        }
        let characters: Vec<char> = text.chars().collect();
        self.indices(characters.len()).map(|index| characters[index]).collect()
    }
}
