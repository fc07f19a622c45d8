//! Files that appear whole or not at all, and that only their owner may read.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process;

use crate::folder::make_private;
use crate::held_file::held;
use crate::reason;

/// What the name of an unfinished file begins and ends with. It begins with a dot, so that nobody reads it.
const BEFORE: &str = ".sortie-";
const BEHIND: &str = ".unfinished";

/// Writes `bytes` to a new file at `path`; never takes the place of another. Folders that are missing are made,
/// their owner's alone as well.
pub(crate) fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    make_private(folder)?;
    // A link, unlike a renamed file, fails where the path is taken.
    placed(path, bytes, |beside| fs::hard_link(beside, path))
}

/// Writes `bytes` to the file at `path` in the place of what it holds. Where that fails, it holds what it held.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // A link stays one: what is replaced is the file it leads to.
    let path = fs::canonicalize(path)?;
    placed(&path, bytes, |beside| fs::rename(beside, &path))
}

/// Removes the file at `path`.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    fs::remove_file(path)?;
    path.parent().into_iter().for_each(sync);
    Ok(())
}

/// Writes `bytes` beside `path`, and has them put there by `place`. Once that has been done, nothing fails any more: who
/// is told that nothing was written throws away what the file needs.
fn placed(path: &Path, bytes: &[u8], place: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    sweep(folder);
    let (beside, mut file) = unfinished(folder)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all()).and_then(|()| place(&beside));
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            tracing::warn!("{} is left, and can be removed: {}", beside.display(), reason(&error));
        }
        _ => (),
    }
    written?;
    sync(folder);
    Ok(())
}

/// Has what changed in `folder` outlast a power cut. Where that fails, it is there all the same.
fn sync(folder: &Path) {
    if let Err(error) = File::open(folder).and_then(|folder| folder.sync_all()) {
        let why = reason(&error);
        tracing::warn!("{} may forget the change if power is cut now: {why}", folder.display());
    }
}

/// A new file in `folder`, which is held as long as somebody writes it.
fn unfinished(folder: &Path) -> io::Result<(PathBuf, File)> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    let mut number = 0_u32;
    loop {
        let path = folder.join(format!("{BEFORE}{}-{number}{BEHIND}", process::id()));
        match held(&path, &options) {
            Ok(Some(file)) => return Ok((path, file)),
            // Somebody has swept it away before it was held.
            Ok(None) => (),
            // A process of another machine or container may have the same number.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
            Err(error) => return Err(error),
        }
    }
}

/// Removes from `folder` what was not finished, and is not held any more: its writer was ended. What cannot be removed
/// is in nobody's way.
fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let own = name.to_str().is_some_and(|name| name.starts_with(BEFORE) && name.ends_with(BEHIND));
        if own && entry.file_type().is_ok_and(|it| it.is_file()) {
            let left = OpenOptions::new().write(true).open(entry.path());
            if left.is_ok_and(|left| left.try_lock().is_ok()) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
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
    fn what_a_writer_left_that_was_ended_is_swept_away_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let own = format!(".sortie-{}-0.unfinished", process::id());
        let held = ".sortie-1-7.unfinished";
        for name in [&own, held, ".sortie-1-0.unfinished", ".sortie-1", ".a.yaml.swp"] {
            fs::write(folder.path().join(name), "half").expect("it is writable");
        }
        let writing = File::open(folder.path().join(held)).expect("it is there");
        writing.lock().expect("nobody else holds it");
        create(&folder.path().join("a.yaml"), b"one").expect("it is writable");
        assert_eq!(names(folder.path()), [".a.yaml.swp", ".sortie-1", held, "a.yaml"]);
        drop(writing);
        replace(&folder.path().join("a.yaml"), b"two").expect("it is writable");
        assert_eq!(names(folder.path()), [".a.yaml.swp", ".sortie-1", "a.yaml"]);
    }

    /// What can still go wrong is no reason to say that nothing was written.
    #[test]
    fn what_has_been_placed_is_there_whatever_comes_after() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join("a.yaml");
        let left = Cell::new(None);
        let named_twice = placed(&path, b"one", |beside| {
            fs::rename(beside, &path)?;
            left.set(Some(beside.to_owned()));
            // A folder is not removed like a file.
            fs::create_dir(beside)
        });
        named_twice.expect("it is there");
        assert!(left.take().expect("it was placed").is_dir());
        assert_eq!(fs::read(&path).expect("it is there"), b"one");

        let home = folder.path().join("home");
        fs::create_dir(&home).expect("it is writable");
        let moved = folder.path().join("moved");
        let unsynced = placed(&home.join("a.yaml"), b"two", |beside| {
            fs::rename(beside, home.join("a.yaml"))?;
            fs::rename(&home, &moved)
        });
        unsynced.expect("it is there");
        assert_eq!(fs::read(moved.join("a.yaml")).expect("it is there"), b"two");
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
