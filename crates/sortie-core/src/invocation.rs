use std::fmt;
use std::time::Duration;

use serde_json::{Map, Value};

/// One wish: run this action over that connection with these inputs.
#[derive(Clone, Default)]
pub struct Invocation {
    /// The action, by canonical name, title or alias.
    pub action: String,
    /// The connection's label.
    pub connection: String,
    /// What is given for the inputs, by name; every text is a template.
    pub inputs: Map<String, Value>,
    /// The document that the templates read.
    pub context: Map<String, Value>,
    /// Whether a list is followed to its end.
    pub all_pages: bool,
    /// How often a request is sent again, instead of what the connection says.
    pub retries: Option<u32>,
    /// How long the whole run may take, instead of what the connection says.
    pub deadline: Option<Duration>,
}

/// Shows names only: an input or the context can hold a secret.
impl fmt::Debug for Invocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inputs: Vec<&String> = self.inputs.keys().collect();
        let context: Vec<&String> = self.context.keys().collect();
        let mut shown = f.debug_struct("Invocation");
        shown.field("action", &self.action).field("connection", &self.connection);
        shown.field("inputs", &inputs).field("context", &context);
        shown.field("all_pages", &self.all_pages).field("retries", &self.retries);
        shown.field("deadline", &self.deadline).finish()
    }
}
