use std::io;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::ExitStatus;
use std::time::Duration;

use sortie_core::{Failure, Secret, SecretCommand, SideEffect};

use super::running::{Printed, Running};
use super::stderr::complaint;
use super::{failure, secret_in};
use crate::deadline::Deadline;
use crate::reason;

/// Runs `command` in `home`; what it prints is `what` of a connection. It is stopped when its own time is up, or the
/// run's.
///
/// Its stdin is empty; it can ask its user by the terminal.
pub(super) fn read(
    what: &str,
    command: &SecretCommand,
    home: &Path,
    until: Option<Deadline>,
) -> Result<Secret, Failure> {
    let name = command.name();
    let fail = |why: &str| failure(format!("{what}: {name} {why}"));
    let own = Duration::from_secs(command.timeout_seconds);
    let limit = until.map_or(own, |deadline| own.min(deadline.left()));
    let running = Running::start(&command.line, home, limit).map_err(|error| not_started(&fail, &error))?;
    let printed =
        running.end().map_err(|error| fail(&format!("cannot be waited for: {}", reason(&error))))?;
    let Some(Printed { status, stdout, stderr }) = printed else {
        if let Some(deadline) = until.filter(|deadline| deadline.left().is_zero()) {
            let late = deadline.passed(&format!("{what}: {name} had not ended, and was stopped"));
            return Err(late.with_outcome(SideEffect::None, true).at_stage("connection"));
        }
        let why = format!("did not end within {} s and was stopped", own.as_secs());
        return Err(fail(&why).with_hint("give it more time with `timeout_seconds`, up to 600"));
    };
    if stdout.more {
        return Err(fail("printed more than 64 KiB, which is no secret"));
    }
    let told = complaint(&stderr, &stdout.bytes);
    if !status.success() {
        return Err(fail(&format!("{}{told}", ended(status))));
    }
    secret_in(&stdout.bytes).map_err(|why| match why {
        "is empty" => fail(&format!("printed nothing{told}")),
        why => fail(&format!("printed what {why}")),
    })
}

fn not_started(fail: &dyn Fn(&str) -> Failure, error: &io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::NotFound => fail("is not there")
            .with_hint("a program is looked for in PATH; one with a `/` in its path begins at the home"),
        io::ErrorKind::PermissionDenied => {
            fail("cannot be run: permission denied").with_hint("chmod +x makes a file a program")
        }
        _ => fail(&format!("cannot be run: {}", reason(error))),
    }
}

fn ended(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("ended with exit code {code}"),
        (None, Some(signal)) => format!("was ended by the signal {signal}"),
        (None, None) => "did not end well".to_owned(),
    }
}
