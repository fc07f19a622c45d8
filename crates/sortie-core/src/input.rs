use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{InputFormat, InputTypes};

/// A declared parameter of an action, in the words of JSON Schema.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// What values it takes.
    #[serde(rename = "type")]
    pub types: InputTypes,
    /// The name people see. Names are found however they are written: case, spaces and `_` do not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether a run without it is refused.
    #[serde(default)]
    pub required: bool,
    /// What is used when it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// The only texts it takes; case does not count.
    #[serde(rename = "enum")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choices: Option<Vec<String>>,
    /// A regular expression that a text has to match somewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// The least number it takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<f64>,
    /// The greatest number it takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<f64>,
    /// What a text has to look like, or that it is a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<InputFormat>,
    /// A value to learn from; tests run the action with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<Value>,
    /// The integration's lookup that turns a name into the id meant here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lookup: Option<String>,
    /// When it is not given: the inputs to look it up by, in this order, each in the field of its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lookup_by: Option<Vec<String>>,
    /// The keys an object takes, each an input of its own. Without it, any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub properties: Option<IndexMap<String, Input>>,
}
