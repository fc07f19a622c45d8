//! Python's format specifications: `>10,.2f`.

use minijinja::Error;

use super::{budget, errors::type_error};

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
    pub(super) fn parse(text: &str) -> Result<Self, Error> {
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
    number.map(Some).ok_or_else(|| budget::refuse("`format` with a width or precision of more than 999,999"))
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

pub(super) fn grouped(digits: &str, separator: char, size: usize) -> String {
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
