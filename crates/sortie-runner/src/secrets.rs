use std::path::Path;
use std::{env, fs};

use sortie_core::{Failure, FailureKind, Secret};

use crate::reason;

/// Reads the secret in the environment variable `name`, which is `what` of a connection.
pub(crate) fn from_env(what: &str, name: &str) -> Result<Secret, Failure> {
    let fail = |why: &str| {
        Failure::new(FailureKind::Connection, format!("{what}: the environment variable `{name}` {why}"))
    };
    match env::var(name) {
        Ok(text) if text.is_empty() => Err(fail("is empty")),
        Ok(text) => Ok(Secret::new(text)),
        Err(env::VarError::NotPresent) => {
            Err(fail("is not set").with_hint(format!("export {name}=… and run again")))
        }
        Err(env::VarError::NotUnicode(_)) => Err(fail("is not UTF-8")),
    }
}

/// Reads the secret in the file at `path`, which is `what` of a connection; a line break at its end does
/// not count. A relative path begins at `home`.
pub(crate) fn from_file(what: &str, path: &str, home: &Path) -> Result<Secret, Failure> {
    let path = home.join(path);
    let shown = format!("{what}: the file `{}`", path.display());
    let text = fs::read_to_string(path).map_err(|error| {
        Failure::new(FailureKind::Connection, format!("{shown} cannot be read: {}", reason(&error)))
            .with_source(error)
    })?;
    match text.trim_end_matches(['\r', '\n']) {
        "" => Err(Failure::new(FailureKind::Connection, format!("{shown} is empty"))),
        secret => Ok(Secret::new(secret.to_owned())),
    }
}
