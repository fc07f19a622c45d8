use crate::retry_policy::in_doubt;
use crate::{Failure, Purpose, Response};

/// How often a request was sent, and whether one of the earlier attempts may have done what it asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tries {
    /// How often it was sent, or tried to be.
    pub attempts: u32,
    /// Whether an attempt before the last may have changed something.
    pub in_doubt: bool,
}

impl Tries {
    /// These, after an attempt of a request for `purpose` that was `answered` and is not the last.
    #[must_use]
    pub fn after(self, purpose: Purpose, answered: &Result<Response, Failure>) -> Self {
        Self { in_doubt: self.in_doubt || in_doubt(answered, purpose), ..self }
    }
}
