use std::path::PathBuf;

use tempfile::TempDir;

use super::make_identity;

/// A home with an identity, and its recipient.
pub(super) fn home() -> (TempDir, PathBuf, String) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let home = folder.path().to_owned();
    let recipient = make_identity(&home).expect("the home is writable");
    (folder, home, recipient)
}
