use minijinja::{Error, State, Value};

use super::Filter;
use crate::python::arguments::{bind, flag, required};
use crate::python::errors::{type_error, type_name, undefined};
use crate::python::number::{Number, truncate};
use crate::python::print;

pub(super) const FILTERS: &[(&str, Filter)] = &[
    ("human_readable", human_readable),
    ("human_to_bytes", human_to_bytes),
    ("log", |_, args| {
        let [x, base] = bind("log", args, ["x", "base"])?;
        let x = real("log", x)?;
        let base = base.map(|base| real("log", Some(base))).transpose()?;
        if x <= 0.0 || base.is_some_and(|base| base <= 0.0 || base.to_bits() == 1f64.to_bits()) {
            return Err(type_error("`log` needs a number above 0, and a base above 0 that is not 1"));
        }
        Ok(Value::from(match base {
            None => x.ln(),
            Some(base) if base.to_bits() == 10f64.to_bits() => x.log10(),
            Some(base) => x.ln() / base.ln(),
        }))
    }),
    ("pow", |_, args| {
        let [x, y] = bind("pow", args, ["x", "y"])?;
        power("pow", real("pow", x)?, real("pow", y)?)
    }),
    ("root", |_, args| {
        let [x, base] = bind("root", args, ["x", "base"])?;
        let x = real("root", x)?;
        let base = match base.as_ref().and_then(Value::as_str) {
            Some(text) => {
                text.trim().parse().map_err(|_| type_error("the base of `root` is not a number"))?
            }
            None => base.map_or(Ok(2.0), |base| real("root", Some(base)))?,
        };
        if x < 0.0 && base.to_bits() == 2f64.to_bits() || base == 0.0 {
            return Err(type_error("`root` needs a number of 0 or more, and a base that is not 0"));
        }
        if base.to_bits() == 2f64.to_bits() {
            Ok(Value::from(x.sqrt()))
        } else {
            power("root", x, 1.0 / base)
        }
    }),
];

/// The units, the largest first, and how many bits of a number each leaves out.
const UNITS: [(&str, &str, i32); 9] = [
    ("Y", "yotta", 80),
    ("Z", "zeta", 70),
    ("E", "exa", 60),
    ("P", "peta", 50),
    ("T", "tera", 40),
    ("G", "giga", 30),
    ("M", "mega", 20),
    ("K", "kilo", 10),
    ("B", "", 0),
];

fn real(what: &str, value: Option<Value>) -> Result<f64, Error> {
    let value = required(what, "value", value)?;
    match Number::of(&value) {
        Some(number) => Ok(number.real()),
        None if value.is_undefined() => Err(undefined(&value)),
        None => Err(type_error(format!("`{what}` needs a number, not {}", type_name(&value)))),
    }
}

fn power(what: &str, x: f64, y: f64) -> Result<Value, Error> {
    let power = x.powf(y);
    let finite = x.is_finite() && y.is_finite();
    if finite && !power.is_finite() {
        return Err(type_error(format!("`{what}` has no result, or one that is too large")));
    }
    Ok(Value::from(power))
}

fn human_readable(_: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [size, bits, unit] = bind("human_readable", args, ["size", "isbits", "unit"])?;
    let size = real("human_readable", size)?;
    let bits = flag(bits.as_ref(), false);
    let unit = unit.filter(|it| !it.is_none()).map(|it| print::text(&it).to_uppercase());
    let fits = |name: &str, shift: i32| match &unit {
        Some(unit) => unit == name,
        None => size >= 2f64.powi(shift),
    };
    let (name, _, shift) =
        UNITS.into_iter().find(|(name, _, shift)| fits(name, *shift)).unwrap_or(("B", "", 0));
    let unit = match (shift, bits) {
        (0, true) => "bits".to_owned(),
        (0, false) => "Bytes".to_owned(),
        (_, true) => format!("{name}b"),
        (_, false) => format!("{name}B"),
    };
    Ok(Value::from(format!("{:.2} {unit}", size / 2f64.powi(shift))))
}

fn human_to_bytes(_: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [size, default_unit, bits] = bind("human_to_bytes", args, ["size", "default_unit", "isbits"])?;
    let size = required("human_to_bytes", "size", size)?;
    let bits = flag(bits.as_ref(), false);
    let bad = || type_error("`human_to_bytes` reads a number and a unit, such as 10M, 1.5 GB or 3 kilobytes");
    let text = print::text(&size);
    let text = crate::sentinel::plain(&text);
    let text = text.trim_end();
    let end = text.find(|it: char| !it.is_ascii_digit() && it != '.').unwrap_or(text.len());
    let (digits, unit) = text.split_at(end);
    let unit = unit.trim_start();
    if digits.is_empty() || digits.ends_with('.') || !unit.chars().all(|it| it.is_ascii_alphabetic()) {
        return Err(bad());
    }
    let number: f64 = digits.parse().map_err(|_| bad())?;
    let default_unit = default_unit.filter(|it| !it.is_none()).map(|it| print::text(&it));
    let unit = if unit.is_empty() { default_unit } else { Some(unit.to_owned()) };
    let factor = match unit {
        None => 1.0,
        Some(unit) => factor(&unit, bits).ok_or_else(bad)?,
    };
    let bytes = truncate((number * factor).round_ties_even()).ok_or_else(bad)?;
    Ok(Number::Whole(bytes).value())
}

/// What a unit stands for: its letter alone, `MB` or `Mb`, `megabyte` or `megabit`.
fn factor(unit: &str, bits: bool) -> Option<f64> {
    let letter = unit.get(..1)?.to_uppercase();
    let (name, long, shift) = UNITS.into_iter().find(|(name, _, _)| *name == letter)?;
    let (short_end, long_end) = if bits { ("b", "bit") } else { ("B", "byte") };
    let short = if shift == 0 { short_end.to_owned() } else { format!("{name}{short_end}") };
    let known = unit.len() == 1 || unit == short || unit.to_lowercase() == format!("{long}{long_end}");
    known.then(|| 2f64.powi(shift))
}
