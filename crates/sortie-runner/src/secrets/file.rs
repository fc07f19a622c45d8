use std::path::Path;

use sortie_core::{Failure, Secret};

use super::{MOST_BYTES, failure, secret_in};
use crate::regular_file::{self, NotRead};

/// What lets others than the owner read or write a file.
const OF_OTHERS: u32 = 0o066;

/// Reads the secret in the file at `path`, which messages call `what`. A link counts for what it leads to.
pub(super) fn read(what: &str, path: &Path) -> Result<Secret, Failure> {
    let shown = format!("{what} `{}`", path.display());
    let bytes = regular_file::read(path, MOST_BYTES, OF_OTHERS).map_err(|error| {
        let told = format!("{shown} {}", error.why());
        match error {
            NotRead::Open => failure(told).with_hint(format!("chmod 600 {}", path.display())),
            NotRead::TooLarge(_) => failure(format!("{told}, which is no secret")),
            NotRead::Refused(error) => failure(told).with_source(error),
            NotRead::NoFile(_) => failure(told),
        }
    })?;
    secret_in(&bytes).map_err(|why| failure(format!("{shown} {why}")))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

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
