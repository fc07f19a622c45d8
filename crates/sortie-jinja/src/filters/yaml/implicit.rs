use std::sync::LazyLock;

use fancy_regex::Regex;

/// What a scalar without quotes is in YAML 1.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Implicit {
    Text,
    Null,
    Bool,
    Whole,
    Real,
    Time,
    /// `<<`
    Merge,
    /// `=`
    Value,
}

static WHOLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        "^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+\
         |[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$",
    )
    .ok()
});

static REAL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$",
    )
    .ok()
});

/// The groups are the year, month, day, hour, minute, second, fraction, and the zone with its sign and parts.
pub(super) static TIME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^([0-9]{4})-([0-9][0-9]?)-([0-9][0-9]?)(?:(?:[Tt]|[ \t]+)([0-9][0-9]?):([0-9][0-9]):([0-9][0-9])(?:\.([0-9]*))?(?:[ \t]*(Z|([-+])([0-9][0-9]?)(?::([0-9][0-9]))?))?)?$",
    )
    .ok()
});

fn matches(regex: &LazyLock<Option<Regex>>, text: &str) -> bool {
    regex.as_ref().is_some_and(|it| it.is_match(text).unwrap_or(false))
}

/// What `text` is without quotes.
pub(super) fn of(text: &str) -> Implicit {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Implicit::Null,
        "<<" => return Implicit::Merge,
        "=" => return Implicit::Value,
        _ if truth(text).is_some() => return Implicit::Bool,
        _ => {}
    }
    if text.len() > 400 || !text.starts_with(|it: char| it.is_ascii_digit() || "+-.".contains(it)) {
        return Implicit::Text;
    }
    if matches(&REAL, text) {
        Implicit::Real
    } else if matches(&WHOLE, text) {
        Implicit::Whole
    } else if is_time(text) {
        Implicit::Time
    } else {
        Implicit::Text
    }
}

/// A date alone has two digits for the month and for the day.
fn is_time(text: &str) -> bool {
    matches(&TIME, text) && (text.contains(':') || text.len() == 10)
}

/// The truth value that `text` names.
pub(super) fn truth(text: &str) -> Option<bool> {
    match text {
        "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Some(true),
        "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Some(false),
        _ => None,
    }
}
