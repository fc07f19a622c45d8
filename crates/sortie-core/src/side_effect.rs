use crate::retry_policy::names_pause;
use crate::{Effect, Response};

/// What is known of the change that a failed run may have made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SideEffect {
    /// Nothing was changed.
    None,
    /// The change was made although the run failed.
    Done,
    /// Nobody can tell without looking.
    Unknown,
}

impl SideEffect {
    /// The state as playbooks see it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Done => "done",
            Self::Unknown => "unknown",
        }
    }

    /// What a request did that was refused by `response`: a server that failed may have failed half way, and one that
    /// finds it too much may have found out late. A limiter that names the time to come back stands before the work.
    pub(crate) fn of_refusal(response: &Response) -> Self {
        match response.status {
            429 if !names_pause(response) => Self::Unknown,
            500.. => Self::Unknown,
            _ => Self::None,
        }
    }

    /// The same for an action of `effect`: a read changes nothing, however it ends.
    #[must_use]
    pub fn of(self, effect: Effect) -> Self {
        if effect == Effect::Read { Self::None } else { self }
    }
}
