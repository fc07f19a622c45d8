use std::io;

use sortie_core::{Failure, FailureKind, Secret, SecretDraft};
use sortie_runner::{Home, Sealed, read_secret};

use crate::args::SecretWay;
use crate::terminal::Terminal;

/// Makes of where a secret is what a connection file says of it.
pub(super) struct SecretPlace<'a> {
    pub(super) home: &'a Home,
    pub(super) terminal: Option<&'a Terminal>,
}

/// How a connection file keeps a secret.
pub(super) enum Kept {
    /// It says where.
    Elsewhere(SecretDraft),
    /// It holds it, encrypted.
    Sealed(Sealed),
}

impl SecretPlace<'_> {
    /// What to write for `way`.
    pub(super) fn of(&self, way: SecretWay) -> Result<Kept, Failure> {
        match way {
            SecretWay::Env(name) => env(name).map(Kept::Elsewhere),
            SecretWay::File(path) if path.is_empty() => Err(invalid("a file without a path")),
            SecretWay::File(path) => Ok(Kept::Elsewhere(SecretDraft::File(path))),
            SecretWay::Command(text) => command(text).map(Kept::Elsewhere),
            SecretWay::Stdin => self.sealed(self.piped()?),
        }
    }

    /// `secret`, to be encrypted to the identity of this home.
    pub(super) fn sealed(&self, secret: Secret) -> Result<Kept, Failure> {
        Sealed::new(self.home, secret).map(Kept::Sealed)
    }

    fn piped(&self) -> Result<Secret, Failure> {
        let secret = match self.terminal {
            Some(terminal) => terminal.secret("The secret (it is not shown): ")?,
            None => read_secret("stdin", io::stdin())?,
        };
        match secret.expose() {
            "" => Err(invalid("this is no secret")),
            text if text.contains(['\r', '\n']) => {
                Err(invalid("stdin holds several lines, which are no secret"))
            }
            _ => Ok(secret),
        }
    }
}

/// What is no name of a variable may be the secret itself, and is not repeated.
fn env(name: String) -> Result<SecretDraft, Failure> {
    let letter = |it: char| it.is_ascii_alphabetic() || it == '_';
    if name.starts_with(letter) && name.chars().all(|it| letter(it) || it.is_ascii_digit()) {
        return Ok(SecretDraft::Env(name));
    }
    Err(invalid("this is no name of an environment variable: letters, digits and `_`, and no digit first")
        .with_hint("the secret itself is kept with --api-key-stdin"))
}

/// Words become a list, which no shell reads. What only a shell understands is kept as a text for one.
fn command(text: String) -> Result<SecretDraft, Failure> {
    let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    if words.is_empty() {
        return Err(invalid("an empty command"));
    }
    let plain = |it: char| it.is_alphanumeric() || " /_.,:@%+=-".contains(it);
    if text.chars().all(plain) && !words[0].contains('=') {
        return Ok(SecretDraft::Command(words));
    }
    Ok(SecretDraft::ShellCommand(text))
}

fn invalid(message: &str) -> Failure {
    Failure::new(FailureKind::InvalidInput, message)
}
