use crate::Limits;

/// How fast requests may leave: over all processes of a user that share a [`Ledger`](crate::Ledger).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// How many in any second, whichever one takes.
    pub per_second: u64,
    /// How many at once, after a time without any.
    pub burst: u64,
    /// How many under way at once.
    pub concurrent: u64,
}

impl From<Limits> for Pace {
    fn from(limits: Limits) -> Self {
        Self { per_second: limits.requests_per_second, burst: limits.burst, concurrent: limits.concurrent }
    }
}
