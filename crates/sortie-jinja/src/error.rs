use std::fmt;

use crate::Limits;
use crate::functions::ALL;
use crate::left_out::left_out;
use crate::rewrite::{At, closest};
use crate::source::Source;

/// Why a template could not be compiled or rendered.
///
/// Holds the place and the name at fault, never a value of the scope.
#[derive(Debug)]
pub struct Error(Box<Repr>);

#[derive(Debug)]
struct Repr {
    kind: ErrorKind,
    message: String,
    line: usize,
    column: usize,
    name: Option<String>,
    rendered: Rendered,
}

/// Rendered text, which may hold any value of the scope.
#[derive(Default)]
struct Rendered(Option<String>);

impl fmt::Debug for Rendered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "[rendered]" } else { "[]" })
    }
}

/// The closed set of ways in which a template can fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The text is no template.
    Syntax,
    /// The template reads a name that nobody defined.
    Undefined,
    /// The template asks for a filter, test, function or method that does not exist.
    UnknownName,
    /// An operation does not fit its operands.
    Operation,
    /// The template used up one of its [`Limits`](crate::Limits).
    Limit,
    /// The rendered text is not the JSON it has to be.
    Json,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>, line: usize, column: usize) -> Self {
        Self(Box::new(Repr {
            kind,
            message: message.into(),
            line,
            column,
            name: None,
            rendered: Rendered(None),
        }))
    }

    /// The error of a strict read of `name`, which nobody defined.
    pub(crate) fn undefined(name: &str, column: usize) -> Self {
        let mut error = Self::new(ErrorKind::Undefined, format!("`{name}` is undefined"), 1, column);
        error.0.name = Some(name.to_owned());
        error
    }

    /// Takes what is safe to show of the engine's error: its longer forms print the scope.
    pub(crate) fn from_engine(error: &minijinja::Error, source: &Source, limits: &Limits) -> Self {
        let at = std::error::Error::source(error).and_then(|it| it.downcast_ref::<At>()).map(|at| at.0);
        let (line, column) = match at.or_else(|| error.range().map(|range| range.start)) {
            Some(offset) => source.position(offset),
            None => (error.line().unwrap_or(1), 1),
        };
        let name = undefined_name(error).map(str::to_owned);
        Self(Box::new(Repr {
            kind: kind(error),
            message: message(error, limits),
            line,
            column,
            name,
            rendered: Rendered(None),
        }))
    }

    pub(crate) fn with_rendered(mut self, rendered: String) -> Self {
        self.0.rendered = Rendered(Some(rendered));
        self
    }

    /// The rendered text around the fault, where that is no JSON.
    ///
    /// It holds what the template printed, so it goes through the redactor before anyone sees it. The message
    /// and the debug form never hold it.
    #[must_use]
    pub fn rendered(&self) -> Option<&str> {
        self.0.rendered.0.as_deref()
    }

    /// Which way the template failed.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What is wrong, as a lowercase fragment without the place.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The line of the template, from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.0.line
    }

    /// The column in that line, in characters from 1.
    #[must_use]
    pub fn column(&self) -> usize {
        self.0.column
    }

    /// The undefined name (`alert.user`), where that is what went wrong.
    #[must_use]
    pub fn undefined_name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (line {}, column {})", self.0.message, self.0.line, self.0.column)
    }
}

impl std::error::Error for Error {}

/// Line and column, from 1 and in characters, of the byte at `offset`.
pub(crate) fn position(source: &str, offset: usize) -> (usize, usize) {
    let before = source.get(..offset).unwrap_or(source);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// Bounds of the engine that it reports as an operation gone wrong, and what they say here.
const BOUNDS: [(&str, &str); 3] = [
    ("recursion limit exceeded", "macros or recursive loops call each other more than 500 deep"),
    ("range has too many elements", "`range` of more than 100,000 numbers"),
    ("template exceeds maximum recursion limits", "tags or brackets nest deeper than 150"),
];

fn bound(error: &minijinja::Error) -> Option<&'static str> {
    let detail = error.detail()?;
    BOUNDS.iter().find(|(theirs, _)| *theirs == detail).map(|(_, ours)| *ours)
}

fn kind(error: &minijinja::Error) -> ErrorKind {
    use minijinja::ErrorKind as Engine;
    match error.kind() {
        _ if bound(error).is_some() => ErrorKind::Limit,
        Engine::SyntaxError | Engine::BadEscape | Engine::TemplateNotFound | Engine::BadInclude => {
            ErrorKind::Syntax
        }
        Engine::UndefinedError => ErrorKind::Undefined,
        Engine::UnknownFilter | Engine::UnknownTest | Engine::UnknownFunction | Engine::UnknownMethod => {
            ErrorKind::UnknownName
        }
        Engine::OutOfFuel | Engine::WriteFailure => ErrorKind::Limit,

        _ => ErrorKind::Operation,
    }
}

fn message(error: &minijinja::Error, limits: &Limits) -> String {
    use minijinja::ErrorKind as Engine;
    if let Some(bound) = bound(error) {
        return bound.to_owned();
    }
    match error.kind() {
        Engine::OutOfFuel => error.detail().map_or_else(|| limits.out_of_fuel(), str::to_owned),
        Engine::WriteFailure => limits.out_of_output(),
        Engine::TemplateNotFound | Engine::BadInclude => "a template cannot load another one here".to_owned(),
        Engine::UndefinedError => error.detail().unwrap_or("undefined value").to_owned(),
        Engine::UnknownFunction => unknown_function(error.detail().unwrap_or_default()),
        Engine::SyntaxError => format!("syntax error: {}", error.detail().unwrap_or("not a template")),
        kind => match error.detail() {
            Some(detail) => detail.to_owned(),
            None => kind.to_string(),
        },
    }
}

/// The engine names what is undefined as `` `alert.user` is undefined``.
fn undefined_name(error: &minijinja::Error) -> Option<&str> {
    error.detail()?.strip_suffix("` is undefined")?.strip_prefix('`')
}

/// The engine says `` rnage is unknown``; here it says what was meant as well.
fn unknown_function(detail: &str) -> String {
    let name = detail.strip_suffix(" is unknown");
    if let Some((name, why)) = name.and_then(|name| Some((name, left_out(name)?))) {
        return format!("{name} is left out on purpose: {why}");
    }
    let meant = name.and_then(|name| closest(ALL.into_iter(), name));
    meant.map_or_else(|| detail.to_owned(), |meant| format!("{detail}; did you mean `{meant}`?"))
}
