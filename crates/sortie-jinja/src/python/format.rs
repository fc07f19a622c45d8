//! Python's format specifications (`{:>10,.2f}`) and `str.format`.

use minijinja::value::ValueKind;
use minijinja::{Error, State, Value};

use super::number::Number;
use super::{budget, errors::type_error, errors::type_name, errors::undefined, print};

/// What stands after the `:` of a replacement field.
#[derive(Clone, Debug)]
pub(crate) struct Spec {
    pub(crate) fill: char,
    /// `<`, `>`, `^`, `=`, or a NUL for the default of the type.
    pub(crate) align: char,
    pub(crate) sign: char,
    pub(crate) alternate: bool,
    pub(crate) width: usize,
    pub(crate) grouping: Option<char>,
    pub(crate) precision: Option<usize>,
    /// The presentation type; a NUL where none was given.
    pub(crate) kind: char,
}

impl Default for Spec {
    fn default() -> Self {
        Self {
            fill: ' ',
            align: '\0',
            sign: '-',
            alternate: false,
            width: 0,
            grouping: None,
            precision: None,
            kind: '\0',
        }
    }
}

impl Spec {
    fn parse(text: &str) -> Result<Self, Error> {
        let mut spec = Self::default();
        let mut rest = text;
        let mut characters = text.chars();
        let (first, second) = (characters.next(), characters.next());
        if let (Some(fill), Some(align @ ('<' | '>' | '^' | '='))) = (first, second) {
            (spec.fill, spec.align) = (fill, align);
            rest = &text[fill.len_utf8() + 1..];
        } else if let Some(align @ ('<' | '>' | '^' | '=')) = first {
            spec.align = align;
            rest = &text[1..];
        }
        if let Some(sign @ ('+' | '-' | ' ')) = rest.chars().next() {
            spec.sign = sign;
            rest = &rest[1..];
        }
        if let Some(after) = rest.strip_prefix('#') {
            spec.alternate = true;
            rest = after;
        }
        if let Some(after) = rest.strip_prefix('0') {
            if spec.align == '\0' {
                (spec.fill, spec.align) = ('0', '=');
            }
            rest = after;
        }
        spec.width = number(&mut rest)?.unwrap_or(0);
        if let Some(grouping @ (',' | '_')) = rest.chars().next() {
            spec.grouping = Some(grouping);
            rest = &rest[1..];
        }
        if let Some(after) = rest.strip_prefix('.') {
            rest = after;
            spec.precision = Some(number(&mut rest)?.ok_or_else(|| type_error("missing precision"))?);
        }
        let mut kinds = rest.chars();
        spec.kind = kinds.next().unwrap_or('\0');
        if kinds.next().is_some() {
            return Err(type_error("invalid format specifier"));
        }
        Ok(spec)
    }

    pub(crate) fn sign_of(&self, negative: bool) -> String {
        match (negative, self.sign) {
            (true, _) => "-".to_owned(),
            (false, '+') => "+".to_owned(),
            (false, ' ') => " ".to_owned(),
            _ => String::new(),
        }
    }

    /// `sign` and `body` filled up to the width.
    pub(crate) fn pad(&self, sign: &str, body: &str) -> String {
        let length = sign.chars().count() + body.chars().count();
        let missing = self.width.saturating_sub(length);
        let fill = |count: usize| self.fill.to_string().repeat(count);
        match self.align {
            '<' => format!("{sign}{body}{}", fill(missing)),
            '^' => format!("{}{sign}{body}{}", fill(missing / 2), fill(missing - missing / 2)),
            '=' => format!("{sign}{}{body}", fill(missing)),
            _ => format!("{}{sign}{body}", fill(missing)),
        }
    }

    /// The digits of a number that is not negative.
    pub(crate) fn digits(&self, number: f64) -> String {
        if !number.is_finite() {
            let word = if number.is_nan() { "nan" } else { "inf" };
            return if self.kind.is_uppercase() { word.to_uppercase() } else { word.to_owned() };
        }
        let precision = self.precision.unwrap_or(6);
        match self.kind {
            'f' | 'F' => format!("{number:.precision$}"),
            'e' | 'E' => exponent(&format!("{number:.precision$e}"), self.kind),
            '%' => format!("{:.precision$}%", number * 100.0),
            'g' | 'G' => general(number, precision.max(1), self.kind, self.alternate, false),
            _ => match self.precision {
                None => super::number::real(number),
                Some(precision) => general(number, precision.max(1), 'g', self.alternate, true),
            },
        }
    }
}

fn number(rest: &mut &str) -> Result<Option<usize>, Error> {
    let end = rest.find(|it: char| !it.is_ascii_digit()).unwrap_or(rest.len());
    let (digits, after) = rest.split_at(end);
    *rest = after;
    if digits.is_empty() {
        return Ok(None);
    }
    let number = digits.parse().ok().filter(|it| *it < 1_000_000);
    number.map(Some).ok_or_else(|| budget::refuse("`format` would make a text of more than 8388608 bytes"))
}

/// Rust writes `1e5`, Python `1e+05`.
fn exponent(text: &str, kind: char) -> String {
    let (digits, power) = text.split_once('e').unwrap_or((text, "0"));
    let power: i32 = power.parse().unwrap_or(0);
    let e = if kind.is_uppercase() { 'E' } else { 'e' };
    let sign = if power < 0 { '-' } else { '+' };
    format!("{digits}{e}{sign}{:02}", power.abs())
}

/// `%g`: `precision` significant digits, in the shorter of the two notations.
fn general(number: f64, precision: usize, kind: char, alternate: bool, keeps_point: bool) -> String {
    let scientific = format!("{number:.*e}", precision - 1);
    let power: i32 = scientific.split_once('e').and_then(|(_, power)| power.parse().ok()).unwrap_or(0);
    let limit = i32::try_from(precision).unwrap_or(i32::MAX);
    let limit = if keeps_point { limit - 1 } else { limit };
    let trim = |text: &str| {
        if alternate || !text.contains('.') {
            text.to_owned()
        } else {
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
    };
    if (-4..limit).contains(&power) {
        let places = usize::try_from(i32::try_from(precision).unwrap_or(0) - 1 - power).unwrap_or(0);
        let plain = trim(&format!("{number:.places$}"));
        return if keeps_point && !plain.contains('.') { plain + ".0" } else { plain };
    }
    let (digits, _) = scientific.split_once('e').unwrap_or((&scientific, ""));
    exponent(&format!("{}e{power}", trim(digits)), kind)
}

pub(crate) fn in_base(kind: char, number: u128) -> String {
    match kind {
        'x' => format!("{number:x}"),
        'X' => format!("{number:X}"),
        'o' => format!("{number:o}"),
        'b' => format!("{number:b}"),
        _ => number.to_string(),
    }
}

pub(crate) fn alternate_text(kind: char) -> &'static str {
    match kind {
        'x' => "0x",
        'X' => "0X",
        'o' => "0o",
        'b' => "0b",
        _ => "",
    }
}

fn grouped(digits: &str, separator: char, size: usize) -> String {
    let (whole, rest) = digits.find(['.', 'e']).map_or((digits, ""), |at| digits.split_at(at));
    let mut out = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(size) {
            out.push(separator);
        }
        out.push(digit);
    }
    out + rest
}

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
