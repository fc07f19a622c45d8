use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde_json::{Value, json};

use super::position::{offset, position};

/// One mistake in a user's file: where it is, what is wrong, and the cure where there is one.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    path: String,
    source: String,
    span: Range<usize>,
    message: String,
    help: Option<String>,
}

impl Diagnostic {
    /// A mistake at `span`, in bytes of `source`, the text of the file at `path`.
    #[must_use]
    pub fn new(path: &str, source: &str, span: Range<usize>, message: String, help: Option<String>) -> Self {
        let end = floor(source, span.end.max(span.start));
        let start = floor(source, span.start);
        Self { path: path.to_owned(), source: source.to_owned(), span: start..end, message, help }
    }

    /// A mistake of `width` bytes at `line` and `column`, in characters from 1, of `source`.
    #[must_use]
    pub fn at(path: &str, source: &str, line: usize, column: usize, width: usize, message: String) -> Self {
        let start = offset(source, line, column);
        Self::new(path, source, start..start + width, message, None)
    }

    /// The mistake as compilers print it: message, path, line, column, the line itself, carets, the cure.
    #[must_use]
    pub fn render(&self, colours: bool) -> String {
        // A tab in the margin would move the carets; the renderer widens it by itself.
        let annotation = AnnotationKind::Primary.span(self.span.clone());
        let annotation = match &self.help {
            Some(help) => annotation.label(help.as_str()),
            None => annotation,
        };
        let snippet = Snippet::source(&self.source).path(&self.path).annotation(annotation);
        let report = [Level::ERROR.primary_title(&self.message).element(snippet)];
        let renderer = if colours { Renderer::styled() } else { Renderer::plain() };
        renderer.render(&report)
    }

    /// Line and column, in characters from 1.
    #[must_use]
    pub fn position(&self) -> (usize, usize) {
        position(&self.source, self.span.start)
    }

    /// The mistake as data.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let (line, column) = self.position();
        json!({"path": self.path, "line": line, "column": column, "message": self.message, "help": self.help})
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = self.position();
        write!(f, "{}:{line}:{column}: {}", self.path, self.message)
    }
}

/// All mistakes of one file.
#[derive(Debug, Clone)]
pub struct Mistakes(Vec<Diagnostic>);

impl Mistakes {
    /// All mistakes of a file, in the order of the file.
    #[must_use]
    pub fn new(mut diagnostics: Vec<Diagnostic>) -> Self {
        diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
        diagnostics.dedup_by(|later, first| later.span == first.span && later.message == first.message);
        Self(diagnostics)
    }

    /// The mistakes, in the order of the file.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.0
    }
}

/// One line: the first mistake, and how many more there are.
impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_slice() {
            [] => f.write_str("no mistake"),
            [only] => only.fmt(f),
            [first, rest @ ..] => write!(f, "{first} (and {} more)", rest.len()),
        }
    }
}

impl std::error::Error for Mistakes {}

/// The nearest character boundary at or before `at`.
fn floor(source: &str, at: usize) -> usize {
    (0..=at.min(source.len())).rev().find(|at| source.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::Diagnostic;

    #[test]
    fn a_mistake_is_placed_by_line_and_column() {
        let mistake = Diagnostic::at("x.txt", "größe\n  {{ usr }}\n", 2, 6, 3, "no `usr`".to_owned());
        assert_eq!(mistake.to_string(), "x.txt:2:6: no `usr`");
        assert_eq!(&mistake.source[mistake.span.clone()], "usr");
    }
}
