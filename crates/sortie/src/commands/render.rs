use std::process::ExitCode;

use serde_json::Map;
use sortie_core::{Diagnostic, Failure, FailureKind, Redactor, caller_scope};
use sortie_jinja::{Engine, Error, ErrorKind, Options, Scope, Undefined};
use sortie_runner::Home;

use crate::args::{RenderArgs, UndefinedPolicy};
use crate::given::Given;
use crate::{commands, output};

/// Renders a template against a context and a connection's reference values.
pub(crate) fn execute(home: &Home, args: &RenderArgs) -> Result<ExitCode, Failure> {
    let given = Given::default();
    let source = given.text("the template", &args.template)?;
    let mut redactor = Redactor::default();
    let (scope, undefined) = scope(home, args, &given, &mut redactor)?;
    match render(&Engine::with_options(options(args, undefined)), &source, &scope, args) {
        Ok(text) => {
            let end = if args.no_newline { "" } else { "\n" };
            Ok(output::text(&format!("{}{end}", redactor.text(&text))))
        }
        Err(error) => Ok(tell(&source, &args.template, &error, &redactor)),
    }
}

/// What the template can read, and what it gets that reads a name nobody defined: the same as an input's.
fn scope(
    home: &Home,
    args: &RenderArgs,
    given: &Given,
    redactor: &mut Redactor,
) -> Result<(Scope, Undefined), Failure> {
    let context = match &args.context {
        Some(document) => given.object("--context", document)?,
        None => Map::new(),
    };
    let mut reference = Map::new();
    let mut undefined = Undefined::default();
    if let Some(label) = &args.connection {
        let runner = commands::runner(home);
        let file = runner.connections().file(label)?;
        let integration = runner.catalogue().integration(&file.integration)?;
        let connection = runner.connections().open(&file, &integration)?;
        connection.hide_secrets(redactor);
        reference.clone_from(connection.reference());
        undefined = connection.undefined;
    }
    Ok((Scope::new(caller_scope(&reference, &context)), undefined))
}

/// `undefined` is what the connection says.
fn options(args: &RenderArgs, undefined: Undefined) -> Options {
    let undefined = match args.undefined {
        None => undefined,
        Some(UndefinedPolicy::Strict) => Undefined::Strict,
        Some(UndefinedPolicy::Lenient) => Undefined::Lenient,
        Some(UndefinedPolicy::Chainable) => Undefined::Chainable,
    };
    let (trim_blocks, lstrip_blocks) = (args.trim_blocks, args.lstrip_blocks);
    Options { undefined, trim_blocks, lstrip_blocks, ..Options::default() }
}

fn render(engine: &Engine, source: &str, scope: &Scope, args: &RenderArgs) -> Result<String, Error> {
    if args.json {
        return Ok(format!("{:#}", engine.json(source)?.render(scope)?));
    }
    let expression = if args.native { engine.expression(source.trim())? } else { None };
    match expression {
        Some(expression) => Ok(format!("{:#}", expression.eval(scope)?.unwrap_or_default())),
        None => engine.text(source)?.render(scope),
    }
}

/// Prints the error with the template's line and carets; one of the rendered text with that text around it.
fn tell(source: &str, argument: &str, error: &Error, redactor: &Redactor) -> ExitCode {
    let message = redactor.text(error.message()).into_owned();
    if error.kind() == ErrorKind::Json {
        let place = format!("line {}, column {} of the rendered text", error.line(), error.column());
        let failure = Failure::new(FailureKind::Template, format!("{message} ({place})"));
        let code = output::report(&failure);
        if let Some(rendered) = error.rendered() {
            output::note(&format!("rendered: {}", redactor.text(rendered)));
        }
        return code;
    }
    let path = argument.strip_prefix('@').unwrap_or("template");
    let source = source.replace("\r\n", "\n");
    let width = error.undefined_name().map_or(1, str::len);
    let diagnostic = Diagnostic::at(path, &source, error.line(), error.column(), width, message);
    output::diagnostics([&diagnostic]);
    ExitCode::from(FailureKind::Template.exit_code())
}
