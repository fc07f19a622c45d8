use std::process::ExitCode;

use sortie_core::{Failure, FailureKind};
use sortie_runner::{Connections, Home};

use crate::output;
use crate::terminal::Terminal;

/// Removes the file of the connection `label`, once somebody has said yes.
pub(super) fn execute(home: &Home, label: &str, yes: bool) -> Result<ExitCode, Failure> {
    let connections = Connections::new(home);
    let Some(found) = connections.find(label)? else {
        // Either of these failures says why there is no file to remove.
        let file = connections.file(label)?;
        let message = format!("the connection `{}` is built in and cannot be removed", file.label);
        return Err(Failure::new(FailureKind::InvalidInput, message));
    };
    let path = found.path.clone();
    if !yes {
        let terminal = Terminal::open().ok_or_else(|| {
            let message = format!("nobody can be asked whether to remove {}", path.display());
            Failure::new(FailureKind::InvalidInput, message).with_hint("--yes removes it without a question")
        })?;
        if !terminal.yes(&format!("Remove {}?", path.display()))? {
            output::note("nothing was removed");
            return Ok(ExitCode::SUCCESS);
        }
    }
    let writer = connections.writer()?;
    let now = connections.find(label)?;
    if now.is_none_or(|now| (now.path, now.text) != (found.path, found.text)) {
        let message = format!("{} was changed meanwhile", path.display());
        return Err(Failure::new(FailureKind::InvalidInput, message).with_hint("nothing was removed"));
    }
    writer.remove(&path)?;
    output::note(&format!("removed: {}", path.display()));
    Ok(ExitCode::SUCCESS)
}
