//! Python's `'%s of %d' % (a, b)`.

use minijinja::value::ValueKind;
use minijinja::{Error, State, Value};

use super::format_spec::{Spec, alternate_text, in_base};
use super::number::{Number, truncate};
use super::{budget, errors::type_error, errors::type_name, print};

/// Formats `values` by `format`; a tuple fills several places, anything else one.
pub(crate) fn format(state: &State<'_, '_>, format: &str, values: &Value) -> Result<String, Error> {
    let mut given = Given {
        items: if values.is_tuple() { values.try_iter()?.collect() } else { vec![values.clone()] },
        next: 0,
        mapping: (values.kind() == ValueKind::Map).then(|| values.clone()),
    };
    let mut out = String::new();
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        rest = place(state, &rest[at + 1..], &mut given, &mut out)?;
        budget::text(state, "%", out.len())?;
    }
    out.push_str(rest);
    // Python takes all that has items by key or index for a mapping, but for tuples and texts.
    let indexed = values.kind() == ValueKind::Seq && !values.is_tuple();
    if given.mapping.is_none() && !indexed && given.next < given.items.len() {
        return Err(type_error("not all arguments converted during string formatting"));
    }
    Ok(out)
}

struct Given {
    items: Vec<Value>,
    next: usize,
    mapping: Option<Value>,
}

impl Given {
    fn take(&mut self) -> Result<Value, Error> {
        let value = self.items.get(self.next).cloned();
        self.next += 1;
        value.ok_or_else(|| type_error("not enough arguments for format string"))
    }
}

/// Fills one place; `rest` begins after its `%`. Gives what follows.
fn place<'a>(
    state: &State<'_, '_>,
    mut rest: &'a str,
    given: &mut Given,
    out: &mut String,
) -> Result<&'a str, Error> {
    if let Some(after) = rest.strip_prefix('%') {
        out.push('%');
        return Ok(after);
    }
    let mut named = None;
    if let Some(after) = rest.strip_prefix('(') {
        let (name, after) = after.split_once(')').ok_or_else(|| type_error("incomplete format key"))?;
        let mapping = given.mapping.as_ref().ok_or_else(|| type_error("format requires a mapping"))?;
        let value = mapping.get_item(&Value::from(name))?;
        if value.is_undefined() {
            return Err(type_error("a name in the format text is not a key of the mapping"));
        }
        named = Some(value);
        rest = after;
    }
    let mut spec = Spec { align: '>', ..Spec::default() };
    rest = flags(rest, &mut spec);
    spec.width = size(&mut rest, given)?.unwrap_or(0);
    if let Some(after) = rest.strip_prefix('.') {
        rest = after;
        spec.precision = Some(size(&mut rest, given)?.unwrap_or(0));
    }
    let rest = rest.trim_start_matches(['l', 'h', 'L']);
    let kind = rest.chars().next().ok_or_else(|| type_error("incomplete format"))?;
    let value = match named {
        Some(value) => value,
        None => given.take()?,
    };
    crate::printing::check(state, &value)?;
    budget::text(state, "%", spec.width.saturating_add(spec.precision.unwrap_or(0)))?;
    out.push_str(&one(kind, &spec, &value)?);
    Ok(&rest[kind.len_utf8()..])
}

fn flags<'a>(rest: &'a str, spec: &mut Spec) -> &'a str {
    let end = rest.find(|it| !"-+ #0".contains(it)).unwrap_or(rest.len());
    for flag in rest[..end].chars() {
        match flag {
            '-' => spec.align = '<',
            '+' => spec.sign = '+',
            ' ' if spec.sign != '+' => spec.sign = ' ',
            '#' => spec.alternate = true,
            '0' => spec.fill = '0',
            _ => {}
        }
    }
    if spec.align == '<' {
        spec.fill = ' ';
    } else if spec.fill == '0' {
        spec.align = '=';
    }
    &rest[end..]
}

/// A width or precision: digits, or `*` for one of the arguments.
fn size(rest: &mut &str, given: &mut Given) -> Result<Option<usize>, Error> {
    if let Some(after) = rest.strip_prefix('*') {
        *rest = after;
        let value = given.take()?;
        return value.as_usize().map(Some).ok_or_else(|| type_error("`*` wants a whole number"));
    }
    let end = rest.find(|it: char| !it.is_ascii_digit()).unwrap_or(rest.len());
    let (digits, after) = rest.split_at(end);
    *rest = after;
    if digits.is_empty() {
        return Ok(None);
    }
    digits
        .parse()
        .ok()
        .filter(|it| *it < 1_000_000)
        .map(Some)
        .ok_or_else(|| budget::refuse("`%` with a width or precision of more than 999,999"))
}

#[expect(clippy::too_many_lines, reason = "one arm for each name, and no more logic than that")]
fn one(kind: char, spec: &Spec, value: &Value) -> Result<String, Error> {
    match kind {
        's' | 'r' | 'a' => {
            let text = if kind == 's' { print::text(value) } else { print::repr(value) };
            let text: String = match spec.precision {
                Some(precision) => text.chars().take(precision).collect(),
                None => text,
            };
            let align = if spec.align == '=' { '>' } else { spec.align };
            Ok(Spec { align, fill: ' ', ..spec.clone() }.pad("", &text))
        }
        'c' => {
            let text = match (value.as_str(), value.as_usize()) {
                (Some(text), _) if text.chars().count() == 1 => text.to_owned(),
                (None, Some(code)) => {
                    let code = u32::try_from(code).ok().and_then(char::from_u32);
                    code.ok_or_else(|| type_error("%c arg not in range"))?.to_string()
                }
                _ => return Err(type_error("%c requires int or char")),
            };
            Ok(Spec { fill: ' ', align: '>', ..spec.clone() }.pad("", &text))
        }
        'd' | 'i' | 'u' | 'x' | 'X' | 'o' => {
            let whole = match (kind, Number::of(value)) {
                (_, Some(Number::Whole(whole))) => whole,
                ('d' | 'i' | 'u', Some(Number::Real(real))) => {
                    truncate(real).ok_or_else(|| type_error("cannot convert float to integer"))?
                }
                _ => return Err(wants(kind, "a whole number", value)),
            };
            let mut digits = in_base(kind, whole.unsigned_abs());
            if let Some(precision) = spec.precision {
                digits = "0".repeat(precision.saturating_sub(digits.len())) + &digits;
            }
            let prefix = if spec.alternate { alternate_text(kind) } else { "" };
            Ok(spec.pad(&(spec.sign_of(whole < 0) + prefix), &digits))
        }
        'f' | 'F' | 'e' | 'E' | 'g' | 'G' => {
            let number = Number::of(value).ok_or_else(|| wants(kind, "a number", value))?.real();
            let precise = Spec { kind, precision: spec.precision.or(Some(6)), ..spec.clone() };
            Ok(spec.pad(
                &spec.sign_of(number.is_sign_negative() && !number.is_nan()),
                &precise.digits(number.abs()),
            ))
        }
        other => Err(type_error(format!("unsupported format character '{other}'"))),
    }
}

fn wants(kind: char, what: &str, value: &Value) -> Error {
    type_error(format!("%{kind} needs {what}, not {}", type_name(value)))
}
