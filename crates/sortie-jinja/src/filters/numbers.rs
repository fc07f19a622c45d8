use minijinja::value::ValueKind;
use minijinja::{Error, State, Value};

use super::Filter;
use crate::python::arguments::{bind, flag, integer, required};
use crate::python::errors::{type_error, type_name, undefined};
use crate::python::number::{Number, truncate};
use crate::python::{budget, print};

pub(super) const FILTERS: &[(&str, Filter)] = &[
    ("int", int),
    ("float", float),
    ("abs", |_, args| {
        let [value] = bind("abs", args, ["x"])?;
        let value = required("abs", "x", value)?;
        match Number::of(&value) {
            Some(Number::Whole(whole)) => Ok(Number::Whole(whole.saturating_abs()).value()),
            Some(Number::Real(real)) => Ok(Value::from(real.abs())),
            None if value.is_undefined() => Err(undefined(&value)),
            None => Err(type_error(format!("`abs` needs a number, not {}", type_name(&value)))),
        }
    }),
    ("round", round),
    ("sum", sum),
    ("filesizeformat", filesizeformat),
];

fn int(_: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [value, default, base] = bind("int", args, ["value", "default", "base"])?;
    let value = required("int", "value", value)?;
    let default = default.unwrap_or_else(|| Value::from(0));
    let base = u32::try_from(integer("int", base.as_ref(), 10)?).unwrap_or(10);
    let whole = match (value.as_str(), Number::of(&value)) {
        (Some(text), _) => {
            let text = crate::sentinel::plain(text);
            whole(&text, base).or_else(|| real(&text).and_then(truncate))
        }
        (None, Some(Number::Whole(whole))) => Some(whole),
        (None, Some(Number::Real(real))) => {
            if real.is_infinite() {
                return Err(type_error("cannot convert float infinity to integer"));
            }
            truncate(real)
        }
        (None, None) if value.is_undefined() => return Err(undefined(&value)),
        (None, None) => None,
    };
    Ok(whole.map_or(default, |whole| Number::Whole(whole).value()))
}

/// `int(text, base)`: blanks around, `_` between digits, a prefix that fits the base.
fn whole(text: &str, base: u32) -> Option<i128> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let lower = digits.to_lowercase();
    let prefixed =
        |prefix: &str, of: u32| (base == of || base == 0).then(|| lower.strip_prefix(prefix)).flatten();
    let (digits, base) = if let Some(digits) = prefixed("0x", 16) {
        (digits, 16)
    } else if let Some(digits) = prefixed("0o", 8) {
        (digits, 8)
    } else if let Some(digits) = prefixed("0b", 2) {
        (digits, 2)
    } else {
        (lower.as_str(), if base == 0 { 10 } else { base })
    };
    if !(2..=36).contains(&base)
        || digits.starts_with(['_', '+', '-'])
        || digits.ends_with('_')
        || digits.contains("__")
    {
        return None;
    }
    let whole = i128::from_str_radix(&digits.replace('_', ""), base).ok()?;
    Some(if negative { -whole } else { whole })
}

/// `float(text)`.
fn real(text: &str) -> Option<f64> {
    let text = text.trim();
    if text.starts_with('_') || text.ends_with('_') || text.contains("__") {
        return None;
    }
    text.replace('_', "").parse().ok()
}

/// The number that a text is: whole where it can be.
pub(super) fn number_of(text: &str) -> Option<Number> {
    whole(text, 10).map(Number::Whole).or_else(|| real(text).map(Number::Real))
}

fn float(_: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [value, default] = bind("float", args, ["value", "default"])?;
    let value = required("float", "value", value)?;
    let default = default.unwrap_or_else(|| Value::from(0.0));
    let read = match value.as_str() {
        Some(text) => real(&crate::sentinel::plain(text)),
        None if value.is_undefined() => return Err(undefined(&value)),
        None => Number::of(&value).map(Number::real),
    };
    Ok(read.map_or(default, Value::from))
}

fn round(_: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [value, precision, method] = bind("round", args, ["value", "precision", "method"])?;
    let value = required("round", "value", value)?;
    let precision = integer("round", precision.as_ref(), 0)?;
    let method = method.map_or_else(|| "common".to_owned(), |it| print::text(&it));
    let Some(number) = Number::of(&value) else {
        return Err(if value.is_undefined() {
            undefined(&value)
        } else {
            type_error("`round` needs a number")
        });
    };
    let places = i32::try_from(precision).unwrap_or(0).clamp(-300, 300);
    let scale = 10f64.powi(places);
    let rounded = match (method.as_str(), number) {
        ("common", Number::Whole(whole)) if places >= 0 => return Ok(Number::Whole(whole).value()),
        ("common", Number::Whole(_)) => {
            let tens = number.real() * scale;
            let whole = truncate((tens.round_ties_even() / scale).round());
            return Ok(Number::Whole(whole.unwrap_or(0)).value());
        }
        ("common", Number::Real(real)) if places >= 0 => {
            let places = usize::try_from(places).unwrap_or(0);
            format!("{real:.places$}").parse().unwrap_or(real)
        }
        ("common", Number::Real(real)) => (real * scale).round_ties_even() / scale,
        ("ceil", number) => (number.real() * scale).ceil() / scale,
        ("floor", number) => (number.real() * scale).floor() / scale,
        _ => return Err(type_error("method must be common, ceil or floor")),
    };
    Ok(Value::from(rounded))
}

fn sum(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [items, attribute, start] = bind("sum", args, ["iterable", "attribute", "start"])?;
    let items = required("sum", "iterable", items)?;
    crate::printing::check(state, &items)?;
    let mut total = start.unwrap_or_else(|| Value::from(0));
    let attribute = attribute.filter(|it| !it.is_none());
    for item in if items.is_undefined() { Vec::new() } else { budget::iterate(state, &items)? } {
        let item = match &attribute {
            Some(attribute) => super::sequences::path(state, &item, attribute)?,
            None => item,
        };
        total = state.apply_filter("+", &[total, item])?;
        if total.kind() == ValueKind::String {
            return Err(type_error("`sum` cannot sum texts; use `join`"));
        }
    }
    Ok(total)
}

fn filesizeformat(_: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [value, binary] = bind("filesizeformat", args, ["value", "binary"])?;
    let value = required("filesizeformat", "value", value)?;
    let bytes = match value.as_str() {
        Some(text) => real(text),
        None => Number::of(&value).map(Number::real),
    };
    let bytes = bytes.ok_or_else(|| type_error("`filesizeformat` needs a number"))?;
    let binary = flag(binary.as_ref(), false);
    let base = if binary { 1024.0 } else { 1000.0 };
    if bytes.to_bits() == 1f64.to_bits() {
        return Ok(Value::from("1 Byte"));
    }
    if bytes < base {
        return Ok(Value::from(format!("{} Bytes", bytes.trunc())));
    }
    let units = if binary {
        ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"]
    } else {
        ["kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"]
    };
    let mut unit = base;
    for (index, name) in units.iter().enumerate() {
        unit *= base;
        if bytes < unit || index + 1 == units.len() {
            return Ok(Value::from(format!("{:.1} {name}", base * bytes / unit)));
        }
    }
    Ok(Value::from(format!("{bytes} Bytes")))
}
