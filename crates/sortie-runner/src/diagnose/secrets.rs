use sortie_core::{Connection, ConnectionFile, Failure, Integration, ReferenceReads, SecretSource};

use super::subject::Subject;
use super::{Check, Diagnosis};
use crate::session::Session;
use crate::{NetworkMaterial, Runner};

/// Reads the reference values that the connection itself needs, and makes its addresses of them.
pub(super) fn check(
    runner: &Runner,
    file: &ConnectionFile,
    integration: &Integration,
    session: &mut Session<'_>,
    told: &mut Diagnosis,
) -> Option<Connection> {
    let reads = ReferenceReads::of_test(integration, file);
    let until = session.deadline(file.deadline_seconds(integration));
    match runner.connections().open_until(until, file, integration, &reads) {
        Ok(connection) => {
            connection.hide_secrets(&mut session.redactor);
            Some(connection)
        }
        Err(failure) => {
            told.tell(Check::of("secrets", &failure));
            None
        }
    }
}

/// Reads what else is kept elsewhere, each secret once; whether the API key or client secret is there.
pub(super) fn check_credential(subject: &mut Subject<'_, '_>, told: &mut Diagnosis) -> bool {
    let Subject { runner, integration, connection, session, .. } = subject;
    let until = session.deadline(connection.limits.deadline_seconds);
    let network = runner.connections().network(connection, until, |secret| session.redactor.add(secret));
    // Nothing is sent without it, but it is not all that may be missing.
    let nothing = NetworkMaterial::default();
    let credential = session.prepare(integration, connection, network.as_ref().unwrap_or(&nothing));
    let is_there = credential.is_ok();
    let failures = credential.err().into_iter().chain(network.as_ref().err().cloned());
    let missing: Vec<Failure> = failures.chain(unread(subject)).collect();
    subject.material = network.ok();
    if missing.is_empty() {
        told.tell(match places(&subject.file).as_slice() {
            [] => Check::skipped("secrets", "the connection has none"),
            places => Check::ok("secrets", places.join("; ")),
        });
    }
    for failure in &missing {
        told.tell(Check::of("secrets", failure));
    }
    is_there
}

/// Reads the reference values that inputs may use: what is wrong with each.
fn unread(subject: &mut Subject<'_, '_>) -> Vec<Failure> {
    let reads = ReferenceReads::of_test(&subject.integration, &subject.file);
    let until = subject.session.deadline(subject.connection.limits.deadline_seconds);
    let mut missing = Vec::new();
    for (name, value) in subject.file.reference_values.iter().filter(|(name, _)| !reads.has(name)) {
        let Some(source) = &value.source else { continue };
        let what = format!("reference value `{name}` of the connection `{}`", subject.file.label);
        match subject.runner.connections().secret(&what, source, until) {
            Ok(secret) => subject.session.redactor.add(secret.expose()),
            Err(failure) => missing.push(failure),
        }
    }
    missing
}

/// Each secret with the place where it is kept; never the secret.
fn places(file: &ConnectionFile) -> Vec<String> {
    let place = |what: &str, source: &SecretSource| format!("{what} {}", source.place());
    let key = file.api_key.iter().map(|source| place("api_key", source));
    let account = file.oauth.iter().map(|oauth| place("oauth.client_secret", &oauth.client_secret));
    let own = file.client_certificate.iter().map(|own| place("client_certificate.key", &own.key));
    let proxy = file.proxy_auth.iter().map(|auth| place("proxy_auth.password", &auth.password));
    let reference = file.reference_values.iter().filter_map(|(name, value)| {
        value.source.as_ref().map(|source| place(&format!("reference value `{name}`"), source))
    });
    key.chain(account).chain(own).chain(proxy).chain(reference).collect()
}
