//! Versions by the rules that Ansible's test `version` knows.

use std::cmp::Ordering;
use std::sync::LazyLock;

use fancy_regex::{Captures, Regex};
use minijinja::{Error, State, Value};

use crate::python::arguments::{bind, required};
use crate::python::budget;
use crate::python::errors::type_error;
use crate::python::print;

/// Whether `value` stands to another version as an operator says.
pub(super) fn version(state: &State<'_, '_>, args: &[Value]) -> Result<bool, Error> {
    let names = ["value", "version", "operator", "strict", "version_type"];
    let [value, other, op, strict, kind] = bind("version", args, names)?;
    let (value, other) = (required("version", "value", value)?, required("version", "version", other)?);
    crate::printing::check(state, &value)?;
    if !value.is_true() || !other.is_true() {
        return Err(type_error("`version` cannot compare a version that is empty"));
    }
    let given = |option: Option<Value>| option.filter(|it| !it.is_none());
    let kind = match (given(strict), given(kind)) {
        (Some(_), Some(_)) => return Err(type_error("`version` takes either `strict` or `version_type`")),
        (Some(strict), None) if strict.is_true() => "strict".to_owned(),
        (_, None) => "loose".to_owned(),
        (None, Some(kind)) => print::text(&kind),
    };
    let holds: fn(Ordering) -> bool = match op.map_or_else(|| "eq".to_owned(), |it| print::text(&it)).as_str()
    {
        "==" | "=" | "eq" => Ordering::is_eq,
        "!=" | "<>" | "ne" => Ordering::is_ne,
        "<" | "lt" => Ordering::is_lt,
        "<=" | "le" => Ordering::is_le,
        ">" | "gt" => Ordering::is_gt,
        ">=" | "ge" => Ordering::is_ge,
        _ => return Err(type_error("`version` knows no such operator")),
    };
    let (value, other) = (print::text(&value), print::text(&other));
    let (value, other) = (crate::sentinel::plain(&value), crate::sentinel::plain(&other));
    if value.len().max(other.len()) > 1_000 {
        return Err(budget::refuse("`version` of more than 1000 bytes"));
    }
    state.consume_fuel(8)?;
    let order = match kind.as_str() {
        "loose" => loose(&value, &other),
        "strict" => ordered(Strict::read, &value, &other),
        "semver" | "semantic" => ordered(Semantic::read, &value, &other),
        "pep440" => ordered(Packaged::read, &value, &other),
        _ => return Err(type_error("`version_type` is loose, strict, semver, semantic or pep440")),
    };
    let order = order
        .ok_or_else(|| type_error(format!("{value:?} and {other:?} have no order as {kind} versions")))?;
    Ok(holds(order))
}

fn ordered<T: Ord>(read: fn(&str) -> Option<T>, left: &str, right: &str) -> Option<Ordering> {
    Some(read(left)?.cmp(&read(right)?))
}

/// Runs of digits as numbers, all else as texts, which have no order between each other.
fn loose(left: &str, right: &str) -> Option<Ordering> {
    let (left, right) = (pieces(left), pieces(right));
    for (left, right) in left.iter().zip(&right) {
        match (number(left), number(right)) {
            (Some(left), Some(right)) if left != right => return Some(left.cmp(&right)),
            (None, None) if left != right => return Some(left.cmp(right)),
            (Some(_), None) | (None, Some(_)) => return None,
            _ => {}
        }
    }
    Some(left.len().cmp(&right.len()))
}

/// Digits, small letters and whatever else stands between two dots, each run apart.
fn pieces(version: &str) -> Vec<&str> {
    let kind = |it: char| match it {
        '.' => 0,
        '0'..='9' => 1,
        'a'..='z' => 2,
        _ => 3,
    };
    let mut pieces = Vec::new();
    let mut rest = version;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|it| kind(it) != kind(first)).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        if first != '.' {
            pieces.push(piece);
        }
        rest = after;
    }
    pieces
}

/// Digits in the order of the numbers they are, however long.
fn number(piece: &str) -> Option<(usize, &str)> {
    let digits = piece.trim_start_matches('0');
    piece.starts_with(|it: char| it.is_ascii_digit()).then_some((digits.len(), digits))
}

