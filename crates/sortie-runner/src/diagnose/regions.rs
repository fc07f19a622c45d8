use sortie_core::{Failure, ReferenceReads};

use crate::patience::Wishes;

use super::subject::Subject;
use super::{Check, Diagnosis, Examination};

/// Tries the key or service account on the product's other regions, where that was asked for: their hosts get to see
/// it.
pub(super) async fn check(subject: &mut Subject<'_, '_>, examination: &Examination, told: &mut Diagnosis) {
    let own = subject.file.region.clone();
    let others: Vec<String> =
        subject.integration.regions.keys().filter(|name| Some(*name) != own.as_ref()).cloned().collect();
    if others.is_empty() {
        return;
    }
    let what = if subject.file.oauth.is_some() { "service account" } else { "key" };
    let secret = if subject.file.oauth.is_some() { "client secret" } else { "key" };
    if !examination.all_regions {
        let detail = format!("not asked: {}", others.join(", "));
        let hint = format!("--all-regions shows the {secret} to their hosts too");
        told.tell(Check::skipped("regions", detail).with_hint(hint));
        told.unasked_regions = others;
        return;
    }
    let mut answers = Vec::new();
    for region in &others {
        match ask(subject, region).await {
            Ok(()) => {
                let check = Check::ok("regions", format!("{region} takes the {what}"));
                told.tell(check.with_hint(format!("write `region: {region}` into the connection")));
                return;
            }
            Err(failure) => answers.push(format!("{region}: {failure}")),
        }
    }
    let check = Check::warning("regions", format!("none takes it; {}", answers.join("; ")));
    told.tell(check.with_hint(format!("the {secret} is wrong, or was replaced")));
}

/// Sends the same read to the hosts of `region`, with a token of theirs where a service account reads.
async fn ask(subject: &mut Subject<'_, '_>, region: &str) -> Result<(), Failure> {
    let file = subject.file.in_region(region);
    let reads = ReferenceReads::of_test(&subject.integration, &file);
    let mut session = subject.runner.session(false, Wishes::once());
    let until = session.deadline(file.deadline_seconds(&subject.integration));
    let connection = subject.runner.connections().open_until(until, &file, &subject.integration, &reads)?;
    let integration = subject.integration.clone();
    let runner = subject.runner;
    let mut other = Subject { runner, file, integration, connection, session: &mut session, material: None };
    let answered = other.test().await;
    answered.map(|_| ()).map_err(|failure| failure.redacted(&session.redactor))
}
