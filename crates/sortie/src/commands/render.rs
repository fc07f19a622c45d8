use std::process::ExitCode;

use serde_json::Map;
use sortie_core::{Diagnostic, Failure, FailureKind, Redactor};
use sortie_jinja::{Engine, Error, Limits, Scope, Undefined};
use sortie_runner::Home;

use crate::args::{RenderArgs, UndefinedPolicy};
use crate::given::Given;
use crate::{commands, output};

/// Renders a template against a context and a connection's reference values.
pub(crate) fn execute(home: &Home, args: &RenderArgs) -> Result<ExitCode, Failure> {
    let given = Given::default();
    let source = given.text("the template", &args.template)?;
    let context = match &args.context {
        Some(document) => given.object("--context", document)?,
        None => Map::new(),
    };
    let mut redactor = Redactor::default();
    let mut scope = context.clone();
    let mut reference = Map::new();
    if let Some(label) = &args.connection {
        let runner = commands::runner(home);
        let file = runner.connections().file(label)?;
        let integration = runner.catalogue().integration(&file.integration)?;
        let connection = runner.connections().open(&file, &integration)?;
        connection.hide_secrets(&mut redactor);
        reference.clone_from(connection.reference());
    }
    scope.extend(reference.clone());
    scope.insert("context".to_owned(), context.into());
    scope.insert("reference".to_owned(), reference.into());
    let undefined = match args.undefined {
        UndefinedPolicy::Strict => Undefined::Strict,
        UndefinedPolicy::Lenient => Undefined::Lenient,
    };
    let engine = Engine::new(undefined, Limits::default());
    match render(&engine, &source, &Scope::new(scope), args.json) {
        Ok(text) => {
            let text = redactor.text(&text);
            let end = if args.no_newline { "" } else { "\n" };
            Ok(output::text(&format!("{text}{end}")))
        }
        Err(error) => Ok(tell(&source, &args.template, &error, &redactor)),
    }
}

fn render(engine: &Engine, source: &str, scope: &Scope, json: bool) -> Result<String, Error> {
    if json {
        return Ok(format!("{:#}", engine.json(source)?.render(scope)?));
    }
    engine.text(source)?.render(scope)
}

/// Prints the error with the template's line and carets; one of the rendered text has no place in it.
fn tell(source: &str, argument: &str, error: &Error, redactor: &Redactor) -> ExitCode {
    let message = redactor.text(error.message()).into_owned();
    if error.kind() == sortie_jinja::ErrorKind::Json {
        let place = format!("line {}, column {} of the rendered text", error.line(), error.column());
        return output::report(&Failure::new(FailureKind::Template, format!("{message} ({place})")));
    }
    let path = argument.strip_prefix('@').unwrap_or("template");
    let source = source.replace("\r\n", "\n");
    let line_start: usize = source.split_inclusive('\n').take(error.line() - 1).map(str::len).sum();
    let width: usize = source[line_start..].chars().take(error.column() - 1).map(char::len_utf8).sum();
    let start = line_start + width;
    let end = start + error.undefined_name().map_or(1, str::len);
    let diagnostic = Diagnostic::new(path, &source, start..end, message, None);
    output::diagnostics([&diagnostic]);
    ExitCode::from(FailureKind::Template.exit_code())
}
