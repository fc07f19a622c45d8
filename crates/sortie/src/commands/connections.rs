use std::process::ExitCode;

use serde_json::{Value, json};
use sortie_core::{ConnectionFile, Failure, FailureKind, OAuthFile, SecretSource};
use sortie_runner::{Home, reason};

use crate::args::{ConnectionsCommand, Format};
use crate::commands::diagnose;
use crate::{commands, output};

/// Shows or tests the connections of a home.
pub(crate) fn execute(home: &Home, command: ConnectionsCommand) -> Result<ExitCode, Failure> {
    let runner = commands::runner(home);
    match command {
        ConnectionsCommand::List { output } => list(home, output),
        ConnectionsCommand::Show { label, output } => {
            output::value(&described(&runner.connections().file(&label)?), output)
        }
        ConnectionsCommand::Test(args) => diagnose::execute(home, &args),
    }
}

fn list(home: &Home, format: Format) -> Result<ExitCode, Failure> {
    let files = commands::runner(home).connections().all().map_err(|error| {
        let message = format!("{} cannot be read: {}", home.connections().display(), reason(&error));
        Failure::new(FailureKind::UnknownConnection, message)
    })?;
    let mut rows = Vec::new();
    let mut code = ExitCode::SUCCESS;
    for (path, read) in files {
        match read {
            Ok(file) => {
                let mut row = json!({
                    "label": file.label,
                    "integration": file.integration,
                    "goes_to": goes_to(&file),
                    "api_key": file.api_key.as_ref().map(SecretSource::place),
                    "file": path,
                });
                // A column that is empty nearly everywhere tells nobody anything.
                if let Some(oauth) = &file.oauth {
                    row["oauth"] = account(oauth).into();
                }
                rows.push(row);
            }
            Err(mistakes) => {
                output::diagnostics(mistakes.diagnostics());
                code = ExitCode::from(2);
            }
        }
    }
    let printed = output::value(&Value::Array(rows), format)?;
    Ok(if printed == ExitCode::SUCCESS { code } else { printed })
}

fn described(file: &ConnectionFile) -> Value {
    let reference = file.reference_values.iter().map(|(name, value)| {
        let place = value.source.as_ref().map(SecretSource::place);
        (name.clone(), place.map_or_else(|| value.value.clone().unwrap_or_default(), Value::from))
    });
    json!({
        "label": file.label,
        "description": file.description,
        "integration": file.integration,
        "goes_to": goes_to(file),
        "hosts": file.hosts,
        "org_id": file.org_id,
        "api_key": file.api_key.as_ref().map(SecretSource::place),
        "oauth": file.oauth.as_ref().map(account),
        "reference_values": reference.collect::<serde_json::Map<_, _>>(),
        "verify_ssl": file.verify_ssl,
    })
}

fn goes_to(file: &ConnectionFile) -> String {
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
