use sortie_core::{ConnectionFile, Integration};

use super::{Check, Diagnosis};
use crate::Runner;

/// Reads the connection's file, and the one of its integration.
pub(super) fn check(
    runner: &Runner,
    label: &str,
    told: &mut Diagnosis,
) -> Option<(ConnectionFile, Integration)> {
    let found = runner.connections().file(label).and_then(|file| {
        let integration = runner.catalogue().integration(&file.integration)?;
        Ok((file, integration))
    });
    match found {
        Ok((file, integration)) => {
            told.tell(Check::ok("file", format!("a connection to {}", integration.title)));
            Some((file, integration))
        }
        Err(failure) => {
            told.tell(Check::of("file", &failure));
            None
        }
    }
}
