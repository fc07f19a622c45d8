use std::time::Duration;

use sortie_core::{Failure, FailureKind};
use tokio::time::{Instant, timeout_at};

/// When a run has to have ended.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    /// Then.
    pub(crate) at: Instant,
    total: Duration,
}

impl Deadline {
    /// The deadline of a run that `began` then and may take `total`; none where no clock goes so far.
    pub(crate) fn new(began: Instant, total: Duration) -> Option<Self> {
        Some(Self { at: began.checked_add(total)?, total })
    }

    /// How much time is left.
    pub(crate) fn left(self) -> Duration {
        self.at.saturating_duration_since(Instant::now())
    }

    /// Waits for `future` until then.
    ///
    /// # Errors
    /// That came first: `what` says what did not.
    pub(crate) async fn wait_for<T>(self, what: &str, future: impl Future<Output = T>) -> Result<T, Failure> {
        timeout_at(self.at, future).await.map_err(|_| self.passed(what))
    }

    /// The failure of a run of which `what` has to be said, as the begin of a sentence.
    pub(crate) fn passed(self, what: &str) -> Failure {
        let message = format!("{what} when the run's {} seconds were over", self.total.as_secs_f64());
        Failure::new(FailureKind::Timeout, message)
            .with_hint("give it more time with --deadline, or `timeouts.deadline` of the connection")
    }
}
