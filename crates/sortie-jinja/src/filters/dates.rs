use jiff::Timestamp;
use jiff::tz::TimeZone;
use minijinja::{Error, State, Value};

use super::Filter;
use super::strftime::{Zone, formatted};
use super::strptime::parsed;
use super::texts::shown;
use crate::python::arguments::{bind, flag, required};
use crate::python::errors::{type_error, type_name};
use crate::python::number::{Number, truncate};
use crate::python::{budget, print};

pub(super) const FILTERS: &[(&str, Filter)] = &[
    ("to_human_time_from_seconds", |_, args| {
        let [seconds] = bind("to_human_time_from_seconds", args, ["seconds"])?;
        let seconds = required("to_human_time_from_seconds", "seconds", seconds)?;
        let seconds = Number::of(&seconds).and_then(|it| truncate(it.real()));
        let seconds =
            seconds.filter(|it| *it >= 0).ok_or_else(|| type_error("seconds are a number of 0 or more"))?;
        Ok(Value::from(human(seconds)))
    }),
    ("strftime", strftime),
    ("to_datetime", |state, args| {
        let [text, format] = bind("to_datetime", args, ["string", "format"])?;
        let text = required("to_datetime", "string", text)?;
        let format = format.map_or_else(|| "%Y-%m-%d %H:%M:%S".to_owned(), |it| print::text(&it));
        if text.as_str().is_none() && !text.is_undefined() {
            return Err(type_error(format!("`to_datetime` needs a text, not {}", type_name(&text))));
        }
        let text = shown(state, &text)?;
        state.consume_fuel((text.len() + format.len()) as u64 / 16)?;
        parsed(&text, &format).map(Value::from_object).map_err(type_error)
    }),
];

/// `format | strftime(seconds)`: the time in Greenwich, since a template knows no other place.
fn strftime(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [format, seconds, utc] = bind("strftime", args, ["string_format", "second", "utc"])?;
    let format = required("strftime", "string_format", format)?;
    if format.as_str().is_none() && !format.is_undefined() {
        return Err(type_error(format!("`strftime` needs a format, not {}", type_name(&format))));
    }
    let format = shown(state, &format)?;
    let seconds = match seconds.filter(|it| !it.is_none()) {
        Some(seconds) => seconds,
        None => clock(state)?,
    };
    let seconds = match seconds.as_str() {
        Some(text) => crate::sentinel::plain(text).trim().parse::<f64>().ok(),
        None => Number::of(&seconds).map(Number::real),
    };
    let seconds = seconds.filter(|it| it.is_finite()).and_then(|it| truncate(it.floor()));
    let at = seconds.and_then(|it| Timestamp::from_second(i64::try_from(it).ok()?).ok());
    let at = at.ok_or_else(|| type_error("`strftime` needs the seconds since 1970 as a number"))?;
    budget::text(state, "strftime", format.len().saturating_mul(16))?;
    let zone = Zone::named(if flag(utc.as_ref(), false) { "GMT" } else { "UTC" });
    Ok(Value::from(formatted(&format, TimeZone::UTC.to_datetime(at), &zone)))
}

/// The time as the function `now` tells it.
fn clock(state: &mut State<'_, '_>) -> Result<Value, Error> {
    let now = state.env().globals().find(|(name, _)| *name == "now").map(|(_, now)| now);
    now.unwrap_or_default().call(state, &[])
}

/// `1h2m3s`, as `StackStorm` writes a length of time.
fn human(seconds: i128) -> String {
    if seconds == 0 {
        return "0s".to_owned();
    }
    let mut rest = seconds;
    let mut out = String::new();
    for (unit, length) in [("y", 31_536_000), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)] {
        if rest >= length {
            out.push_str(&(rest / length).to_string());
            out.push_str(unit);
            rest %= length;
        }
    }
    out
}
