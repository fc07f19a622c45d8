//! Python's regular expressions, with bounds.

use fancy_regex::{Captures, Regex, RegexBuilder};
use minijinja::Error;

use crate::python::budget;
use crate::python::errors::type_error;

/// A pattern of Python's, made for `text`, with a bound on backtracking.
pub(super) fn compile(pattern: &str, text: &str, ignorecase: bool, multiline: bool) -> Result<Regex, Error> {
    let pattern = crate::sentinel::plain(pattern);
    if pattern.len() > 10_000 {
        return Err(budget::refuse("a regular expression of more than 10,000 bytes"));
    }
    // Python's end of text.
    let mut pattern = pattern.replace("\\Z", "\\z");
    // Its `$` matches before a last line break, too. Only there is the slower form of need.
    if !multiline && text.ends_with('\n') && pattern.contains('$') {
        pattern = with_last_break(&pattern);
    }
    RegexBuilder::new(&pattern)
        .backtrack_limit(200_000)
        .delegate_size_limit(1 << 20)
        .case_insensitive(ignorecase)
        .multi_line(multiline)
        .build()
        .map_err(|error| if is_too_large(&error) { too_large() } else { unreadable() })
}

/// The first match in `text`.
pub(super) fn found<'t>(regex: &Regex, text: &'t str) -> Result<Option<Captures<'t, str>>, Error> {
    regex.captures(text).map_err(|_| too_much())
}

fn is_too_large(error: &fancy_regex::Error) -> bool {
    let fancy_regex::Error::CompileError(error) = error else { return false };
    matches!(&**error, fancy_regex::CompileError::InnerError(inner) if inner.size_limit().is_some())
}

fn too_large() -> Error {
    budget::refuse("the regular expression takes more than 1,048,576 bytes once it is compiled")
}

fn unreadable() -> Error {
    type_error("the regular expression cannot be read")
}

pub(super) fn too_much() -> Error {
    budget::refuse("the regular expression takes too long on this text")
}

/// Each `$` that is no character of a class and has no backslash before it, spelled out.
fn with_last_break(pattern: &str) -> String {
    let mut out = String::new();
    let (mut escaped, mut class) = (false, None);
    for (at, character) in pattern.char_indices() {
        match (character, class) {
            _ if escaped => escaped = false,
            ('\\', _) => escaped = true,
            ('[', None) => class = Some(at + 1 + usize::from(pattern[at + 1..].starts_with('^'))),
            (']', Some(first)) if at > first => class = None,
            ('$', None) => {
                out.push_str("(?=\\n?\\z)");
                continue;
            }
            _ => {}
        }
        out.push(character);
    }
    out
}
