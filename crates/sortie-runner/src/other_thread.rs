use sortie_core::{Failure, FailureKind, Secret, SideEffect};
use tokio::task::spawn_blocking;

use crate::deadline::Deadline;

/// What `fetch` gives, which messages call `what`, unless the run has to have ended first.
pub(crate) async fn on_another_thread(
    what: &str,
    until: Option<Deadline>,
    fetch: impl FnOnce() -> Result<Secret, Failure> + Send + 'static,
) -> Result<Secret, Failure> {
    let fetching = spawn_blocking(fetch);
    let fetched = match until {
        Some(until) => until.wait_for(&format!("{what}: it was not there"), fetching).await,
        None => Ok(fetching.await),
    };
    let fetched = fetched.map_err(|late| late.with_outcome(SideEffect::None, true).at_stage("connection"))?;
    // It says no more than that the thread is gone: a panic's words may hold the secret.
    let gone = |_| Err(Failure::new(FailureKind::Connection, format!("{what}: it cannot be fetched")));
    fetched.unwrap_or_else(gone)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use tokio::runtime::Builder;
    use tokio::time::Instant;

    use super::*;

    #[test]
    fn what_does_not_answer_is_left_to_itself_when_the_time_is_up() {
        let (answers, answered) = mpsc::channel();
        let fetch = move || {
            answered.recv().expect("it answers at last");
            Ok(Secret::new("s3cret".to_owned()))
        };
        let runtime = Builder::new_current_thread().enable_time().build();
        let runtime = runtime.expect("the system gives an event loop");
        let told = runtime.block_on(async {
            let until = Deadline::new(Instant::now(), Duration::from_millis(1));
            on_another_thread("the key", until, fetch).await
        });
        answers.send(()).expect("it still waits");
        let failure = told.expect_err("the time was up");
        assert_eq!((failure.kind(), failure.safe_to_retry()), (FailureKind::Timeout, true));
        let message = "the key: it was not there when the run's 0.001 seconds were over";
        assert_eq!(failure.to_string(), message);
    }
}
