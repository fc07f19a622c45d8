use std::env;
use std::process::ExitCode;

use serde_json::{Value, json};
use sortie_core::{ConnectionFile, Failure, FailureKind, OAuthFile, SecretSource};
use sortie_runner::{Connections, Home, reason};

use crate::args::{ConnectionsCommand, Format};
use crate::commands::{connection_list, diagnose};
use crate::{commands, output};

/// Lists, shows, adds, removes or tests the connections of a home.
pub(crate) fn execute(home: &Home, command: ConnectionsCommand) -> Result<ExitCode, Failure> {
    let runner = commands::runner(home);
    match command {
        ConnectionsCommand::List { output } => list(home, output),
        ConnectionsCommand::Show { label, output } => {
            output::value(&described(home, &runner.connections().file(&label)?), output)
        }
        ConnectionsCommand::Add(args) => super::add::execute(home, &args),
        ConnectionsCommand::Remove { label, yes } => super::remove::execute(home, &label, yes),
        ConnectionsCommand::Test(args) => diagnose::execute(home, &args),
    }
}

fn list(home: &Home, format: Format) -> Result<ExitCode, Failure> {
    let connections = Connections::new(home);
    let files = connections.all().map_err(|error| {
        let message = format!("{} cannot be read: {}", home.connections().display(), reason(&error));
        Failure::new(FailureKind::UnknownConnection, message)
    })?;
    let mut rows = Vec::new();
    let mut code = ExitCode::SUCCESS;
    for (path, read) in files {
        match read {
            Ok(file) => rows.push(connection_list::row(&file, &path.display().to_string())),
            Err(mistakes) => {
                output::diagnostics(mistakes.diagnostics());
                code = ExitCode::from(2);
            }
        }
    }
    for mistakes in connections.twins() {
        output::diagnostics(mistakes.diagnostics());
        code = ExitCode::from(2);
    }
    let printed = output::value(&connection_list::shown(rows, format), format)?;
    Ok(if printed == ExitCode::SUCCESS { code } else { printed })
}

fn described(home: &Home, file: &ConnectionFile) -> Value {
    let reference = file.reference_values.iter().map(|(name, value)| {
        let place = value.source.as_ref().map(|source| found(home, source));
        (name.clone(), place.map_or_else(|| value.value.clone().unwrap_or_default(), Value::from))
    });
    json!({
        "label": file.label,
        "description": file.description,
        "integration": file.integration,
        "goes_to": goes_to(file),
        "hosts": file.hosts,
        "org_id": file.org_id,
        "api_key": file.api_key.as_ref().map(|source| found(home, source)),
        "oauth": file.oauth.as_ref().map(|oauth| {
            format!("client {}, secret {}", oauth.client_id, found(home, &oauth.client_secret))
        }),
        "reference_values": reference.collect::<serde_json::Map<_, _>>(),
        "verify_ssl": file.verify_ssl,
        "ca_bundle": file.ca_bundle,
        "client_certificate": file.client_certificate.as_ref().map(|own| &own.certificate),
        "proxy": file.proxy,
    })
}

/// Where a secret is kept, and whether that is there: told without reading or running anything.
fn found(home: &Home, source: &SecretSource) -> String {
    let missing = match source {
        SecretSource::Env(name) if env::var_os(name).is_none_or(|it| it.is_empty()) => ", which is not set",
        SecretSource::File(path) if !home.path.join(path).exists() => ", which does not exist",
        _ => "",
    };
    format!("{}{missing}", source.place())
}

/// What it shows, and where that is kept.
pub(super) fn credential_place(file: &ConnectionFile) -> String {
    let key = file.api_key.as_ref().map(|source| format!("the key is {}", source.place()));
    let account = file.oauth.as_ref().map(|oauth| format!("the service account is {}", account(oauth)));
    key.or(account).unwrap_or_else(|| "no key".to_owned())
}

/// Where it goes.
pub(super) fn goes_to(file: &ConnectionFile) -> String {
    match (&file.base_url, &file.region, &file.emulator) {
        (Some(base_url), _, _) => base_url.clone(),
        (None, Some(region), _) => format!("region {region}"),
        (None, None, _) => "the emulator in this process".to_owned(),
    }
}

/// Which service account it is, and where its secret is kept.
fn account(oauth: &OAuthFile) -> String {
    format!("client {}, secret {}", oauth.client_id, oauth.client_secret.place())
}
