use std::collections::BTreeSet;

use minijinja::machinery::Span;
use minijinja::{Error, ErrorKind};

use crate::left_out::left_out;

/// The filters and tests that exist, to refuse all others before anything is rendered.
#[derive(Clone, Default)]
pub(crate) struct Known {
    pub(crate) filters: BTreeSet<&'static str>,
    pub(crate) tests: BTreeSet<&'static str>,
}

impl Known {
    pub(super) fn filter(&self, name: &str, span: Span) -> Result<(), Error> {
        check(&self.filters, name, "filter", ErrorKind::UnknownFilter, span)
    }

    pub(super) fn test(&self, name: &str, span: Span) -> Result<(), Error> {
        check(&self.tests, name, "test", ErrorKind::UnknownTest, span)
    }
}

fn check(
    known: &BTreeSet<&'static str>,
    name: &str,
    what: &str,
    kind: ErrorKind,
    span: Span,
) -> Result<(), Error> {
    if known.contains(name) {
        return Ok(());
    }
    if let Some(why) = left_out(name) {
        return Err(At::error(kind, format!("{what} {name} is left out on purpose: {why}"), span));
    }
    let meant = closest(known.iter().copied(), name)
        .map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
    Err(At::error(kind, format!("{what} {name} is unknown{meant}"), span))
}

/// The known name closest to one that was mistyped, where there is one close enough.
pub(crate) fn closest<'names>(names: impl Iterator<Item = &'names str>, wrong: &str) -> Option<&'names str> {
    names
        .map(|name| (strsim::damerau_levenshtein(name, wrong), name))
        .filter(|(distance, name)| {
            *distance <= 2 && *distance < name.chars().count().max(wrong.len()) / 2 + 1
        })
        .min()
        .map(|(_, name)| name)
}

/// The place of a fault that the engine did not find itself; carried as the source of its error.
#[derive(Debug)]
pub(crate) struct At(pub(crate) usize);

impl At {
    pub(crate) fn error(kind: ErrorKind, message: String, span: Span) -> Error {
        Error::new(kind, message).with_source(Self(span.start_offset as usize))
    }
}

impl std::fmt::Display for At {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "at byte {}", self.0)
    }
}

impl std::error::Error for At {}

/// The methods that change a list or a dict.
pub(crate) const MUTATORS: [&str; 11] = [
    "append",
    "clear",
    "extend",
    "insert",
    "pop",
    "popitem",
    "remove",
    "reverse",
    "setdefault",
    "sort",
    "update",
];

/// Whether `source` may change a list or a dict; if not, nothing has to be copied for a render.
pub(crate) fn mutates(source: &str) -> bool {
    source.split('.').skip(1).any(|rest| {
        let word = rest.trim_start();
        MUTATORS
            .iter()
            .any(|method| word.strip_prefix(method).is_some_and(|after| after.trim_start().starts_with('(')))
    })
}
