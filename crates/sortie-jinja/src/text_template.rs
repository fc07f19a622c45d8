use std::collections::BTreeSet;

use crate::{Error, Marked, Marking, Scope, prepared::Prepared};

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

    /// The same template with marks around what it prints of `secrets`, dotted names.
    ///
    /// # Errors
    /// None that compiling it had not; the engine may refuse it again.
    pub fn marked(&self, secrets: &BTreeSet<String>, marking: Marking) -> Result<Marked<Self>, Error> {
        Ok(self.0.marked(secrets, marking)?.map(Self))
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
