use super::subject::Subject;
use super::{Check, Diagnosis, Examination, regions};

/// Fetches a token where the connection is one of a service account. One whose secret is refused may be of another
/// region, like a key.
pub(super) async fn check(
    subject: &mut Subject<'_, '_>,
    examination: &Examination,
    told: &mut Diagnosis,
) -> Option<()> {
    match subject.session.token_lifetime().await {
        None => told.tell(Check::skipped("token", "no service account")),
        Some(Ok(lifetime)) => {
            told.tell(Check::ok(
                "token",
                format!("the service account got one, for {} s", lifetime.as_secs()),
            ));
        }
        Some(Err(failure)) => {
            told.tell(Check::of("token", &failure));
            if failure.status() == Some(401) {
                regions::check(subject, examination, told).await;
            }
            return None;
        }
    }
    Some(())
}
