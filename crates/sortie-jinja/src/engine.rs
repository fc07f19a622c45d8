use minijinja::value::Kwargs;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};

use crate::prepared::{Prepared, VALUE};
use crate::{Error, Expression, JsonTemplate, Limits, TextTemplate, Undefined, methods, sentinel};

/// Compiles templates: one set of filters, one rule for undefined names, one set of limits.
#[derive(Clone)]
pub struct Engine {
    text: Environment<'static>,
    json: Environment<'static>,
    value: Environment<'static>,
    undefined: Undefined,
    limits: Limits,
}

impl Engine {
    /// An engine with the filters and functions of Jinja2 and the methods of Python's values.
    #[must_use]
    pub fn new(undefined: Undefined, limits: Limits) -> Self {
        let text = environment(undefined, limits);
        let mut json = text.clone();
        json.set_auto_escape_callback(|_| AutoEscape::Custom("json".into()));
        json.set_formatter(sentinel::write);
        let mut value = text.clone();
        value.set_formatter(|_, state, value| {
            state.set_temp(VALUE, value.clone());
            Ok(())
        });
        Self { text, json, value, undefined, limits }
    }

    /// Compiles a template that renders to text.
    ///
    /// # Errors
    /// The text is no template, or is beyond the limits.
    pub fn text(&self, source: &str) -> Result<TextTemplate, Error> {
        Prepared::new(self.text.clone(), source, self.limits).map(TextTemplate)
    }

    /// Compiles a template that renders to one JSON value.
    ///
    /// # Errors
    /// The text is no template, or is beyond the limits.
    pub fn json(&self, source: &str) -> Result<JsonTemplate, Error> {
        Prepared::new(self.json.clone(), source, self.limits).map(JsonTemplate)
    }

    /// Compiles `source` where it is exactly one `{{ … }}`; none where it is anything else.
    ///
    /// # Errors
    /// The expression is beyond the limits.
    pub fn expression(&self, source: &str) -> Result<Option<Expression>, Error> {
        let Some(inner) = source.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")) else {
            return Ok(None);
        };
        if let Some(path) = Expression::plain_path(inner, self.undefined) {
            return Ok(Some(path));
        }
        let prepared = Prepared::new(self.value.clone(), source, self.limits)?;
        // `{{ a }}{{ b }}` begins and ends like an expression, but its inside is none.
        let inner = inner.strip_prefix(['-', '+']).unwrap_or(inner);
        let inner = inner.strip_suffix(['-', '+']).unwrap_or(inner);
        match self.value.compile_expression_owned(inner.to_owned()) {
            Ok(_) => Ok(Some(Expression::compiled(prepared))),
            Err(_) => Ok(None),
        }
    }
}

fn environment(undefined: Undefined, limits: Limits) -> Environment<'static> {
    let mut environment = Environment::new();
    minijinja_contrib::add_to_environment(&mut environment);
    // It prints the whole scope, secrets included.
    environment.remove_global("debug");
    // The engine's default escapes by the template's name.
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_undefined_behavior(match undefined {
        Undefined::Strict => UndefinedBehavior::Strict,
        Undefined::Lenient => UndefinedBehavior::Lenient,
        Undefined::Chainable => UndefinedBehavior::Chainable,
    });
    environment.set_unknown_method_callback(move |state, value, name, args| {
        methods::call(state, value, name, args, limits.text_bytes)
    });
    environment.add_filter("tojson", tojson);
    environment.set_fuel(Some(limits.fuel));
    // Without it an error has no column. It costs nothing until there is an error.
    environment.set_debug(true);
    environment
}

/// `tojson` with the indentation bounded: the engine's own fills memory with blanks.
#[expect(clippy::needless_pass_by_value, reason = "the engine hands filters their arguments by value")]
fn tojson(value: &Value, indent: Option<Value>, args: Kwargs) -> Result<Value, minijinja::Error> {
    let indent = match indent {
        Some(indent) => Some(indent),
        None => args.get("indent")?,
    };
    args.assert_all_used()?;
    let bounded = indent.map(|indent| match usize::try_from(indent.clone()) {
        Ok(width) if width > 32 => Value::from(32),
        _ => indent,
    });
    minijinja::filters::tojson(value, bounded, Kwargs::from_iter(None::<(&str, Value)>))
}
