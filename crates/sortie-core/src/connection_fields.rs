use serde_json::{Map, Value};
use sortie_jinja::Scope;
use url::Url;

use crate::address::{BadAddress, Plain, address};
use crate::engines::OF_USERS;
use crate::name::or_meant;
use crate::{Failure, FailureKind};

/// Renders the fields of one connection.
pub(crate) struct Fields {
    label: String,
    scope: Scope,
}

impl Fields {
    pub(crate) fn new(label: &str, reference: &Map<String, Value>) -> Self {
        let mut scope = reference.clone();
        scope.insert("reference".to_owned(), reference.clone().into());
        Self { label: label.to_owned(), scope: Scope::new(scope) }
    }

    pub(crate) fn render(&self, field: &str, text: &str) -> Result<String, Failure> {
        if !text.contains('{') {
            return Ok(text.to_owned());
        }
        OF_USERS.text(text).and_then(|template| template.render(&self.scope)).map_err(|error| {
            let near = error.undefined_name().map(|name| or_meant(name, self.scope.names()));
            let message =
                format!("`{field}` of the connection `{}`: {error}{}", self.label, near.unwrap_or_default());
            Failure::new(FailureKind::Connection, message)
                .with_hint(
                    "a connection's fields can read its reference values of type `text` and nothing else",
                )
                .with_source(error)
        })
    }

    /// What is wrong with `field`, and the cure where there is one.
    pub(crate) fn failure(&self, field: &str, why: &str, cure: &str) -> Failure {
        let message = format!("`{field}` of the connection `{}` {why}", self.label);
        let failure = Failure::new(FailureKind::Connection, message);
        if cure.is_empty() { failure } else { failure.with_hint(cure) }
    }

    pub(crate) fn url(&self, field: &str, text: &str, plain: Plain) -> Result<Url, Failure> {
        let text = self.render(field, text)?;
        address(&text, plain).map_err(|BadAddress { why, cure }| self.failure(field, &why, &cure))
    }
}
