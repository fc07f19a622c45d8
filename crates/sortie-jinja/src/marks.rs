//! Where a rendered text depends on secrets.
//!
//! Nobody looks at values for that: what a template reads is told by its text. What an expression prints that
//! reads a secret stands between two characters, and is refused if it holds one of them itself.

use std::ops::Range;

use minijinja::{Error, ErrorKind, Value};

use crate::python::print;

/// Stands before what an expression printed that reads a secret, and behind it.
pub(crate) const OPEN: char = '\u{10FF80}';
const CLOSE: char = '\u{10FF81}';
/// Behind the first mark where what is printed may be one of few values, by which secrets can be asked for.
const DECIDED: char = '\u{10FF82}';
pub(crate) const OPEN_TEXT: &str = "\u{10FF80}";
pub(crate) const OPEN_DECIDED: &str = "\u{10FF80}\u{10FF82}";
pub(crate) const CLOSE_TEXT: &str = "\u{10FF81}";

/// How what a template makes depends on secrets.
pub enum Marked<T> {
    /// It reads none.
    Open,
    /// Expressions that it prints read some: the same template, with marks around what these print.
    Parts(T),
    /// Which way it takes, or what it keeps, depends on one: all that it makes does.
    Whole,
}

impl<T> Marked<T> {
    /// The same of what `change` makes of the template.
    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Marked<U> {
        match self {
            Self::Open => Marked::Open,
            Self::Parts(template) => Marked::Parts(change(template)),
            Self::Whole => Marked::Whole,
        }
    }
}

/// What becomes of an expression that reads a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marking {
    /// It is printed, between marks.
    Printed,
    /// Nothing is printed between its marks, and nothing of it is done: no secret is read.
    LeftOut,
}

/// A text that depends on secrets as a whole, without a word of it; whether it is `decided` by them.
#[must_use]
pub fn whole(decided: bool) -> String {
    let open = if decided { OPEN_DECIDED } else { OPEN_TEXT };
    [open, CLOSE_TEXT].concat()
}

/// Whether something between the marks of `text` is decided by secrets: other than a secret that is only written
/// in another way, it may be one of few values.
#[must_use]
pub fn is_decided(text: &str) -> bool {
    text.contains(OPEN_DECIDED)
}

/// Whether each mark in `text` that opens a place has one that closes it. What an expression prints may be structure, by
/// which its marks come to be in two texts.
#[must_use]
pub fn is_balanced(text: &str) -> bool {
    let mut open = false;
    let closed = text.chars().all(|character| match character {
        OPEN | CLOSE if open == (character == OPEN) => false,
        OPEN | CLOSE => {
            open = !open;
            true
        }
        _ => true,
    });
    closed && !open
}

/// `text` without its marks, and the places in it that stood between some.
#[must_use]
pub fn unmarked(text: &str) -> (String, Vec<Range<usize>>) {
    let (mut plain, mut places) = (String::with_capacity(text.len()), Vec::new());
    let mut opened = None;
    for character in text.chars() {
        match character {
            OPEN => opened = opened.or(Some(plain.len())),
            DECIDED => (),
            CLOSE => places.extend(opened.take().map(|start| start..plain.len())),
            other => plain.push(other),
        }
    }
    (plain, places)
}

/// Gives `value`, which is printed between marks. A mark in it would end the place that is hidden.
pub(crate) fn unforged(value: Value) -> Result<Value, Error> {
    if print::text(&value).contains([OPEN, CLOSE, DECIDED]) {
        let what =
            "a text beside a secret holds a character that marks the place of secrets, U+10FF80 to U+10FF82";
        return Err(Error::new(ErrorKind::InvalidOperation, what));
    }
    Ok(value)
}

/// The bytes up to the end of what stands between marks, where `text` begins with one.
pub(crate) fn marked_length(text: &str) -> Option<usize> {
    let inside = text.strip_prefix(OPEN)?;
    inside.find(CLOSE).map(|end| OPEN.len_utf8() + end + CLOSE.len_utf8())
}
