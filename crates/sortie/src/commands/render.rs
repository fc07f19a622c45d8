use std::process::ExitCode;

use serde_json::{Map, Value};
use sortie_core::{Derived, Diagnostic, Failure, FailureKind, Redactor, ReferenceReads, Twin, caller_scope};
use sortie_jinja::{Engine, Error, ErrorKind, Expression, Options, Scope, Undefined};
use sortie_runner::Home;

use crate::args::{RenderArgs, UndefinedPolicy};
use crate::given::Given;
use crate::{commands, output};

/// Renders a template against a context and a connection's reference values. What it makes of secrets is
/// hidden: what it would print otherwise if they were others.
pub(crate) fn execute(home: &Home, args: &RenderArgs) -> Result<ExitCode, Failure> {
    let given = Given::default();
    let source = given.text("the template", &args.template)?;
    let mut redactor = Redactor::default();
    let (names, undefined) = names(home, args, &source, &given, &mut redactor)?;
    let engine = Engine::with_options(options(args, undefined));
    let rendered = |names: &Names| render(&engine, &source, &names.scope(), args);
    let own = rendered(&names);
    let is_value = args.json || expression(&engine, &source, args).is_ok_and(|it| it.is_some());
    let others = Twin::all(&redactor).map(|twin| {
        let (reference, context) = (twin.map(&names.reference), twin.map(&names.context));
        if redactor.is_empty() { None } else { Some(rendered(&Names { reference, context })) }
    });
    let mut shown = Shown { derived: Derived::new(&redactor), others, no_secrets: redactor.is_empty() };
    match own {
        Ok(rendered) => {
            let end = if args.no_newline { "" } else { "\n" };
            Ok(match shown.value(rendered) {
                Value::String(text) if !is_value => output::text(&format!("{text}{end}")),
                value => output::text(&format!("{value:#}{end}")),
            })
        }
        Err(error) => Ok(tell(&source, &args.template, &error, &mut shown)),
    }
}

/// What a template can read: the same as an input's.
struct Names {
    reference: Map<String, Value>,
    context: Map<String, Value>,
}

impl Names {
    fn scope(&self) -> Scope {
        Scope::new(caller_scope(&self.reference, &self.context))
    }
}

/// What may be shown, beside what the same template does where the secrets are others.
struct Shown<'a> {
    derived: Derived<'a>,
    others: [Option<Result<Value, Error>>; 2],
    no_secrets: bool,
}

impl Shown<'_> {
    fn value(&mut self, value: Value) -> Value {
        if self.no_secrets {
            return value;
        }
        let others = self.others.each_ref().map(|it| it.as_ref()?.as_ref().ok());
        self.derived.shown_value(value, others)
    }

    /// What `part` takes of `error`.
    fn error(&mut self, error: &Error, part: impl Fn(&Error) -> &str) -> String {
        if self.no_secrets {
            return part(error).to_owned();
        }
        let same =
            |it: &&Error| (it.kind(), it.line(), it.column()) == (error.kind(), error.line(), error.column());
        let others = self.others.each_ref().map(|it| it.as_ref()?.as_ref().err().filter(same).map(&part));
        self.derived.shown(part(error), others)
    }
}

/// What the template `source` can read, and what it gets that reads a name nobody defined.
fn names(
    home: &Home,
    args: &RenderArgs,
    source: &str,
    given: &Given,
    redactor: &mut Redactor,
) -> Result<(Names, Undefined), Failure> {
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
        let reads = ReferenceReads::of_template(source, &file);
        let connection = runner.connections().open(&file, &integration, &reads)?;
        connection.hide_secrets(redactor);
        reference.clone_from(connection.reference());
        undefined = connection.undefined;
    }
    Ok((Names { reference, context }, undefined))
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

/// The value that the template renders to, or its text as one.
fn render(engine: &Engine, source: &str, scope: &Scope, args: &RenderArgs) -> Result<Value, Error> {
    if args.json {
        return engine.json(source)?.render(scope);
    }
    match expression(engine, source, args)? {
        Some(expression) => Ok(expression.eval(scope)?.unwrap_or_default()),
        None => engine.text(source)?.render(scope).map(Value::String),
    }
}

fn expression(engine: &Engine, source: &str, args: &RenderArgs) -> Result<Option<Expression>, Error> {
    if args.native { engine.expression(source.trim()) } else { Ok(None) }
}

/// Prints the error with the template's line and carets; one of the rendered text with that text around it.
fn tell(source: &str, argument: &str, error: &Error, shown: &mut Shown<'_>) -> ExitCode {
    let message = shown.error(error, Error::message);
    if error.kind() == ErrorKind::Json {
        let place = format!("line {}, column {} of the rendered text", error.line(), error.column());
        let failure = Failure::new(FailureKind::Template, format!("{message} ({place})"));
        let code = output::report(&failure);
        if error.rendered().is_some() {
            let rendered = shown.error(error, |it| it.rendered().unwrap_or_default());
            output::note(&format!("rendered: {rendered}"));
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
