use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the text of an input has to look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum InputFormat {
    /// A point in time as in RFC 3339: `2030-01-31T12:00:00Z`.
    DateTime,
    /// A secret: hidden in every output.
    Password,
}
