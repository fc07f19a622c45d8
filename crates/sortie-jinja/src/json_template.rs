use std::collections::BTreeSet;

use serde_json::Value;

use crate::{Error, Marked, Marking, Scope, json_text, prepared::Prepared};

/// A compiled template that renders to one JSON value.
///
/// What it prints inside a JSON string stays inside that string; what it prints elsewhere has to be one
/// whole JSON value. Only the author's own text, `tojson` and `safe` make structure.
#[derive(Clone)]
pub struct JsonTemplate(pub(crate) Prepared);

impl JsonTemplate {
    /// Renders the template against `scope` and reads the result.
    ///
    /// # Errors
    /// An undefined name, an operation that does not fit its operands, a limit, or a text that is not
    /// JSON once rendered; the place is then one of the rendered text.
    pub fn render(&self, scope: &Scope) -> Result<Value, Error> {
        json_text::read(&self.0.render(scope)?)
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
}
