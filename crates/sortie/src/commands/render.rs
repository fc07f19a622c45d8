use std::collections::BTreeSet;
use std::process::ExitCode;

use serde_json::{Map, Value};
use sortie_core::{
    Diagnostic, Failure, FailureKind, HIDDEN, Redactor, ReferenceReads, caller_scope, secret_names,
    tells_places, value_without_marked, without_marked,
};
use sortie_jinja::{Engine, Error, ErrorKind, Expression, Marked, Marking, Options, Scope, Undefined, whole};
use sortie_runner::Home;

use crate::args::{RenderArgs, UndefinedPolicy};
use crate::given::Given;
use crate::{commands, output};

/// Renders a template against a context and a connection's reference values. What it prints of secrets is
/// hidden, whatever that is.
pub(crate) fn execute(home: &Home, args: &RenderArgs) -> Result<ExitCode, Failure> {
    let given = Given::default();
    let source = given.text("the template", &args.template)?;
    let mut redactor = Redactor::default();
    let (names, undefined) = names(home, args, &source, &given, &mut redactor)?;
    let secrets = secret_names(&redactor, &names.reference, &names.context, |name| source.contains(name));
    let engine = Engine::with_options(options(args, undefined));
    let template = Template { engine: &engine, source: &source, args, scope: names.scope(), secrets };
    let is_value = args.json || template.expression().is_ok_and(|it| it.is_some());
    match template.shown() {
        Ok(Some(shown)) => {
            let end = if args.no_newline { "" } else { "\n" };
            Ok(match redactor.value(shown) {
                Value::String(text) if !is_value => output::rendered(&format!("{text}{end}")),
                value => output::json(&format!("{value:#}{end}")),
            })
        }
        Ok(None) => {
            let message = "the template reads a secret and fails in a way that is not told, since it may \
                           depend on the secret";
            Err(Failure::new(FailureKind::Template, message))
        }
        Err(error) => Ok(tell(&source, &args.template, &error, &redactor)),
    }
}

/// What a template can read: the same as an input's.
struct Names {
    reference: Map<String, Value>,
    /// Reference values that it does not read.
    unread: BTreeSet<String>,
    context: Map<String, Value>,
}

impl Names {
    fn scope(&self) -> Scope {
        Scope::new(caller_scope(&self.reference, &self.unread, &self.context))
    }
}

/// A template, how it is read, and which of the names that it can read hold secrets.
struct Template<'a> {
    engine: &'a Engine,
    source: &'a str,
    args: &'a RenderArgs,
    scope: Scope,
    secrets: BTreeSet<String>,
}

impl Template<'_> {
    /// What it renders to, what it prints of secrets hidden; none where it fails and that may depend on them.
    fn shown(&self) -> Result<Option<Value>, Error> {
        // A text with marks in it may be JSON although it is none without, or the other way round.
        let is_json = !self.args.json || self.engine.json(self.source)?.render(&self.scope).is_ok();
        match self.render(Marking::Printed) {
            Ok(value) if is_json && tells_places(&value) => Ok(Some(value_without_marked(value))),
            Ok(_) if is_json => Ok(Some(HIDDEN.into())),
            _ => {
                self.render(Marking::LeftOut)?;
                Ok((self.args.json && is_json).then(|| HIDDEN.into()))
            }
        }
    }

    /// The value that the template renders to, or its text as one, with marks around what it makes of secrets.
    fn render(&self, marking: Marking) -> Result<Value, Error> {
        let secrets = &self.secrets;
        if self.args.json {
            let template = self.engine.json(self.source)?;
            return match template.marked(secrets, marking)? {
                Marked::Open => template.render(&self.scope),
                Marked::Parts(template) => template.render(&self.scope),
                Marked::Whole => made_of_secrets(marking, || template.render(&self.scope).map(drop)),
            };
        }
        if let Some(expression) = self.expression()? {
            let eval = || Ok(expression.eval(&self.scope)?.unwrap_or_default());
            return if expression.marked(secrets)?.is_some() {
                made_of_secrets(marking, || eval().map(drop))
            } else {
                eval()
            };
        }
        let template = self.engine.text(self.source)?;
        match template.marked(secrets, marking)? {
            Marked::Open => template.render(&self.scope).map(Value::String),
            Marked::Parts(template) => template.render(&self.scope).map(Value::String),
            Marked::Whole => made_of_secrets(marking, || template.render(&self.scope).map(drop)),
        }
    }

    fn expression(&self) -> Result<Option<Expression>, Error> {
        if self.args.native { self.engine.expression(self.source.trim()) } else { Ok(None) }
    }
}

/// A value made of secrets as a whole, which only `render` knows to be one.
fn made_of_secrets(marking: Marking, render: impl FnOnce() -> Result<(), Error>) -> Result<Value, Error> {
    if marking == Marking::Printed {
        render()?;
    }
    Ok(whole(true).into())
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
    let (mut reference, mut unread) = (Map::new(), BTreeSet::new());
    let mut undefined = Undefined::default();
    if let Some(label) = &args.connection {
        let runner = commands::runner(home);
        let file = runner.connections().file(label)?;
        let integration = runner.catalogue().integration(&file.integration)?;
        let reads = ReferenceReads::of_template(source, &file);
        let connection = runner.connections().open(&file, &integration, &reads)?;
        connection.hide_secrets(redactor);
        reference.clone_from(connection.reference());
        unread.clone_from(connection.unread());
        undefined = connection.undefined;
    }
    Ok((Names { reference, unread, context }, undefined))
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

/// Prints the error with the template's line and carets; one of the rendered text with that text around it.
fn tell(source: &str, argument: &str, error: &Error, redactor: &Redactor) -> ExitCode {
    let shown = |text: &str| redactor.text(&without_marked(text)).into_owned();
    let message = shown(error.message());
    if error.kind() == ErrorKind::Json {
        let place = format!("line {}, column {} of the rendered text", error.line(), error.column());
        let failure = Failure::new(FailureKind::Template, format!("{message} ({place})"));
        let code = output::report(&failure);
        if let Some(rendered) = error.rendered() {
            output::note(&format!("rendered: {}", shown(rendered)));
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
