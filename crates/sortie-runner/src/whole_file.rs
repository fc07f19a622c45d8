//! Files that appear whole or not at all, and that only their owner may read.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;
use std::process;

/// Writes `bytes` to a new file at `path`; never takes the place of another. Folders that are missing are made,
/// their owner's alone as well.
pub(crate) fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    // A link, unlike a renamed file, fails where the path is taken.
    placed(path, bytes, |beside| fs::hard_link(beside, path))
}

/// Writes `bytes` to the file at `path` in the place of what it holds. Where that fails, it holds what it held.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // A link stays one: what is replaced is the file it leads to.
    let path = fs::canonicalize(path)?;
    placed(&path, bytes, |beside| fs::rename(beside, &path))
}

fn placed(path: &Path, bytes: &[u8], place: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy();
    let beside = folder.join(format!(".{name}.{}", process::id()));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all()).and_then(|()| place(&beside));
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => written.and(Err(error)),
        _ => written,
    }?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("the folder is there");
        let name = |entry: io::Result<fs::DirEntry>| entry.expect("an entry").file_name();
        let mut names: Vec<_> = entries.map(|it| name(it).to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("it is there").permissions().mode() & 0o777
    }

    #[test]
    fn a_new_file_and_its_folders_are_their_owners() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join("home/connections/a.yaml");
        create(&path, b"one").expect("it is writable");
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(&folder.path().join("home")), 0o700);
        assert_eq!(mode(&folder.path().join("home/connections")), 0o700);
        let again = create(&path, b"two").expect_err("it is there");
        assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).expect("it is there"), b"one");
        assert_eq!(names(&folder.path().join("home/connections")), ["a.yaml"]);
    }

    #[test]
    fn a_replaced_file_becomes_its_owners_and_a_link_stays_a_link() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let (path, link) = (folder.path().join("a.yaml"), folder.path().join("link.yaml"));
        fs::write(&path, "one").expect("it is writable");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("it is ours");
        symlink("a.yaml", &link).expect("it is writable");
        replace(&link, b"two").expect("it is writable");
        assert_eq!(fs::read(&path).expect("it is there"), b"two");
        assert_eq!(mode(&path), 0o600);
        assert!(link.is_symlink());
        assert_eq!(names(folder.path()), ["a.yaml", "link.yaml"]);
    }
}
