//! Python's numbers: unlike the engine's, a truth value counts as one, and division rounds down.

use std::fmt::Write as _;

use minijinja::Value;
use minijinja::value::ValueKind;

/// A number, or a truth value in a number's place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Number {
    Whole(i128),
    Real(f64),
}

impl Number {
    /// The number that `value` is, where it is one.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        match value.kind() {
            ValueKind::Bool => Some(Self::Whole(i128::from(value.is_true()))),
            ValueKind::Number if value.is_integer() => i128::try_from(value.clone()).ok().map(Self::Whole),
            ValueKind::Number => f64::try_from(value.clone()).ok().map(Self::Real),
            _ => None,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "Python rounds whole numbers to the nearest float, too")]
    pub(crate) fn real(self) -> f64 {
        match self {
            Self::Whole(whole) => whole as f64,
            Self::Real(real) => real,
        }
    }

    pub(crate) fn value(self) -> Value {
        match self {
            Self::Whole(whole) => i64::try_from(whole).map_or_else(|_| Value::from(whole), Value::from),
            Self::Real(real) => Value::from(real),
        }
    }
}

/// The whole part of a float, as `int()` takes it; none for what has none.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked before")]
pub(crate) fn truncate(real: f64) -> Option<i128> {
    (real.is_finite() && real.abs() < 1.0e38).then_some(real.trunc() as i128)
}

/// `a % b` with the sign of `b`.
pub(crate) fn modulo(left: Number, right: Number) -> Option<Number> {
    match (left, right) {
        (_, Number::Whole(0)) => None,
        (Number::Whole(left), Number::Whole(right)) => {
            let rest = left.checked_rem(right)?;
            let fits = rest == 0 || (rest < 0) == (right < 0);
            Some(Number::Whole(if fits { rest } else { rest + right }))
        }
        (left, right) => {
            let (left, right) = (left.real(), right.real());
            if right == 0.0 {
                return None;
            }
            let rest = left % right;
            let fits = rest == 0.0 || (rest < 0.0) == (right < 0.0);
            Some(Number::Real(if fits { rest } else { rest + right }))
        }
    }
}

/// Appends a number as Python prints it.
pub(crate) fn write(out: &mut String, value: &Value) {
    if value.is_integer() {
        // Writing to a string cannot fail.
        let _ = write!(out, "{value}");
    } else {
        out.push_str(&real(f64::try_from(value.clone()).unwrap_or(f64::NAN)));
    }
}

/// `repr(float)`: the shortest text that reads back as the same number.
pub(crate) fn real(number: f64) -> String {
    if number.is_nan() {
        return "nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let scientific = format!("{number:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..16).contains(&exponent) {
        let plain = format!("{number}");
        return if plain.contains('.') { plain } else { plain + ".0" };
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.abs())
}
