use std::time::Duration;

use crate::fault::{Effect, ResetAt, Side};

/// What befalls one call, decided when its head has come and before its body is read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Plan {
    /// The number of the call, counted from one.
    pub(crate) number: u64,
    /// When the call came, counted from the Unix epoch.
    pub(crate) now: Duration,
    /// The route under which the call is counted.
    pub(crate) route: (String, String),
    /// How late the answer is.
    pub(crate) delay: Duration,
    /// Where users appear and disappear before the call is carried out.
    pub(crate) churn: Vec<Churn>,
    /// What else befalls it.
    pub(crate) effect: Option<Effect>,
}

/// A user who appears or disappears while others read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Churn {
    /// One appears.
    Insert(Side),
    /// One disappears.
    Delete(Side),
}

/// How much of a call is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// All of it.
    Whole,
    /// The head and the beginning of the body; the connection is reset then.
    Part,
    /// The head; the connection is reset then.
    Head,
}

impl Plan {
    /// How long to wait, once the call has been carried out, before anything is answered.
    #[must_use]
    pub fn delay(&self) -> Duration {
        self.delay
    }

    /// How much of the call to read.
    #[must_use]
    pub fn reading(&self) -> Reading {
        match self.effect {
            Some(Effect::Reset(ResetAt::Before)) => Reading::Head,
            Some(Effect::Reset(ResetAt::During)) => Reading::Part,
            _ => Reading::Whole,
        }
    }
}
