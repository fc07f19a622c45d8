use std::time::{Duration, Instant};

use super::subject::Subject;
use super::{Check, Diagnosis};

/// Says how long a read takes: the median of three, of which the first took `first`.
pub(super) async fn check(subject: &mut Subject<'_, '_>, first: Duration, told: &mut Diagnosis) {
    let mut took = vec![first];
    for _ in 0..2 {
        let started = Instant::now();
        if let Err(failure) = subject.test().await {
            let check = Check::warning("latency", format!("one of three reads failed: {failure}"));
            told.tell(check.with_any(failure.hint()));
            return;
        }
        took.push(started.elapsed());
    }
    took.sort_unstable();
    told.tell(Check::ok("latency", format!("ms={}, the median of three reads", took[1].as_millis())));
}
