//! `str.format` and its replacement fields.

use minijinja::value::ValueKind;
use minijinja::{Error, State, Value};

use super::format_spec::{Spec, alternate_text, grouped, in_base};
use super::number::Number;
use super::{budget, errors::type_error, errors::type_name, errors::undefined, print};

/// `format(value, spec)`.
pub(crate) fn value(state: &State<'_, '_>, value: &Value, text: &str) -> Result<String, Error> {
    if text.is_empty() {
        return Ok(print::text(value));
    }
    let spec = Spec::parse(text)?;
    budget::text(state, "format", spec.width.saturating_add(spec.precision.unwrap_or(0)))?;
    match (value.kind(), Number::of(value)) {
        (ValueKind::String, _) if matches!(spec.kind, '\0' | 's') && spec.sign == '-' => {
            if spec.align == '=' && spec.fill != '0' || spec.grouping.is_some() || spec.alternate {
                return Err(type_error("the format does not fit a text"));
            }
            let text = value.as_str().unwrap_or_default();
            let text: String = match spec.precision {
                Some(precision) => text.chars().take(precision).collect(),
                None => text.to_owned(),
            };
            let align = if matches!(spec.align, '\0' | '=') { '<' } else { spec.align };
            Ok(Spec { align, ..spec }.pad("", &text))
        }
        (_, Some(number)) => numeric(number, &spec, value),
        (ValueKind::Undefined, _) => Ok(String::new()),
        _ => Err(type_error(format!("the format does not fit {}", type_name(value)))),
    }
}

fn numeric(number: Number, spec: &Spec, value: &Value) -> Result<String, Error> {
    let (negative, digits) = match (spec.kind, number) {
        ('\0' | 'd' | 'x' | 'X' | 'o' | 'b' | 'n', Number::Whole(whole)) => {
            if spec.precision.is_some() {
                return Err(type_error("precision not allowed in integer format specifier"));
            }
            (whole < 0, in_base(spec.kind, whole.unsigned_abs()))
        }
        ('c', Number::Whole(whole)) => {
            let code = u32::try_from(whole).ok().and_then(char::from_u32);
            (false, code.ok_or_else(|| type_error("%c arg not in range"))?.to_string())
        }
        ('f' | 'F' | 'e' | 'E' | 'g' | 'G' | '%' | '\0' | 'n', number) => {
            let real = number.real();
            let kind = if spec.kind == 'n' { 'g' } else { spec.kind };
            (real.is_sign_negative() && !real.is_nan(), Spec { kind, ..spec.clone() }.digits(real.abs()))
        }
        (other, _) => {
            return Err(type_error(format!("the format `{other}` does not fit {}", type_name(value))));
        }
    };
    let size = if matches!(spec.kind, 'x' | 'X' | 'o' | 'b') { 4 } else { 3 };
    let digits = spec.grouping.map_or(digits.clone(), |separator| grouped(&digits, separator, size));
    let prefix = if spec.alternate { alternate_text(spec.kind) } else { "" };
    Ok(spec.pad(&(spec.sign_of(negative) + prefix), &digits))
}

/// `text.format(…)`.
pub(crate) fn format(state: &State<'_, '_>, text: &str, args: &[Value]) -> Result<String, Error> {
    let (positional, named) = super::arguments::split(args);
    let mut fields = Fields { state, positional, named, next: 0, numbered: false };
    fields.fill(text, 0)
}

struct Fields<'a, 'state> {
    state: &'a State<'state, 'state>,
    positional: &'a [Value],
    named: Option<&'a Value>,
    next: usize,
    /// Whether a field had a number, after which none may go without.
    numbered: bool,
}

impl Fields<'_, '_> {
    fn fill(&mut self, text: &str, depth: usize) -> Result<String, Error> {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            out.push_str(&rest[..at]);
            let after = &rest[at + 1..];
            let brace = &rest[at..=at];
            if let Some(literal) = after.strip_prefix(brace) {
                out.push_str(brace);
                rest = literal;
            } else if brace == "}" {
                return Err(type_error("Single '}' encountered in format string"));
            } else {
                let end = closing(after).ok_or_else(|| type_error("expected '}' before end of string"))?;
                out.push_str(&self.field(&after[..end], depth)?);
                rest = &after[end + 1..];
            }
            budget::text(self.state, "format", out.len())?;
        }
        out.push_str(rest);
        Ok(out)
    }

    fn field(&mut self, field: &str, depth: usize) -> Result<String, Error> {
        if depth > 1 {
            return Err(type_error("Max string recursion exceeded"));
        }
        let split = field.find([':', '!']).unwrap_or(field.len());
        let (path, mut rest) = field.split_at(split);
        let value = self.value(path)?;
        crate::printing::check(self.state, &value)?;
        let mut converted = None;
        if let Some(after) = rest.strip_prefix('!') {
            converted = after.chars().next();
            rest = after.get(1..).unwrap_or_default();
        }
        let spec = rest.strip_prefix(':').unwrap_or_default();
        let spec = if spec.contains('{') { self.fill(spec, depth + 1)? } else { spec.to_owned() };
        let shown = match converted {
            None => value,
            Some('s') => Value::from(print::text(&value)),
            Some('r' | 'a') => Value::from(print::repr(&value)),
            Some(_) => return Err(type_error("unknown conversion specifier")),
        };
        self::value(self.state, &shown, &spec)
    }

    fn value(&mut self, path: &str) -> Result<Value, Error> {
        let end = path.find(['.', '[']).unwrap_or(path.len());
        let (name, mut rest) = path.split_at(end);
        let mut value = if name.is_empty() && !self.numbered {
            self.next += 1;
            self.positional.get(self.next - 1).cloned()
        } else if let (Ok(index), 0) = (name.parse::<usize>(), self.next) {
            self.numbered = true;
            self.positional.get(index).cloned()
        } else {
            self.named.and_then(|named| named.get_attr(name).ok()).filter(|it| !it.is_undefined())
        }
        .ok_or_else(|| type_error("a replacement field has no argument"))?;
        while !rest.is_empty() {
            let inner = rest
                .strip_prefix('[')
                .ok_or_else(|| type_error("values have no attributes here; use `[name]`"))?;
            let (key, after) =
                inner.split_once(']').ok_or_else(|| type_error("missing ']' in format string"))?;
            let index = key.parse::<usize>().ok().filter(|_| value.kind() == ValueKind::Seq);
            let key = index.map_or_else(|| Value::from(key), Value::from);
            let found = value.get_item(&key)?;
            if found.is_undefined() {
                return Err(undefined(&found));
            }
            value = found;
            rest = after;
        }
        Ok(value)
    }
}

/// Where the field that `text` begins in ends; a specification may hold fields of its own.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, character) in text.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => return Some(at),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}
