//! Dates, and the time between two of them, as Python's `datetime` has them.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, Time};
use minijinja::value::{DynObject, Object, ObjectRepr};
use minijinja::{Error, ErrorKind, State, Value};

use super::span::{Span, seconds};
use super::strftime;
use crate::python::arguments::{bind, required};
use crate::python::errors::type_error;
use crate::python::{budget, print};

/// A date, with a time of day and its distance from Greenwich where they are known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    at: DateTime,
    /// Seconds east of Greenwich.
    zone: Option<i32>,
    /// Whether there is no time of day.
    day: bool,
}

impl Moment {
    pub(super) fn new(at: DateTime, zone: Option<i32>) -> Self {
        Self { at, zone, day: false }
    }

    pub(super) fn day(date: Date) -> Self {
        Self { at: date.to_datetime(Time::midnight()), zone: None, day: true }
    }

    /// Microseconds since 1970, in Greenwich where the zone is known.
    fn micros(&self) -> i128 {
        let since = self.at.duration_since(DateTime::constant(1970, 1, 1, 0, 0, 0, 0));
        since.as_micros() - i128::from(self.zone.unwrap_or(0)) * 1_000_000
    }

    /// Whether the difference to `other` means something.
    fn fits(&self, other: &Self) -> bool {
        self.zone.is_some() == other.zone.is_some() && self.day == other.day
    }

    fn iso(&self, between: char) -> String {
        let date = self.at.date();
        if self.day {
            return date.to_string();
        }
        let micros = self.at.subsec_nanosecond() / 1000;
        let time = self.at.time();
        let mut text = format!("{date}{between}{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second());
        if micros != 0 {
            text = format!("{text}.{micros:06}");
        }
        text + &self.zone.map_or_else(String::new, |zone| strftime::zone(zone, ":"))
    }
}

/// `left - right` and `left + right` where one of them is a moment or a span; none where neither is.
pub(crate) fn combined(left: &Value, right: &Value, minus: bool) -> Option<Result<Value, Error>> {
    let moment = |value: &Value| value.downcast_object_ref::<Moment>().copied();
    let span = |value: &Value| value.downcast_object_ref::<Span>().copied();
    let shifted = |moment: Moment, micros: i128| {
        let micros = i64::try_from(micros).map_err(|_| type_error("the date is out of range"))?;
        let at = moment.at.checked_add(SignedDuration::from_micros(micros));
        let at = at.map_err(|_| type_error("the date is out of range"))?;
        Ok(Value::from_object(Moment { at, ..moment }))
    };
    let sign = if minus { -1 } else { 1 };
    let sum = match (moment(left), span(left), moment(right), span(right)) {
        (Some(left), _, Some(right), _) if minus && left.fits(&right) => {
            Ok(Value::from_object(Span(left.micros() - right.micros())))
        }
        (Some(left), _, _, Some(right)) => shifted(left, right.0 * sign),
        (_, Some(left), Some(right), _) if !minus => shifted(right, left.0),
        (_, Some(left), _, Some(right)) => Ok(Value::from_object(Span(left.0 + right.0 * sign))),
        (None, None, None, None) => return None,
        _ => Err(type_error(
            "two dates can be subtracted where both have a zone or neither has; a date takes the time \
             between two others",
        )),
    };
    Some(sum)
}

/// Python's `repr` of a moment or span.
pub(crate) fn repr(value: &Value) -> Option<String> {
    if let Some(span) = value.downcast_object_ref::<Span>() {
        return Some(span.repr());
    }
    let moment = value.downcast_object_ref::<Moment>()?;
    let (date, time) = (moment.at.date(), moment.at.time());
    let mut parts = format!("{}, {}, {}", date.year(), date.month(), date.day());
    if moment.day {
        return Some(format!("datetime.date({parts})"));
    }
    let micros = time.subsec_nanosecond() / 1000;
    parts = format!("{parts}, {}, {}", time.hour(), time.minute());
    match (time.second(), micros) {
        (0, 0) => {}
        (second, 0) => parts = format!("{parts}, {second}"),
        (second, micros) => parts = format!("{parts}, {second}, {micros}"),
    }
    let zone = match moment.zone {
        None => String::new(),
        Some(0) => ", tzinfo=datetime.timezone.utc".to_owned(),
        Some(zone) => {
            format!(", tzinfo=datetime.timezone({})", Span(i128::from(zone) * 1_000_000).repr())
        }
    };
    Some(format!("datetime.datetime({parts}{zone})"))
}

/// Whether both are moments that have an order, or both are spans.
pub(crate) fn comparable(left: &Value, right: &Value) -> bool {
    let spans = [left, right].iter().all(|it| it.downcast_object_ref::<Span>().is_some());
    match (left.downcast_object_ref::<Moment>(), right.downcast_object_ref::<Moment>()) {
        (Some(left), Some(right)) => left.fits(right),
        _ => spans,
    }
}

/// What Python calls the type of a moment or span.
pub(crate) fn type_name(value: &Value) -> Option<&'static str> {
    if value.downcast_object_ref::<Span>().is_some() {
        return Some("timedelta");
    }
    let moment = value.downcast_object_ref::<Moment>()?;
    Some(if moment.day { "date" } else { "datetime" })
}

impl Object for Moment {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        Some(match (key.as_str()?, self.day) {
            ("year", _) => Value::from(self.at.year()),
            ("month", _) => Value::from(self.at.month()),
            ("day", _) => Value::from(self.at.day()),
            ("hour", false) => Value::from(self.at.hour()),
            ("minute", false) => Value::from(self.at.minute()),
            ("second", false) => Value::from(self.at.second()),
            ("microsecond", false) => Value::from(self.at.subsec_nanosecond() / 1000),
            _ => return None,
        })
    }

    fn call_method(
        self: &Arc<Self>,
        state: &mut State<'_, '_>,
        method: &str,
        args: &[Value],
    ) -> Result<Value, Error> {
        match method {
            "strftime" => {
                let [format] = bind(method, args, ["format"])?;
                let format = print::text(&required(method, "format", format)?);
                budget::text(state, method, format.len().saturating_mul(16))?;
                Ok(Value::from(strftime::formatted(&format, self.at, &strftime::Zone::of(self.zone))))
            }
            "isoformat" => {
                let [between] = bind(method, args, ["sep"])?;
                let between = between.map_or_else(|| "T".to_owned(), |it| print::text(&it));
                Ok(Value::from(self.iso(between.chars().next().unwrap_or('T'))))
            }
            "timestamp" if !self.day => {
                bind::<0>(method, args, [])?;
                Ok(Value::from(seconds(self.micros())))
            }
            "date" if !self.day => Ok(Value::from_object(Self::day(self.at.date()))),
            "weekday" => Ok(Value::from(self.at.weekday().to_monday_zero_offset())),
            "isoweekday" => Ok(Value::from(self.at.weekday().to_monday_one_offset())),
            _ => Err(Error::new(ErrorKind::UnknownMethod, format!("a date has no method named {method}"))),
        }
    }

    fn custom_cmp(self: &Arc<Self>, other: &DynObject) -> Option<Ordering> {
        let other = other.downcast_ref::<Self>()?;
        Some(self.fits(other).cmp(&true).then(self.micros().cmp(&other.micros())))
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iso(' '))
    }
}
