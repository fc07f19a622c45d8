//! Writes down a connection.

mod answers;
mod secret_place;

use std::path::PathBuf;
use std::process::ExitCode;

use sortie_core::{ConnectionDraft, ConnectionFile, Failure, FailureKind, Integration, Mistakes};
use sortie_runner::{Catalogue, Connections, Home, Runner};

use crate::args::AddArgs;
use crate::connect::connect;
use crate::terminal::Terminal;
use crate::{commands, output};
use answers::Answers;

/// Asks what was not given, tests the connection, and saves it.
pub(super) fn execute(home: &Home, args: &AddArgs) -> Result<ExitCode, Failure> {
    refuse_secrets(args)?;
    let terminal = if args.yes { None } else { Terminal::open() };
    let mut answers = Answers::new(home, args, terminal.as_ref());
    let label = answers.label()?;
    let connections = Connections::new(home);
    let old = old(&connections, &label, args.replace)?;
    let name = match &old {
        Some((_, file)) => file.integration.clone(),
        None => args.integration.clone().unwrap_or_else(|| "jumpcloud".to_owned()),
    };
    let integration = Catalogue::new(home).integration(args.integration.as_ref().unwrap_or(&name))?;
    let old_file = old.as_ref().map(|(_, file)| file);
    let draft = answers.draft(label, &integration, old_file)?;
    let path = old.map(|(path, _)| path);
    let text = match &path {
        None => draft.to_text(),
        Some(path) => changed(path, &draft)?,
    };
    let shown = path.as_ref().map_or_else(|| draft.label.clone(), |path| path.display().to_string());
    let file = match read(&shown, &text, &integration) {
        Ok(file) => file,
        Err(mistakes) => {
            output::diagnostics(mistakes.diagnostics());
            return Err(invalid("nothing was saved"));
        }
    };
    if let Some(refused) =
        (!args.no_test).then(|| test(home, file, args, terminal.as_ref())).transpose()?.flatten()
    {
        return Ok(refused);
    }
    save(&connections, path, &draft.label, &text)
}

/// The connection of that label, which is there if and only if it is to be replaced.
fn old(
    connections: &Connections,
    label: &str,
    replace: bool,
) -> Result<Option<(PathBuf, ConnectionFile)>, Failure> {
    match (connections.find(label)?, replace) {
        (None, _) if label == "demo" => {
            Err(invalid("the connection `demo` is built in").with_hint("choose another label"))
        }
        (Some((path, _)), false) => {
            let message = format!("the connection `{label}` is there already, in {}", path.display());
            Err(invalid(&message).with_hint("change it with --replace, or choose another label"))
        }
        (None, true) => {
            let message = format!("there is no connection `{label}` to replace");
            Err(Failure::new(FailureKind::UnknownConnection, message)
                .with_hint("leave --replace out to add it"))
        }
        (old, _) => Ok(old),
    }
}

/// The text of the file at `path` with what `draft` says.
fn changed(path: &PathBuf, draft: &ConnectionDraft) -> Result<String, Failure> {
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|error| invalid(&format!("{shown} cannot be read: {}", sortie_runner::reason(&error))))?;
    draft.edit(&text).ok_or_else(|| {
        invalid(&format!("{shown} is written in a way that only a person can change"))
            .with_hint("change it in an editor, or remove it and add it anew")
    })
}

fn read(path: &str, text: &str, integration: &Integration) -> Result<ConnectionFile, Mistakes> {
    ConnectionFile::read_beside(path, text, |_| Some(integration.clone()))
}

/// Tests `file` before it is saved; what to exit with where it is not to be saved.
fn test(
    home: &Home,
    file: ConnectionFile,
    args: &AddArgs,
    terminal: Option<&Terminal>,
) -> Result<Option<ExitCode>, Failure> {
    let label = file.label.clone();
    let connections = Connections::new(home).trying(file);
    let runner = Runner::new(Catalogue::new(home), connections, connect);
    let envelope = commands::wait(runner.test_connection(&label))?;
    let Some(failure) = envelope.failure() else {
        let told = envelope.to_map();
        let host = told.get("host").and_then(serde_json::Value::as_str).unwrap_or_default();
        output::note(&format!("tested: {host} takes the key"));
        return Ok(None);
    };
    let code = output::report(failure);
    match terminal {
        _ if args.yes => Ok(None),
        Some(terminal) if terminal.yes("Save it all the same?")? => Ok(None),
        Some(_) => {
            output::note("nothing was saved");
            Ok(Some(code))
        }
        None => {
            output::note("nothing was saved; --yes saves it all the same, --no-test without a test");
            Ok(Some(code))
        }
    }
}

fn save(
    connections: &Connections,
    path: Option<PathBuf>,
    label: &str,
    text: &str,
) -> Result<ExitCode, Failure> {
    let path = match path {
        None => connections.create(label, text)?,
        Some(path) => {
            connections.replace(&path, text)?;
            path
        }
    };
    output::note(&format!("saved: {}", path.display()));
    Ok(ExitCode::SUCCESS)
}

/// What stands on a command line is read by everybody on this machine, and kept in the shell's history.
fn refuse_secrets(args: &AddArgs) -> Result<(), Failure> {
    let (flag, stdin) = match (&args.literal_key, &args.literal_client_secret) {
        (Some(_), _) => ("--api-key", "--api-key-stdin"),
        (None, Some(_)) => ("--client-secret", "--client-secret-stdin"),
        (None, None) => return Ok(()),
    };
    let message = format!("{flag}: a secret does not belong on a command line, where others can read it");
    let hint = format!(
        "give it by stdin: sortie connections add LABEL {stdin} < FILE; or say where it is kept, with {flag}-env, {flag}-file or {flag}-command"
    );
    Err(invalid(&message).with_hint(hint))
}

fn invalid(message: &str) -> Failure {
    Failure::new(FailureKind::InvalidInput, message)
}
