use std::time::{Duration, Instant};

use sortie_core::Response;

use super::subject::Subject;
use super::{Check, Diagnosis, Examination, organization, regions};

/// Sends the integration's test read: its answer and how long it took, or what is wrong with it.
pub(super) async fn check(
    subject: &mut Subject<'_, '_>,
    examination: &Examination,
    told: &mut Diagnosis,
) -> Option<(Response, Duration)> {
    let started = Instant::now();
    let failure = match subject.test().await {
        Ok(response) => {
            let took = started.elapsed();
            let detail = format!("{} answered {} to a read", subject.integration.title, response.status);
            told.tell(Check::ok("api", detail));
            return Some((response, took));
        }
        Err(failure) => failure,
    };
    let check = Check::of("api", &failure);
    if organization::is_missing(subject, &failure) {
        told.tell(check.with_hint("the key or token is taken; what is missing is an organization"));
        organization::list(subject, told).await;
        return None;
    }
    let has_chosen = subject.connection.org_id.is_some();
    told.tell(match failure.status() {
        Some(404) if has_chosen => check.with_hint("is `org_id` right, and is this the host of the API?"),
        Some(404) => {
            check.with_hint("the host answers, but has nothing at this path: is it the one of the API?")
        }
        _ => check,
    });
    if failure.status() == Some(401) {
        regions::check(subject, examination, told).await;
    }
    None
}
