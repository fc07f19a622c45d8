use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, io};

use age::armor::{ArmoredReader, ArmoredWriter, Format};
use age::secrecy::ExposeSecret as _;
use age::x25519::{Identity, Recipient};
use age::{DecryptError, Decryptor, Encryptor};
use sortie_core::{Failure, Secret};
use zeroize::Zeroizing;

use super::bounded::Bounded;
use super::{MOST_BYTES, failure, file, secret_in};
use crate::{reason, whole_file};

/// The environment variable that may hold the identity itself.
const IDENTITY: &str = "SORTIE_AGE_IDENTITY";
/// The environment variable that may name the identity's file.
const IDENTITY_FILE: &str = "SORTIE_AGE_IDENTITY_FILE";
/// What every identity begins with, in either case.
const BEGIN: &str = "AGE-SECRET-KEY-";
/// The identity's file in a home.
const OF_HOME: &str = "identity.txt";

/// Decrypts `armored`, which is `what` of a connection in `home`.
pub(super) fn read(what: &str, armored: &str, home: &Path) -> Result<Secret, Failure> {
    let identities = identities(&format!("{what}: "), home)?;
    let damaged = || failure(format!("{what}: the encrypted text is damaged"));
    let decryptor =
        Decryptor::new(ArmoredReader::new(armored.trim_start().as_bytes())).map_err(|_| damaged())?;
    let told = decryptor.decrypt(identities.iter().map(|it| it as &dyn age::Identity));
    let text = told.map_err(|error| match error {
        DecryptError::NoMatchingKeys => {
            failure(format!("{what}: the text was encrypted to another identity than this machine's"))
                .with_hint("encrypt it again, to the recipient of this machine's identity")
        }
        _ => damaged(),
    })?;
    let read = Bounded::read(text).map_err(|_| damaged())?;
    if read.more {
        return Err(failure(format!(
            "{what}: the encrypted text holds more than 64 KiB, which is no secret"
        )));
    }
    secret_in(&read.bytes).map_err(|why| failure(format!("{what}: the encrypted text {why}")))
}

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

/// `secret` encrypted to `recipient`, as the armored text that stands at `age:` in a connection file.
///
/// # Errors
/// `recipient` is none, or `secret` is too long to be one.
pub(crate) fn encrypt(secret: &Secret, recipient: &str) -> Result<String, Failure> {
    // The text is not shown: who confuses the two gives an identity.
    let to: Recipient = recipient.trim().parse().map_err(|_| {
        failure("this is no recipient of age".to_owned()).with_hint("a recipient begins with age1")
    })?;
    if secret.expose().len() > MOST_BYTES {
        return Err(failure("the text holds more than 64 KiB, which is no secret".to_owned()));
    }
    let armored = || -> io::Result<Vec<u8>> {
        let encryptor = Encryptor::with_recipients([&to as &dyn age::Recipient].into_iter());
        let encryptor = encryptor.map_err(io::Error::other)?;
        let armor = ArmoredWriter::wrap_output(Vec::new(), Format::AsciiArmor)?;
        let mut writer = encryptor.wrap_output(armor)?;
        writer.write_all(secret.expose().as_bytes())?;
        writer.finish()?.finish()
    };
    let armored = armored().and_then(|bytes| String::from_utf8(bytes).map_err(io::Error::other));
    armored.map_err(|error| failure("the text cannot be encrypted".to_owned()).with_source(error))
}

/// The identities of this machine: from the environment, or else from the file that it names, or else of `home`.
/// Messages begin with `before`.
fn identities(before: &str, home: &Path) -> Result<Vec<Identity>, Failure> {
    if let Some(text) = env::var(IDENTITY).ok().map(Zeroizing::new).filter(|text| !text.is_empty()) {
        return identities_in(&text, &format!("{before}the environment variable `{IDENTITY}`"));
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

    use tempfile::TempDir;

    use super::*;

    /// A home with an identity, and its recipient.
    fn home() -> (TempDir, PathBuf, String) {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let home = folder.path().to_owned();
        let recipient = make_identity(&home).expect("the home is writable");
        (folder, home, recipient)
    }

    /// What `text` decrypts to in `home`.
    fn told(text: &str, home: &Path) -> String {
        match read("the key", text, home) {
            Ok(secret) => format!("{:?}", secret.expose()),
            Err(failure) => {
                let told = format!("{failure} [{}]", failure.hint().unwrap_or_default());
                told.replace(&home.display().to_string(), "TEMP")
            }
        }
    }

    fn secret(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    #[test]
    fn what_is_encrypted_to_an_identity_is_read_with_it() {
        let (_folder, home, made) = home();
        assert_eq!(recipient(&home).expect("it has just been made"), made);
        let text = encrypt(&secret("s3crét"), &made).expect("it is a recipient");
        assert_eq!(told(&text, &home), "\"s3crét\"");
        assert_eq!(told(&format!("\n{text}\n"), &home), "\"s3crét\"");
    }

    #[test]
    fn what_cannot_be_decrypted_is_told() {
        let (_folder, home, made) = home();
        let text = encrypt(&secret("s3cret"), &made).expect("it is a recipient");
        let (_other_folder, _, other) = self::home();
        let foreign = encrypt(&secret("s3cret"), &other).expect("it is a recipient");
        let empty = encrypt(&secret("\n"), &made).expect("it is a recipient");
        let cut = &text[..text.len() / 2];
        let last = text.len() - 40;
        let turned = format!(
            "{}{}{}",
            &text[..last],
            if &text[last..=last] == "A" { "B" } else { "A" },
            &text[last + 1..]
        );
        let texts = [&foreign, &empty, cut, &turned, "-----BEGIN AGE ENCRYPTED FILE-----\nx\n", "s3cret"];
        let mut shown = texts.map(|text| told(text, &home)).to_vec();
        for identity in ["", "# a comment\n", "AGE-SECRET-KEY-1S3CRET\n", &made] {
            fs::write(home.join(OF_HOME), identity).expect("the home is writable");
            shown.push(told(&text, &home));
        }
        fs::set_permissions(home.join(OF_HOME), fs::Permissions::from_mode(0o644)).expect("it is ours");
        shown.push(told(&text, &home));
        fs::remove_file(home.join(OF_HOME)).expect("the home is writable");
        shown.push(told(&text, &home));
        insta::assert_snapshot!(shown.join("\n"));
    }

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
    fn an_identity_of_another_tool_may_have_comments_and_others_beside_it() {
        let (_folder, home, made) = home();
        let (_other_folder, other_home, _) = self::home();
        let own = fs::read_to_string(home.join(OF_HOME)).expect("it has just been made");
        let other = fs::read_to_string(other_home.join(OF_HOME)).expect("it has just been made");
        fs::write(home.join(OF_HOME), format!("# created: today\n{other}\n{own}")).expect("it is ours");
        let text = encrypt(&secret("s3cret"), &made).expect("it is a recipient");
        assert_eq!(told(&text, &home), "\"s3cret\"");
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

    #[test]
    fn what_is_no_recipient_is_told() {
        for text in ["", "age1", "AGE-SECRET-KEY-1", "ssh-ed25519 AAAA"] {
            let failure = encrypt(&secret("s3cret"), text).expect_err("it is no recipient");
            assert_eq!(failure.to_string(), "this is no recipient of age", "{text}");
        }
    }
}
