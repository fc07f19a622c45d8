use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What running an action does to the product behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// Changes nothing.
    Read,
    /// Changes something that a further action can change back.
    Write,
    /// Removes something for good.
    Destructive,
}

impl Effect {
    /// The effect as action files spell it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Destructive => "destructive",
        }
    }
}
