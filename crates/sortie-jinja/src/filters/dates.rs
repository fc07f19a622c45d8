use minijinja::Value;

use super::Filter;
use crate::python::arguments::{bind, required};
use crate::python::errors::type_error;
use crate::python::number::{Number, truncate};

pub(super) const FILTERS: &[(&str, Filter)] = &[("to_human_time_from_seconds", |_, args| {
    let [seconds] = bind("to_human_time_from_seconds", args, ["seconds"])?;
    let seconds = required("to_human_time_from_seconds", "seconds", seconds)?;
    let seconds = Number::of(&seconds).and_then(|it| truncate(it.real()));
    let seconds =
        seconds.filter(|it| *it >= 0).ok_or_else(|| type_error("seconds are a number of 0 or more"))?;
    Ok(Value::from(human(seconds)))
})];

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
