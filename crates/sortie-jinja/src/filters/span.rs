//! The time between two dates, as Python's `timedelta`.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use minijinja::value::{DynObject, Object, ObjectRepr};
use minijinja::{Error, ErrorKind, State, Value};

use crate::python::arguments::bind;

/// Microseconds of a day.
const DAY: i128 = 86_400_000_000;

/// The time between two moments, in microseconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span(pub(super) i128);

impl Span {
    /// Python's `repr`.
    pub(super) fn repr(self) -> String {
        let rest = self.0.rem_euclid(DAY);
        let parts = [
            ("days", self.0.div_euclid(DAY)),
            ("seconds", rest / 1_000_000),
            ("microseconds", rest % 1_000_000),
        ];
        let parts = parts.iter().filter(|(_, part)| *part != 0);
        let parts: Vec<String> = parts.map(|(name, part)| format!("{name}={part}")).collect();
        format!("datetime.timedelta({})", if parts.is_empty() { "0".to_owned() } else { parts.join(", ") })
    }
}

impl Object for Span {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let (days, rest) = (self.0.div_euclid(DAY), self.0.rem_euclid(DAY));
        let part = match key.as_str()? {
            "days" => days,
            "seconds" => rest / 1_000_000,
            "microseconds" => rest % 1_000_000,
            _ => return None,
        };
        i64::try_from(part).ok().map(Value::from)
    }

    fn call_method(
        self: &Arc<Self>,
        _: &mut State<'_, '_>,
        method: &str,
        args: &[Value],
    ) -> Result<Value, Error> {
        if method != "total_seconds" {
            let what = format!("the time between two dates has no method named {method}");
            return Err(Error::new(ErrorKind::UnknownMethod, what));
        }
        bind::<0>(method, args, [])?;
        Ok(Value::from(seconds(self.0)))
    }

    fn custom_cmp(self: &Arc<Self>, other: &DynObject) -> Option<Ordering> {
        Some(self.0.cmp(&other.downcast_ref::<Self>()?.0))
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, rest) = (self.0.div_euclid(DAY), self.0.rem_euclid(DAY));
        if days != 0 {
            write!(f, "{days} day{}, ", if days.abs() == 1 { "" } else { "s" })?;
        }
        let seconds = rest / 1_000_000;
        write!(f, "{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)?;
        if rest % 1_000_000 != 0 {
            write!(f, ".{:06}", rest % 1_000_000)?;
        }
        Ok(())
    }
}

/// Microseconds as seconds.
#[expect(clippy::cast_precision_loss, reason = "Python divides to the nearest float, too")]
pub(super) fn seconds(micros: i128) -> f64 {
    micros as f64 / 1_000_000.0
}
