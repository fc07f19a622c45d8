//! Where secrets are kept: one file a way. What a secret passes through is zeroed when it is dropped.

mod bounded;
mod command;
mod encrypted;
mod env;
mod file;
#[cfg(test)]
mod fixtures;
mod identity;
mod keyring;
mod running;
mod stderr;
mod until_ended;

use std::io::Read;
use std::path::Path;

use sortie_core::{Failure, FailureKind, Secret, SecretSource};
use zeroize::Zeroizing;

use bounded::Bounded;
pub(crate) use encrypted::encrypt;
pub(crate) use identity::{has_identity, identity_path, make_identity, recipient, recipient_of_nobody};

use crate::deadline::Deadline;
use crate::reason;

/// A secret is no longer than this.
const MOST_BYTES: usize = 64 * 1024;

/// Reads the secret at `source`, which is `what` of a connection in `home`, for a run that has to have ended then.
pub(crate) fn read(
    what: &str,
    source: &SecretSource,
    home: &Path,
    until: Option<Deadline>,
) -> Result<Secret, Failure> {
    match source {
        SecretSource::Env(name) => env::read(what, name),
        SecretSource::File(path) => file::read(&format!("{what}: the file"), &home.join(path)),
        SecretSource::Command(command) => command::read(what, command, home, until),
        SecretSource::Age(text) => encrypted::read(what, text, home),
        SecretSource::Keyring(account) => keyring::read(what, account),
    }
}

/// Reads the secret that somebody gives by `from`, without the line break at its end. Messages call it `whence`.
///
/// # Errors
/// It cannot be read, or it holds no text of a secret's size.
pub fn read_secret(whence: &str, from: impl Read) -> Result<Secret, Failure> {
    let read = Bounded::read(from)
        .map_err(|error| failure(format!("{whence} cannot be read: {}", reason(&error))))?;
    if read.more {
        return Err(failure(format!("{whence} holds more than 64 KiB, which is no secret")));
    }
    secret_in(&read.bytes).map_err(|why| failure(format!("{whence} {why}")))
}

/// `bytes` as a secret, without the line break at its end; or why they are none.
fn secret_in(bytes: &Zeroizing<Vec<u8>>) -> Result<Secret, &'static str> {
    let text = std::str::from_utf8(bytes).map_err(|_| "is not UTF-8")?;
    match text.trim_end_matches(['\r', '\n']) {
        "" => Err("is empty"),
        // A copy of exactly its size is not copied again.
        secret => Ok(Secret::new(secret.to_owned())),
    }
}

/// The failure of getting a secret from its place.
fn failure(message: String) -> Failure {
    Failure::new(FailureKind::Connection, message)
}
