use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};

use crate::prepared::{Kind, Prepared, VALUE};
use crate::python::{budget, operators};
use crate::rewrite::Known;
use crate::{
    Error, Expression, JsonTemplate, Limits, Options, TextTemplate, Undefined, filters, functions, methods,
    printing, sentinel, tests, vocabulary,
};

/// Compiles templates: one set of filters, one rule for undefined names, one set of limits.
///
/// Cheap to clone; all templates of an engine share its environments.
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) text: Environment<'static>,
    pub(crate) json: Environment<'static>,
    pub(crate) value: Environment<'static>,
    pub(crate) known: Known,
    pub(crate) syntax: SyntaxConfig,
    pub(crate) options: Options,
}

impl Engine {
    /// An engine with the filters and functions of Jinja2 and the methods of Python's values.
    #[must_use]
    pub fn new(undefined: Undefined, limits: Limits) -> Self {
        Self::with_options(Options { undefined, limits, ..Options::default() })
    }

    /// The same, with a say in how white space around tags is read.
    #[must_use]
    pub fn with_options(options: Options) -> Self {
        let mut text = environment(&options);
        text.set_formatter(printing::write);
        let mut json = text.clone();
        json.set_formatter(sentinel::write);
        let mut value = text.clone();
        value.set_formatter(|_, state, value| {
            state.set_temp(VALUE, value.clone());
            Ok(())
        });
        let names = vocabulary();
        let known = Known { filters: names.filters, tests: names.tests };
        let syntax = syntax(&options);
        Self(Arc::new(Inner { text, json, value, known, syntax, options }))
    }

    /// Compiles a template that renders to text.
    ///
    /// # Errors
    /// The text is no template, or is beyond the limits.
    pub fn text(&self, source: &str) -> Result<TextTemplate, Error> {
        Prepared::new(self.0.clone(), Kind::Text, source).map(TextTemplate)
    }

    /// Compiles a template that renders to one JSON value.
    ///
    /// # Errors
    /// The text is no template, or is beyond the limits.
    pub fn json(&self, source: &str) -> Result<JsonTemplate, Error> {
        Prepared::new(self.0.clone(), Kind::Json, source).map(JsonTemplate)
    }

    /// Compiles `source` where it is exactly one `{{ … }}`; none where it is anything else.
    ///
    /// # Errors
    /// The expression is no expression, or is beyond the limits.
    pub fn expression(&self, source: &str) -> Result<Option<Expression>, Error> {
        let Some(inner) = source.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")) else {
            return Ok(None);
        };
        if let Some(path) = Expression::plain_path(inner, self.0.options.undefined) {
            return Ok(Some(path));
        }
        // `{{ a }}{{ b }}` begins and ends like an expression, but its inside is none.
        let prepared = Prepared::new(self.0.clone(), Kind::Value, source)?;
        Ok(prepared.is_one_expression().then(|| Expression::compiled(prepared)))
    }
}

fn syntax(options: &Options) -> SyntaxConfig {
    SyntaxConfig::builder()
        .trim_blocks(options.trim_blocks)
        .lstrip_blocks(options.lstrip_blocks)
        .keep_trailing_newline(false)
        .build()
        .unwrap_or_default()
}

fn environment(options: &Options) -> Environment<'static> {
    let mut environment = Environment::new();
    minijinja_contrib::add_to_environment(&mut environment);
    // Of no use without their locale and zone.
    environment.remove_filter("pluralize");
    environment.remove_filter("timeformat");
    // The engine's default escapes by the template's name.
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_undefined_behavior(match options.undefined {
        Undefined::Strict => UndefinedBehavior::Strict,
        Undefined::Lenient => UndefinedBehavior::Lenient,
        Undefined::Chainable => UndefinedBehavior::Chainable,
    });
    environment.set_unknown_method_callback(methods::call);
    environment.set_syntax(syntax(options));
    operators::register(&mut environment);
    filters::register(&mut environment);
    tests::register(&mut environment);
    functions::register(&mut environment);
    environment.add_global(budget::TEXT_BYTES, Value::from(options.limits.text_bytes));
    environment.add_global(printing::OUTPUT_BYTES, Value::from(options.limits.output_bytes));
    environment.set_fuel(Some(options.limits.fuel));
    // Without it an error has no column. It costs nothing until there is an error.
    environment.set_debug(true);
    environment
}
