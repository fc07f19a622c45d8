//! Writes down a connection.

mod answers;
mod credential;
mod git;
mod probe;
mod secret_place;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use sortie_core::{ConnectionDraft, ConnectionFile, Failure, FailureKind, Integration, Mistakes};
use sortie_runner::{Catalogue, Connections, Home, Sealed, WrittenConnection};

use crate::args::AddArgs;
use crate::terminal::Terminal;
use crate::{commands, output};
use answers::{Answers, Drafted, ask_label};

/// Asks what was not given, tests the connection, and saves it.
pub(super) fn execute(home: &Home, args: &AddArgs) -> Result<ExitCode, Failure> {
    refuse_secrets(args)?;
    let terminal = if args.yes { None } else { Terminal::open() };
    let mut answers = Answers::new(home, args, terminal.as_ref());
    let connections = Connections::new(home);
    let (label, mut old) = labelled(&mut answers, &connections, args, terminal.as_ref())?;
    let name = match &old {
        Some(old) => old.file.integration.clone(),
        None => args.integration.clone().unwrap_or_else(|| "jumpcloud".to_owned()),
    };
    let integration = Catalogue::new(home).integration(args.integration.as_ref().unwrap_or(&name))?;
    let mut drafted = answers.draft(label, &integration, old.as_ref().map(|it| &it.file))?;
    loop {
        let text = text(old.as_ref(), &drafted.draft)?;
        let shown = match &old {
            None => drafted.draft.label.clone(),
            Some(old) => old.path.display().to_string(),
        };
        let file = read(&shown, &text, &integration).map_err(|mistakes| {
            output::diagnostics(mistakes.diagnostics());
            invalid("nothing was saved")
        })?;
        let sealed = drafted.sealed.clone();
        let tested = (!args.no_test).then(|| test(home, file, sealed, args, terminal.as_ref()));
        if let Some(refused) = tested.transpose()?.flatten() {
            return Ok(refused);
        }
        let had_identity = identity(home).exists();
        if let Some(path) = save(&connections, old.as_ref(), &drafted)? {
            output::note(&format!("saved: {}", path.display()));
            if !had_identity {
                warn_of_git(&identity(home));
            }
            return Ok(ExitCode::SUCCESS);
        }
        let asked = terminal.as_ref().filter(|_| answers.asked);
        old = overtaken(&connections, &mut drafted.draft, args.replace, asked)?;
    }
}

/// The label, and the connection of it that is there if and only if it is to be replaced. Whoever is asked for the label
/// is asked again at once where it does not do.
fn labelled(
    answers: &mut Answers<'_>,
    connections: &Connections,
    args: &AddArgs,
    terminal: Option<&Terminal>,
) -> Result<(String, Option<WrittenConnection>), Failure> {
    let mut label = answers.label()?;
    loop {
        match (old(connections, &label, args.replace), terminal) {
            (Err(wrong), Some(terminal)) if args.label.is_none() => {
                output::report(&wrong);
                label = ask_label(terminal, "Another label: ")?;
            }
            (found, _) => return Ok((label, found?)),
        }
    }
}

fn identity(home: &Home) -> PathBuf {
    home.path.join("identity.txt")
}

/// An identity that is committed lets everybody read what was encrypted to it.
fn warn_of_git(identity: &Path) {
    if let Some(tree) = git::would_take(identity) {
        let (identity, ignored) = (identity.display(), tree.join(".gitignore"));
        output::note(&format!(
            "warning: {identity} decrypts your secrets, and git would commit it: add a line `identity.txt` to {}",
            ignored.display()
        ));
    }
}

/// Saves what was said, and says where; none where somebody else has changed what there is since `old` was found.
fn save(
    connections: &Connections,
    old: Option<&WrittenConnection>,
    drafted: &Drafted,
) -> Result<Option<PathBuf>, Failure> {
    let mut draft = drafted.draft.clone();
    let mut writer = connections.writer()?;
    let now = connections.find(&draft.label)?;
    let place = |it: &WrittenConnection| (it.path.clone(), it.text.clone());
    if now.as_ref().map(place) != old.map(place) {
        return Ok(None);
    }
    if let Some(sealed) = &drafted.sealed {
        draft = draft.resealed(writer.encrypted(sealed)?);
    }
    let text = text(old, &draft)?;
    match old {
        None => writer.create(&draft.label, &text).map(Some),
        Some(old) => writer.replace(&old.path, &text).map(|()| Some(old.path.clone())),
    }
}

/// What there is now that somebody else was faster, for the same change once more. Whoever was `asked` before is asked
/// again, so that no answer is lost.
fn overtaken(
    connections: &Connections,
    draft: &mut ConnectionDraft,
    replace: bool,
    asked: Option<&Terminal>,
) -> Result<Option<WrittenConnection>, Failure> {
    loop {
        match (old(connections, &draft.label, replace), asked) {
            (Ok(Some(now)), Some(terminal)) => {
                let message = format!("{} was changed meanwhile", now.path.display());
                return if terminal.yes(&format!("{message}. Change what it says now?"))? {
                    Ok(Some(now))
                } else {
                    Err(invalid(&message).with_hint("nothing was saved"))
                };
            }
            (Err(taken), Some(terminal)) if !replace => {
                output::report(&taken);
                draft.label = ask_label(terminal, "Another label: ")?;
            }
            (now, _) => return now,
        }
    }
}

/// The connection of that label, which is there if and only if it is to be replaced.
fn old(connections: &Connections, label: &str, replace: bool) -> Result<Option<WrittenConnection>, Failure> {
    match (connections.find(label)?, replace) {
        (None, _) if label == "demo" => {
            Err(invalid("the connection `demo` is built in").with_hint("choose another label"))
        }
        (Some(WrittenConnection { path, .. }), false) => {
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

/// The text of a new file that says `draft`, or that of `old` with it.
fn text(old: Option<&WrittenConnection>, draft: &ConnectionDraft) -> Result<String, Failure> {
    let Some(old) = old else { return Ok(draft.to_text()) };
    draft.edit(&old.text).ok_or_else(|| {
        let shown = old.path.display();
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
    sealed: Option<Sealed>,
    args: &AddArgs,
    terminal: Option<&Terminal>,
) -> Result<Option<ExitCode>, Failure> {
    let label = file.label.clone();
    let connections = Connections::new(home).trying(file, sealed);
    let runner = commands::runner_of(home, connections);
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
