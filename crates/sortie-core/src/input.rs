use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::{InputFormat, InputTypes};

/// A declared parameter of an action, in the words of JSON Schema.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// What values it takes.
    #[serde(rename = "type")]
    pub types: InputTypes,
    /// The name people see. Names are found however they are written: case, spaces and `_` do not count.
    pub title: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Whether a run without it is refused.
    #[serde(default)]
    pub required: bool,
    /// What is used when it is not given.
    pub default: Option<Value>,
    /// The only texts it takes; case does not count.
    #[serde(rename = "enum")]
    pub choices: Option<Vec<String>>,
    /// A regular expression that a text has to match somewhere.
    pub pattern: Option<String>,
    /// The least number it takes.
    pub minimum: Option<f64>,
    /// The greatest number it takes.
    pub maximum: Option<f64>,
    /// What a text has to look like, or that it is a secret.
    pub format: Option<InputFormat>,
    /// A value to learn from; tests run the action with it.
    pub example: Option<Value>,
    /// The integration's lookup that turns a name into the id meant here.
    pub lookup: Option<String>,
    /// When it is not given: the inputs to look it up by, in this order, each in the field of its name.
    pub lookup_by: Option<Vec<String>>,
    /// The keys an object takes, each an input of its own. Without it, any.
    pub properties: Option<IndexMap<String, Input>>,
}
