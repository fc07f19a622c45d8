use std::collections::BTreeSet;
use std::sync::Arc;

use minijinja::{AutoEscape, Environment, State, Value};

use crate::engine::Inner;
use crate::marks::{Marked, Marking};
use crate::python::mutable;
use crate::rewrite::{self, Code, Mode, Taint};
use crate::source::Source;
use crate::{Error, ErrorKind, Scope};

/// Where an [`Expression`](crate::Expression) leaves its value in the engine's state.
pub(crate) const VALUE: &str = "value";

/// Which of the three kinds of template a text is compiled for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Json,
    Value,
}

impl Kind {
    fn mode(self) -> Mode {
        if self == Self::Json { Mode::Json } else { Mode::Text }
    }
}

/// A compiled template with the engine it renders in: what the three kinds of template share.
#[derive(Clone)]
pub(crate) struct Prepared(Arc<Parts>);

struct Parts {
    engine: Arc<Inner>,
    kind: Kind,
    source: Source,
    code: Code,
    mutates: bool,
}

impl Prepared {
    /// Compiles `source`, after the checks that keep the engine's parser from overflowing the stack.
    pub(crate) fn new(engine: Arc<Inner>, kind: Kind, source: &str) -> Result<Self, Error> {
        let source = Source::new(source, &engine.options.limits)?;
        let code = Code::new(source.text.clone(), &engine.syntax, kind.mode(), &engine.known)
            .map_err(|error| Error::from_engine(&error, &source, &engine.options.limits))?;
        let mutates = rewrite::mutates(&source.text);
        Ok(Self(Arc::new(Parts { engine, kind, source, code, mutates })))
    }

    /// The same template with marks around what it prints of `secrets`, dotted names.
    pub(crate) fn marked(&self, secrets: &BTreeSet<String>, marking: Marking) -> Result<Marked<Self>, Error> {
        let Parts { engine, kind, source, code, mutates } = &*self.0;
        let marked = code
            .marked(&engine.syntax, kind.mode(), &engine.known, secrets, marking)
            .map_err(|error| Error::from_engine(&error, source, &engine.options.limits))?;
        Ok(match marked {
            Marked::Open => Marked::Open,
            Marked::Whole => Marked::Whole,
            Marked::Parts(code) => {
                let (engine, source) = (engine.clone(), source.clone());
                Marked::Parts(Self(Arc::new(Parts { engine, kind: *kind, source, code, mutates: *mutates })))
            }
        })
    }

    /// What of the template depends on `secrets`, dotted names.
    pub(crate) fn taint(&self, secrets: &BTreeSet<String>) -> Result<Taint, Error> {
        let Parts { engine, source, code, .. } = &*self.0;
        code.taint(&engine.syntax, secrets)
            .map_err(|error| Error::from_engine(&error, source, &engine.options.limits))
    }

    /// Whether the whole template is one `{{ … }}`.
    pub(crate) fn is_one_expression(&self) -> bool {
        self.0.code.is_one_expression()
    }

    /// The names the template reads and does not define itself, dotted as far as it looks into them.
    pub(crate) fn names(&self) -> BTreeSet<String> {
        self.0.code.names(&self.0.engine.syntax)
    }

    /// The text that it was compiled from.
    pub(crate) fn source(&self) -> &str {
        &self.0.source.text
    }

    /// Renders to text of at most the limit's size.
    pub(crate) fn render(&self, scope: &Scope) -> Result<String, Error> {
        self.run(scope, |_| ()).map(|(text, ())| text)
    }

    fn environment(&self) -> (&Environment<'static>, AutoEscape) {
        let engine = &self.0.engine;
        match self.0.kind {
            Kind::Text => (&engine.text, AutoEscape::None),
            Kind::Json => (&engine.json, AutoEscape::Custom("json".into())),
            Kind::Value => (&engine.value, AutoEscape::None),
        }
    }

    /// Renders, then looks at the state the template ended in.
    pub(crate) fn run<T>(
        &self,
        scope: &Scope,
        look: impl FnOnce(&State<'_, '_>) -> T,
    ) -> Result<(String, T), Error> {
        let (environment, escape) = self.environment();
        let limits = &self.0.engine.options.limits;
        let root = if self.0.kind == Kind::Json { scope.json_root() } else { scope.root() };
        let root = if self.0.mutates { mutable::private(&root) } else { root };
        let (text, seen) = self
            .0
            .code
            .run(environment, escape, root, look)
            .map_err(|error| Error::from_engine(&error, &self.0.source, limits))?;
        if text.len() > limits.output_bytes {
            return Err(Error::new(ErrorKind::Limit, limits.out_of_output(), 1, 1));
        }
        Ok((text, seen))
    }
}

/// The value an expression left behind; none when it was never printed.
pub(crate) fn left_value(state: &State<'_, '_>) -> Option<Value> {
    state.get_temp(VALUE)
}
