use sortie_core::{Failure, FailureKind, Organization};

use super::subject::Subject;
use super::{Check, Diagnosis};

/// Says which organization answered.
pub(super) fn check(subject: &Subject<'_, '_>, told: &mut Diagnosis) {
    told.tell(match &subject.connection.org_id {
        Some(org_id) => Check::ok("organization", format!("{org_id}, which the connection chooses")),
        None => Check::ok("organization", "the key's own; it needs no org_id"),
    });
}

/// Whether `failure` says that an organization has to be chosen.
pub(super) fn is_missing(subject: &Subject<'_, '_>, failure: &Failure) -> bool {
    subject.integration.organizations.as_ref().is_some_and(|it| it.are_missing_in(failure))
}

/// Lists the organizations to choose from.
pub(super) async fn list(subject: &mut Subject<'_, '_>, told: &mut Diagnosis) {
    let check =
        Check::failed("organization", FailureKind::Connection, "the key serves several, and none is chosen");
    told.tell(match found(subject).await.as_deref() {
        Ok([]) => check.with_hint("write its id as `org_id` into the connection"),
        Ok(found) => {
            let shown: Vec<String> = found.iter().map(in_words).collect();
            check.with_hint(format!(
                "write one of these as `org_id` into the connection: {}",
                shown.join(", ")
            ))
        }
        Err(failure) => check.with_hint(format!(
            "write its id as `org_id` into the connection; they are not told here: {failure}"
        )),
    });
}

async fn found(subject: &mut Subject<'_, '_>) -> Result<Vec<Organization>, Failure> {
    let Some(organizations) = subject.integration.organizations.clone() else { return Ok(Vec::new()) };
    let request =
        organizations.plan(&subject.integration, &subject.connection, &mut subject.session.redactor)?;
    let (_, answer) = subject.read(&request).await?;
    Ok(organizations.in_answer(&answer))
}

fn in_words(organization: &Organization) -> String {
    match &organization.name {
        Some(name) => format!("{} ({name})", organization.id),
        None => organization.id.clone(),
    }
}
