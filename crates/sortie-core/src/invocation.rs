use serde_json::{Map, Value};

/// One wish: run this action over that connection with these inputs.
#[derive(Debug, Clone, Default)]
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
}
