//! Values given on the command line: as they are, from a file, or from stdin.

use std::cell::Cell;
use std::io::Read as _;
use std::path::Path;
use std::{fs, io};

use serde_json::{Map, Value};
use sortie_core::{Failure, FailureKind};

/// Reads what arguments refer to; stdin once.
#[derive(Default)]
pub(crate) struct Given {
    stdin_read_for: Cell<Option<&'static str>>,
}

impl Given {
    /// The JSON object that `argument` is, or refers to by `@FILE` or `-`; `what` names the flag.
    pub(crate) fn object(&self, what: &'static str, argument: &str) -> Result<Map<String, Value>, Failure> {
        let text = self.text(what, argument)?;
        let value = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
            let failure = invalid(format!("{what} is not JSON: {error}"));
            // The `@` is easily forgotten.
            let hint = if Path::new(argument).is_file() {
                format!("did you mean @{argument}?")
            } else {
                format!("write it like {what} '{{\"a\": 1}}', or {what} @FILE")
            };
            failure.with_hint(hint)
        })?;
        match value {
            Value::Object(map) => Ok(map),
            Value::Array(_) => Err(invalid(format!("{what} is a JSON array, not an object"))),
            _ => Err(invalid(format!("{what} is a single JSON value, not an object"))),
        }
    }

    /// The text that `argument` is, or refers to by `@FILE` or `-`; `what` names the flag.
    pub(crate) fn text(&self, what: &'static str, argument: &str) -> Result<String, Failure> {
        match argument.strip_prefix('@') {
            _ if argument == "-" => self.stdin(what),
            Some(path) => file(what, path),
            None => Ok(argument.to_owned()),
        }
    }

    /// The input in `NAME=TEMPLATE`, where the template may be `@FILE`, `@-`, or `@@…` for one `@`.
    ///
    /// No message repeats the template, nor what was taken for a file's name unless it looks like one: either may be a
    /// secret.
    pub(crate) fn input(&self, argument: &str) -> Result<(String, String), Failure> {
        let Some((name, value)) = argument.split_once('=') else {
            return Err(invalid("an input of `-i` has no `=`".to_owned()).with_hint("write -i NAME=TEMPLATE"));
        };
        let name = name.trim();
        if name.is_empty() {
            return Err(invalid("an input of `-i` has no name before its `=`".to_owned())
                .with_hint("write -i NAME=TEMPLATE"));
        }
        let value = match value.strip_prefix('@') {
            Some("-") => without_last_break(self.stdin("-i")?),
            Some(literal) if literal.starts_with('@') => literal.to_owned(),
            Some(path) => without_last_break(of_input(name, path)?),
            None => value.to_owned(),
        };
        Ok((name.to_owned(), value))
    }

    fn stdin(&self, what: &'static str) -> Result<String, Failure> {
        if let Some(first) = self.stdin_read_for.replace(Some(what)) {
            return Err(invalid(format!("stdin cannot be both {first} and {what}")));
        }
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes).map_err(|error| {
            invalid(format!("{what}: stdin cannot be read: {}", sortie_runner::reason(&error)))
        })?;
        utf8(what, "stdin", bytes)
    }
}

/// What editors and `echo` put at the end of a text is no part of the value.
fn without_last_break(mut text: String) -> String {
    if text.ends_with('\n') {
        text.pop();
        text.truncate(text.strip_suffix('\r').unwrap_or(&text).len());
    }
    text
}

/// The text of the file at `path` for the input `name`.
fn of_input(name: &str, path: &str) -> Result<String, Failure> {
    let what = format!("-i {name}=@…");
    let file = if looks_like_a_path(path) { format!("`{path}`") } else { "the file".to_owned() };
    let bytes = fs::read(path).map_err(|error| {
        invalid(format!("{what}: {file} cannot be read: {}", sortie_runner::reason(&error)))
            .with_hint("a value that begins with @ is written with @@")
    })?;
    utf8(&what, &file, bytes)
}

/// Whether `text` is rather a file's name than a secret that begins with `@`: it is in a folder that is there, or ends as
/// files of texts do.
fn looks_like_a_path(text: &str) -> bool {
    let path = Path::new(text);
    let is_in_folder =
        path.parent().is_some_and(|folder| folder.components().next().is_some() && folder.is_dir());
    let ends = path.extension().and_then(|it| it.to_str());
    is_in_folder || ends.is_some_and(|it| ["csv", "j2", "json", "md", "txt", "yaml", "yml"].contains(&it))
}

fn file(what: &str, path: &str) -> Result<String, Failure> {
    let bytes = fs::read(path).map_err(|error| {
        invalid(format!("{what}: `{path}` cannot be read: {}", sortie_runner::reason(&error)))
    })?;
    utf8(what, &format!("`{path}`"), bytes)
}

fn utf8(what: &str, whence: &str, bytes: Vec<u8>) -> Result<String, Failure> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        invalid(format!("{what}: {whence} is not UTF-8 text (byte {at})"))
    })
}

fn invalid(message: String) -> Failure {
    Failure::new(FailureKind::InvalidInput, message)
}
