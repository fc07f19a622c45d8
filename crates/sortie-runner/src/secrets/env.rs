use std::env;

use sortie_core::{Failure, Secret};

use super::failure;

/// Reads the secret in the environment variable `name`, which is `what` of a connection.
pub(super) fn read(what: &str, name: &str) -> Result<Secret, Failure> {
    let fail = |why: &str| failure(format!("{what}: the environment variable `{name}` {why}"));
    match env::var(name) {
        Ok(text) if text.is_empty() => Err(fail("is empty")),
        Ok(text) => Ok(Secret::new(text)),
        Err(env::VarError::NotPresent) => {
            Err(fail("is not set").with_hint(format!("export {name}=… and run again")))
        }
        Err(env::VarError::NotUnicode(_)) => Err(fail("is not UTF-8")),
    }
}
