use std::fmt::Write as _;
use std::sync::Arc;

use minijinja::value::{Enumerator, Object, ObjectRepr};
use minijinja::{Error, ErrorKind, Value};

use super::arguments::{bind, integer, required};
use super::errors::type_error;

/// Numbers of one range, at most.
const ITEMS: usize = 100_000;

/// Python's `range`: numbers that are counted, not kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Range {
    pub(crate) start: i64,
    pub(crate) end: i64,
    pub(crate) step: i64,
}

impl Range {
    /// `range(stop)` or `range(start, stop, step)`.
    pub(crate) fn called(args: &[Value]) -> Result<Value, Error> {
        let [first, second, step] = bind("range", args, ["start", "stop", "step"])?;
        let first = integer("range", Some(&required("range", "stop", first)?), 0)?;
        let (start, end) = match second {
            Some(second) => (first, integer("range", Some(&second), 0)?),
            None => (0, first),
        };
        let step = integer("range", step.as_ref(), 1)?;
        if step == 0 {
            return Err(type_error("`range` cannot go in steps of 0"));
        }
        let range = Self { start, end, step };
        if range.len() > ITEMS {
            return Err(Error::new(ErrorKind::InvalidOperation, "range has too many elements"));
        }
        Ok(Value::from_object(range))
    }

    pub(crate) fn len(self) -> usize {
        let span = i128::from(self.end) - i128::from(self.start);
        let step = i128::from(self.step);
        let span = if step > 0 { span } else { -span };
        usize::try_from((span.max(0) + step.abs() - 1) / step.abs().max(1)).unwrap_or(usize::MAX)
    }

    /// The number at `index`, also one beyond the end.
    pub(crate) fn at(self, index: i64) -> i64 {
        self.start.saturating_add(index.saturating_mul(self.step))
    }

    /// Appends `range(0, 3)`, with the step where it is not 1.
    pub(crate) fn write(self, out: &mut String) {
        // Writing to a string cannot fail.
        let _ = match self.step {
            1 => write!(out, "range({}, {})", self.start, self.end),
            step => write!(out, "range({}, {}, {step})", self.start, self.end),
        };
    }
}

impl Object for Range {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Iterable
    }

    /// Undefined for what is no index: the engine would count through the items for it.
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let length = i64::try_from(self.len()).unwrap_or(i64::MAX);
        let index = key.as_i64().map(|index| if index < 0 { index + length } else { index });
        let index = index.filter(|index| (0..length).contains(index));
        Some(index.map_or(Value::UNDEFINED, |index| Value::from(self.at(index))))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        let range = **self;
        let numbers = (0..range.len())
            .map(move |index| Value::from(range.at(i64::try_from(index).unwrap_or(i64::MAX))));
        Enumerator::Iter(Box::new(numbers))
    }

    fn enumerator_len(self: &Arc<Self>) -> Option<usize> {
        Some(self.len())
    }
}
