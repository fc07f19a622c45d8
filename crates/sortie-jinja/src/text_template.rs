use std::collections::BTreeSet;

use crate::{Error, Scope, prepared::Prepared};

/// A compiled template that renders to text.
#[derive(Clone)]
pub struct TextTemplate(pub(crate) Prepared);

impl TextTemplate {
    /// Renders the template against `scope`. A value it prints is never rendered again.
    ///
    /// # Errors
    /// An undefined name, an operation that does not fit its operands, or a limit.
    pub fn render(&self, scope: &Scope) -> Result<String, Error> {
        self.0.render(scope)
    }

    /// The names the template reads and does not define itself, dotted (`alert.user`).
    #[must_use]
    pub fn names(&self) -> BTreeSet<String> {
        self.0.names()
    }

    /// The text that it was compiled from.
    #[must_use]
    pub fn source(&self) -> &str {
        self.0.source()
    }
}
