use std::fs::{self, File, Metadata};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use sortie_core::{Failure, Secret};

use super::bounded::Bounded;
use super::{failure, secret_in};
use crate::reason;
use crate::regular_file::not_regular;

/// What lets others than the owner read or write a file.
const OF_OTHERS: u32 = 0o066;

/// Reads the secret in the file at `path`, which messages call `what`. A link counts for what it leads to.
pub(super) fn read(what: &str, path: &Path) -> Result<Secret, Failure> {
    let shown = format!("{what} `{}`", path.display());
    let unreadable =
        |error: io::Error| failure(format!("{shown} cannot be read: {}", reason(&error))).with_source(error);
    // Looked at before it is opened: a pipe keeps whoever opens it waiting.
    regular(&shown, &fs::metadata(path).map_err(unreadable)?)?;
    let file = File::open(path).map_err(unreadable)?;
    let found = file.metadata().map_err(unreadable)?;
    regular(&shown, &found)?;
    if found.permissions().mode() & OF_OTHERS != 0 {
        let hint = format!("chmod 600 {}", path.display());
        return Err(
            failure(format!("{shown} can be read or written by others than its owner")).with_hint(hint)
        );
    }
    let read = Bounded::read(file).map_err(unreadable)?;
    if read.more {
        return Err(failure(format!("{shown} holds more than 64 KiB, which is no secret")));
    }
    secret_in(&read.bytes).map_err(|why| failure(format!("{shown} {why}")))
}

fn regular(shown: &str, found: &Metadata) -> Result<(), Failure> {
    match not_regular(found) {
        None => Ok(()),
        Some(why) => Err(failure(format!("{shown} cannot be read: {why}"))),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    /// What is told of a secret's file of this content and mode, read by a link.
    fn told(content: &[u8], mode: u32) -> String {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join("key");
        fs::write(&path, content).expect("a temporary folder is writable");
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("the file is ours");
        symlink(&path, folder.path().join("link")).expect("a temporary folder is writable");
        let told = match read("the file", &folder.path().join("link")) {
            Ok(secret) => format!("{:?}", secret.expose()),
            Err(failure) => format!("{failure} [{}]", failure.hint().unwrap_or_default()),
        };
        told.replace(&folder.path().display().to_string(), "TEMP")
    }

    #[test]
    fn only_its_owner_may_read_or_write_a_secrets_file() {
        let modes = [0o600, 0o400, 0o700, 0o711, 0o640, 0o620, 0o604, 0o602, 0o644, 0o666];
        let shown = modes.map(|mode| format!("{mode:o} -> {}", told(b"s3cret\n", mode)));
        insta::assert_snapshot!(shown.join("\n"));
    }

    #[test]
    fn a_secret_is_text_of_some_size() {
        assert_eq!(told(b"s3cret\r\n\n", 0o600), "\"s3cret\"");
        assert_eq!(told(b" a\nb ", 0o600), "\" a\\nb \"");
        assert_eq!(told(b"\n", 0o600), "the file `TEMP/link` is empty []");
        assert_eq!(told(b"\xff", 0o600), "the file `TEMP/link` is not UTF-8 []");
        assert_eq!(told("x".repeat(65_536).as_bytes(), 0o600).len(), 65_538);
        let long = "the file `TEMP/link` holds more than 64 KiB, which is no secret []";
        assert_eq!(told("x".repeat(65_537).as_bytes(), 0o600), long);
    }

    #[test]
    fn what_is_no_file_is_not_opened() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let told = |path: &Path| read("the file", path).expect_err("it is no file").to_string();
        let shown = format!("the file `{}` cannot be read: is a directory", folder.path().display());
        assert_eq!(told(folder.path()), shown);
        assert_eq!(
            told(Path::new("/dev/zero")),
            "the file `/dev/zero` cannot be read: it is a pipe or a device"
        );
    }
}
