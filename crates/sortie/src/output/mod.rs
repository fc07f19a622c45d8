//! What people and programs see: results on stdout and nothing else, all other words on stderr.

mod check_report;
mod completeness;
mod diagnosis;
mod shown;
mod shown_action;
mod stream;
mod table;
mod yaml;

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

use anstream::adapter::strip_str;
use serde_json::{Map, Value};
use sortie_core::{Diagnostic, Envelope, Failure, obeyed, spelled_json};

pub(crate) use check_report::report_check;
use completeness::Completeness;
pub(crate) use diagnosis::{checks, diagnosis, rows};
pub(crate) use shown::Shown;
pub(crate) use shown_action::{action, actions};
pub(crate) use stream::Stream;
use yaml::yaml;

use crate::args::Format;
use crate::logging;

/// What the process exits with when its result could not be written.
const CANNOT_WRITE: u8 = 4;

/// Prints `envelope`, of which rows are `shown` so, and gives the exit code of its failure.
pub(crate) fn envelope(envelope: &Envelope, format: Format, shown: &Shown) -> Result<ExitCode, Failure> {
    let map = envelope.to_map();
    let Some(failure) = envelope.failure() else {
        let completeness = Completeness::of(&map);
        let printed = match format {
            Format::Ndjson => json(&ndjson(map, &shown.items)),
            Format::Table => text(&table::result(&map, &shown.columns)),
            format => value(&Value::Object(map), format)?,
        };
        if let Some(completeness) = completeness {
            completeness.tell();
        }
        return Ok(printed);
    };
    let printed = match format {
        Format::Table => ExitCode::SUCCESS,
        Format::Ndjson => json(&format!("{}\n", Value::Object(map))),
        format => value(&Value::Object(map), format)?,
    };
    let told = report(failure);
    Ok(if printed == ExitCode::SUCCESS { told } else { printed })
}

/// Prints `value` on stdout.
pub(crate) fn value(value: &Value, format: Format) -> Result<ExitCode, Failure> {
    Ok(match format {
        Format::Json => json(&format!("{value:#}\n")),
        Format::Yaml => text(&yaml(value)?),
        Format::Table => text(&table::rows_or_keys(value, &[])),
        Format::Ndjson => match value {
            Value::Array(rows) => json(&lines(rows)),
            other => json(&format!("{other}\n")),
        },
    })
}

/// Prints the JSON text `json` on stdout, what a terminal would obey spelled out.
pub(crate) fn json(json: &str) -> ExitCode {
    text(&spelled_json(json))
}

/// Prints `text` on stdout, its colours only on a terminal.
pub(crate) fn text(text: &str) -> ExitCode {
    let mut stdout = anstream::AutoStream::auto(io::stdout().lock());
    written(stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()))
}

/// Prints `text`, which templates made, on stdout: as it is, but for a terminal, which gets to obey nothing in it.
pub(crate) fn rendered(text: &str) -> ExitCode {
    if io::stdout().is_terminal() { bytes(visible_lines(text).as_bytes()) } else { bytes(text.as_bytes()) }
}

/// Prints `bytes` on stdout as they are.
pub(crate) fn bytes(bytes: &[u8]) -> ExitCode {
    let mut stdout = io::stdout().lock();
    written(stdout.write_all(bytes).and_then(|()| stdout.flush()))
}

/// Tells `failure` on stderr and gives its exit code.
pub(crate) fn report(failure: &Failure) -> ExitCode {
    let code = ExitCode::from(failure.kind().exit_code());
    if logging::is_json() {
        tracing::error!(target: logging::TOLD, kind = failure.kind().as_str(), hint = failure.hint(), "{failure}");
        return code;
    }
    let (bold, help) = (style(anstyle::AnsiColor::Red), style(anstyle::AnsiColor::Cyan));
    let mut told = format!("{bold}error:{bold:#} {}\n", visible(&failure.to_string()));
    if let Some(hint) = failure.hint() {
        let _ = writeln!(told, "{help}help:{help:#} {}", visible(hint));
    }
    stderr(&told);
    code
}

/// Shows mistakes on stderr, each with its line.
pub(crate) fn diagnostics<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>) {
    for diagnostic in diagnostics {
        // The renderer shows the escape character as a sign: what is left of them are its colours.
        let obeyed = |it: char| it != '\n' && it != '\u{1b}' && obeyed(it);
        stderr(&format!("{}\n", diagnostic.render(true).replace(obeyed, "\u{fffd}")));
    }
}

/// Says `words` on stderr.
pub(crate) fn note(words: &str) {
    if logging::is_json() {
        tracing::info!(target: logging::TOLD, "{words}");
        return;
    }
    stderr(&format!("{}\n", visible_lines(words)));
}

/// Puts `question` on stderr; the answer goes into the same line.
pub(crate) fn ask(question: &str) {
    stderr(&visible_lines(question));
}

fn ndjson(map: Map<String, Value>, items: &str) -> String {
    match map.get(items).and_then(Value::as_array) {
        Some(rows) => lines(rows),
        None => format!("{}\n", Value::Object(map)),
    }
}

fn lines(rows: &[Value]) -> String {
    let mut told = String::new();
    for row in rows {
        let _ = writeln!(told, "{row}");
    }
    told
}

/// `text` on one line, its control characters spelled out: what an alert or an answer holds does not get
/// to move anybody's cursor.
pub(crate) fn visible(text: &str) -> String {
    let mut spelled = String::with_capacity(text.len());
    for character in text.chars() {
        if obeyed(character) {
            spelled.extend(character.escape_default());
        } else {
            spelled.push(character);
        }
    }
    spelled
}

/// `text` with the control characters of each of its lines spelled out.
fn visible_lines(text: &str) -> String {
    text.split('\n').map(visible).collect::<Vec<_>>().join("\n")
}

fn style(colour: anstyle::AnsiColor) -> anstyle::Style {
    colour.on_default().bold()
}

/// A pipe that closes is no error: whoever reads has had enough.
fn written(result: io::Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            stderr(&format!("error: the result could not be written: {}\n", sortie_runner::reason(&error)));
            ExitCode::from(CANNOT_WRITE)
        }
    }
}

fn stderr(text: &str) {
    let plain = anstream::AutoStream::choice(&io::stderr()) == anstream::ColorChoice::Never;
    let text = if plain { strip_str(text).to_string() } else { text.to_owned() };
    // In one piece: several processes may write to one place. Nobody is left to be told that stderr is gone.
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// The width to lay tables out for; none where they are not for eyes.
pub(crate) fn terminal_width() -> Option<u16> {
    io::stdout().is_terminal().then(|| comfy_table::Table::new().width().unwrap_or(100))
}
