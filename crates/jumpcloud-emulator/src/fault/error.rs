use std::{error, fmt};

/// Why a text is no rule; it says what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultError(String);

impl FaultError {
    /// The rule `rule` is wrong for this reason.
    pub(crate) fn new(rule: &str, reason: &str) -> Self {
        Self(format!("the fault `{rule}`: {reason}"))
    }
}

impl fmt::Display for FaultError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl error::Error for FaultError {}
