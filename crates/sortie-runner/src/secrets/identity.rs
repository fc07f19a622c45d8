use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::{env, io};

use age::secrecy::ExposeSecret as _;
use age::x25519::Identity;
use sortie_core::Failure;
use zeroize::Zeroizing;

use super::{failure, file};
use crate::{reason, whole_file};

/// The environment variable that may hold the identity itself.
const IDENTITY: &str = "SORTIE_AGE_IDENTITY";
/// The environment variable that may name the identity's file.
const IDENTITY_FILE: &str = "SORTIE_AGE_IDENTITY_FILE";
/// What every identity begins with, in either case.
const BEGIN: &str = "AGE-SECRET-KEY-";
/// The identity's file in a home.
pub(super) const OF_HOME: &str = "identity.txt";

/// Makes an identity in `home` and gives its recipient, to which secrets are encrypted.
///
/// The file appears whole, is its owner's alone, and never takes the place of another.
///
/// # Errors
/// The home has an identity, or it cannot be written.
pub(crate) fn make_identity(home: &Path) -> Result<String, Failure> {
    let path = identity_path(home);
    let identity = Identity::generate();
    let recipient = identity.to_public().to_string();
    let secret = identity.to_string();
    let text = Zeroizing::new(format!("# recipient: {recipient}\n{}\n", secret.expose_secret()));
    whole_file::create(&path, text.as_bytes()).map_err(|error| {
        let why = match error.kind() {
            io::ErrorKind::AlreadyExists => "is there already".to_owned(),
            _ => format!("cannot be written: {}", reason(&error)),
        };
        failure(format!("the identity `{}` {why}", path.display())).with_source(error)
    })?;
    Ok(recipient)
}

/// Where `home` keeps its identity.
pub(crate) fn identity_path(home: &Path) -> PathBuf {
    home.join(OF_HOME)
}

/// Whether runs in `home` have an identity, be it one that can be read or not.
pub(crate) fn has_identity(home: &Path) -> bool {
    let given = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    given(IDENTITY) || given(IDENTITY_FILE) || identity_path(home).exists()
}

/// The recipient to encrypt to, so that runs in `home` can decrypt it.
///
/// # Errors
/// There is no identity, or it cannot be read.
pub(crate) fn recipient(home: &Path) -> Result<String, Failure> {
    let identities = identities("", home)?;
    let first = identities.first().ok_or_else(|| failure("there is no identity".to_owned()))?;
    Ok(first.to_public().to_string())
}

/// A recipient whose identity is gone already.
pub(crate) fn recipient_of_nobody() -> String {
    Identity::generate().to_public().to_string()
}

/// The identities of this machine: from the environment, or else from the file that it names, or else of `home`.
/// Messages begin with `before`.
pub(super) fn identities(before: &str, home: &Path) -> Result<Vec<Identity>, Failure> {
    if let Some(given) = env::var_os(IDENTITY).filter(|given| !given.is_empty()) {
        let bytes = Zeroizing::new(given.into_encoded_bytes());
        let place = format!("{before}the environment variable `{IDENTITY}`");
        let text = str::from_utf8(&bytes).map_err(|_| failure(format!("{place} is not UTF-8")))?;
        return identities_in(text, &place);
    }
    let named = env::var_os(IDENTITY_FILE).filter(|path| !path.is_empty());
    if named.as_deref().is_some_and(is_identity) {
        // The value is not shown, as that of a path would be.
        return Err(failure(format!("{before}`{IDENTITY_FILE}` holds an identity itself"))
            .with_hint(format!("put it into `{IDENTITY}`, or name a file that holds it")));
    }
    let path = home.join(named.as_deref().unwrap_or(OF_HOME.as_ref()));
    if named.is_none() && !path.exists() {
        let missing = format!("`{}` does not exist", path.display());
        let hint = format!("put it there, or into `{IDENTITY}`, or name its file in `{IDENTITY_FILE}`");
        return Err(
            failure(format!("{before}there is no identity to decrypt with: {missing}")).with_hint(hint)
        );
    }
    let text = file::read(&format!("{before}the identity"), &path)?;
    identities_in(text.expose(), &format!("{before}the identity `{}`", path.display()))
}

/// Whether `value`, which should name a file, is an identity, or what such a file holds.
fn is_identity(value: &OsStr) -> bool {
    value.as_encoded_bytes().split(|byte| *byte == b'\n').any(|line| {
        let start = line.trim_ascii_start().get(..BEGIN.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(BEGIN.as_bytes()))
    })
}

/// The identities in `text`, which messages call `place`. Each line is one, but for comments.
fn identities_in(text: &str, place: &str) -> Result<Vec<Identity>, Failure> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let found = lines.map(|line| line.parse().ok()).collect::<Option<Vec<Identity>>>();
    found.filter(|found| !found.is_empty()).ok_or_else(|| {
        failure(format!("{place} holds no identity of age"))
            .with_hint("an identity begins with AGE-SECRET-KEY-1")
    })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use super::super::fixtures::home;
    use super::*;

    #[test]
    fn an_identity_is_made_once_and_is_its_owners() {
        let (_folder, home, _) = home();
        let path = home.join(OF_HOME);
        let before = fs::read(&path).expect("it has just been made");
        assert_eq!(fs::metadata(&path).expect("it is there").permissions().mode() & 0o777, 0o600);
        let again = make_identity(&home).expect_err("there is one");
        assert_eq!(again.to_string(), format!("the identity `{}` is there already", path.display()));
        assert_eq!(fs::read(&path).expect("it is still there"), before);
        let files = fs::read_dir(&home).expect("the home is there").count();
        assert_eq!(files, 1, "nothing is left beside it");
    }

    #[test]
    fn an_identity_is_told_from_the_path_of_its_file() {
        for value in ["AGE-SECRET-KEY-1X", " age-secret-key-1x", "# recipient: age1x\nAGE-SECRET-KEY-1X\n"] {
            assert!(is_identity(value.as_ref()), "{value}");
        }
        for value in ["identity.txt", "/keys/AGE-SECRET-KEY-1X", "AGE-SECRET", ""] {
            assert!(!is_identity(value.as_ref()), "{value}");
        }
    }
}
