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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Tries;

    #[test]
    fn a_time_that_is_over_already_opens_no_way() {
        let (body_contains, hint) = ("blocked".to_owned(), String::new());
        let block = Block { status: 403, body_contains, seconds: 900, hint };
        let now = Timestamp::from_second(1_795_348_800).expect("it is a time");
        let lasts = |asked: Option<&str>| {
            let headers = asked.map(|asked| ("retry-after".to_owned(), asked.to_owned()));
            let (headers, body) = (headers.into_iter().collect(), b"You are Blocked.".to_vec());
            let refused =
                Response { status: 403, headers, body, tries: Tries::default(), blocked_until: None };
            block.until(&refused, now).map(|until| until.as_second() - now.as_second())
        };
        assert_eq!(lasts(None), Some(900));
        assert_eq!(lasts(Some("0")), Some(900));
        assert_eq!(lasts(Some("Sun, 22 Nov 2020 12:00:30 GMT")), Some(900));
        assert_eq!(lasts(Some("60")), Some(60));
        assert_eq!(lasts(Some("999999999")), Some(86_400));
    }
}
