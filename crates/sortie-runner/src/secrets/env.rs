use std::env;

use sortie_core::{Failure, Secret};

use super::failure;

/// Reads the secret in the environment variable `name`, which is `what` of a connection.
pub(super) fn read(what: &str, name: &str) -> Result<Secret, Failure> {
    let fail = |why: &str| failure(format!("{what}: the environment variable `{name}` {why}"));
    // `export NAME=…` would leave the secret in the shell's history.
    let hint = format!("type `read -rs {name}; export {name}`, paste the secret, and run again");
    match env::var(name) {
        Ok(text) if text.is_empty() => Err(fail("is empty").with_hint(hint)),
        Ok(text) => Ok(Secret::new(text)),
        Err(env::VarError::NotPresent) => Err(fail("is not set").with_hint(hint)),
        Err(env::VarError::NotUnicode(_)) => Err(fail("is not UTF-8")),
    }
}
