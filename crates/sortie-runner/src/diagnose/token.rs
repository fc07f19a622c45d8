use super::subject::Subject;
use super::{Check, Diagnosis};

/// Fetches a token where the connection is one of a service account.
pub(super) async fn check(subject: &mut Subject<'_, '_>, told: &mut Diagnosis) -> Option<()> {
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
            return None;
        }
    }
    Some(())
}
