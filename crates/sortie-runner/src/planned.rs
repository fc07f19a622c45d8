use serde_json::Value;
use sortie_core::{Connection, Redactor, Request};

/// The exact request of a run, every secret hidden: what a dry run shows.
#[derive(Debug, Clone)]
pub struct Planned {
    /// The request as it reads on the wire, its body laid out for eyes.
    pub text: String,
    /// The request as a command of curl, its key in a variable of the shell.
    pub curl: String,
    /// The request as data.
    pub value: Value,
}

impl Planned {
    pub(crate) fn new(request: &Request, connection: &Connection, redactor: &Redactor) -> Self {
        Self {
            text: request.to_text(redactor),
            curl: request.to_curl(connection, redactor),
            value: request.to_value(redactor),
        }
    }
}