/// `1.2`, `1.2.3` and `1.2.3b4`; what is a release comes after what leads to it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Strict([u64; 3], bool, String, u64);

impl Strict {
    fn read(text: &str) -> Option<Self> {
        static FORM: LazyLock<Option<Regex>> =
            LazyLock::new(|| Regex::new(r"^(\d+)\.(\d+)(?:\.(\d+))?(?:([ab])(\d+))?$").ok());
        let captures = FORM.as_ref()?.captures(text).ok()??;
        let number = |group: usize| captures.get(group).map_or(Some(0), |it| it.as_str().parse().ok());
        let letter = captures.get(4).map_or("", |it| it.as_str());
        let core = [number(1)?, number(2)?, number(3)?];
        Some(Self(core, letter.is_empty(), letter.to_owned(), number(5)?))
    }
}

/// A semantic version; what stands behind `+` does not count.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Semantic([u64; 3], bool, Vec<Label>);

/// A part of what leads to a release: numbers come before names.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Label {
    Number(u64),
    Name(String),
}

impl Semantic {
    /// `major.minor.patch-label+build`
    pub(crate) fn read(text: &str) -> Option<Self> {
        static FORM: LazyLock<Option<Regex>> = LazyLock::new(|| {
            Regex::new(concat!(
                r"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)",
                r"(?:-((?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)",
                r"(?:\.(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*))?",
                r"(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?$",
            ))
            .ok()
        });
        let captures = FORM.as_ref()?.captures(text).ok()??;
        let number = |group: usize| captures.get(group)?.as_str().parse().ok();
        let core = [number(1)?, number(2)?, number(3)?];
        let label = |part: &str| part.parse().map_or_else(|_| Label::Name(part.to_owned()), Label::Number);
        let labels = captures.get(4).map(|it| it.as_str().split('.').map(label).collect::<Vec<_>>());
        Some(Self(core, labels.is_none(), labels.unwrap_or_default()))
    }
}

/// A version of a Python package: epoch, release, the ranks of what leads to it and follows it, local label.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Packaged(u64, Vec<u64>, [(i8, u64); 3], Option<Vec<(i128, String)>>);

impl Packaged {
    fn read(text: &str) -> Option<Self> {
        static FORM: LazyLock<Option<Regex>> = LazyLock::new(|| {
            Regex::new(concat!(
                r"^\s*v?(?:([0-9]+)!)?([0-9]+(?:\.[0-9]+)*)",
                r"(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?([0-9]+)?)?",
                r"(?:-([0-9]+)|[-_.]?(post|rev|r)[-_.]?([0-9]+)?)?",
                r"(?:[-_.]?(dev)[-_.]?([0-9]+)?)?",
                r"(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?\s*$",
            ))
            .ok()
        });
        let text = text.to_lowercase();
        let captures = FORM.as_ref()?.captures(text.as_str()).ok()??;
        let number = |group: usize| captures.get(group).map_or(Some(0), |it| it.as_str().parse().ok());
        let mut release =
            captures.get(2)?.as_str().split('.').map(str::parse).collect::<Result<Vec<u64>, _>>().ok()?;
        while release.last() == Some(&0) {
            release.pop();
        }
        let post = captures.get(5).or(captures.get(6)).is_some();
        let dev = captures.get(8).is_some();
        let before = match captures.get(3).map(|it| it.as_str()) {
            Some("a" | "alpha") => 0,
            Some("b" | "beta") => 1,
            Some(_) => 2,
            None if dev && !post => -1,
            None => 3,
        };
        let ranks = [
            (before, number(4)?),
            (i8::from(post), number(5)?.max(number(7)?)),
            (i8::from(!dev), number(9)?),
        ];
        Some(Self(number(1)?, release, ranks, local(&captures)))
    }
}

fn local(captures: &Captures<'_, str>) -> Option<Vec<(i128, String)>> {
    let part = |part: &str| {
        part.parse::<u64>()
            .map_or_else(|_| (-1, part.to_owned()), |number| (i128::from(number), String::new()))
    };
    captures.get(10).map(|it| it.as_str().split(['-', '_', '.']).map(part).collect())
}
