use std::time::Duration;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::Response;
use crate::retry_policy::retry_after;

/// The longest that a `Retry-After` keeps everything back.
const LONGEST: Duration = Duration::from_hours(24);

/// How an API answers an address that it has shut out for a while.
///
/// Whoever goes on asking then makes it worse: nothing more is sent until that is over.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// The status of the answer.
    #[schemars(range(min = 400, max = 599))]
    pub status: u16,
    /// Some words of its body, in any case.
    #[schemars(
        regex(pattern = "."),
        extend("x-hint" = "some words of the body; an empty text stands in every one")
    )]
    pub body_contains: String,
    /// Seconds for which nothing is sent after it, unless the answer's `Retry-After` says how many.
    #[schemars(range(min = 1, max = 86_400))]
    pub seconds: u64,
    /// What to tell people.
    pub hint: String,
}

impl Block {
    /// Whether `response` says that the address is shut out.
    #[must_use]
    pub fn is_told_by(&self, response: &Response) -> bool {
        let words = || self.body_contains.to_lowercase();
        response.status == self.status
            && String::from_utf8_lossy(&response.body).to_lowercase().contains(&words())
    }

    /// Until when nothing is sent any more, where `response`, which came at `now`, says that the address is shut out.
    #[must_use]
    pub fn until(&self, response: &Response, now: Timestamp) -> Option<Timestamp> {
        if !self.is_told_by(response) {
            return None;
        }
        let asked = retry_after(response, now).map(|asked| asked.min(LONGEST));
        now.checked_add(asked.unwrap_or(Duration::from_secs(self.seconds))).ok()
    }
}
