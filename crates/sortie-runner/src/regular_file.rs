use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use rustix::fs::OFlags;
use zeroize::Zeroizing;

use crate::reason;

const MIB: usize = 1024 * 1024;

/// Why a file is not read.
#[derive(Debug)]
pub(crate) enum NotRead {
    /// The system refuses.
    Refused(io::Error),
    /// It is none, for this reason: nobody may ever write into a pipe, and a device has no end.
    NoFile(&'static str),
    /// Others may read or write it than its reader wants.
    Open,
    /// It has more bytes than this, the most that its reader takes.
    TooLarge(usize),
}

impl NotRead {
    /// Why, as the end of a sentence about the file.
    pub(crate) fn why(&self) -> String {
        match self {
            Self::Refused(error) => format!("cannot be read: {}", reason(error)),
            Self::NoFile(why) => format!("cannot be read: {why}"),
            Self::Open => "can be read or written by others than its owner".to_owned(),
            Self::TooLarge(most) if *most < MIB => format!("holds more than {} KiB", most / 1024),
            Self::TooLarge(most) => format!("holds more than {} MiB", most / MIB),
        }
    }
}

/// What the regular file at `path` holds, which is zeroed when it is dropped: up to `most` bytes, and only where none of
/// the `forbidden` bits is in its mode. A link counts for what it leads to.
///
/// It waits for nobody, whatever is put at `path` meanwhile.
pub(crate) fn read(path: &Path, most: usize, forbidden: u32) -> Result<Zeroizing<Vec<u8>>, NotRead> {
    // Looked at before it is opened, since some devices act on that; and after, since it may be another one by then.
    regular(&fs::metadata(path).map_err(NotRead::Refused)?)?;
    let (file, found) = opened(path)?;
    if found.permissions().mode() & forbidden != 0 {
        return Err(NotRead::Open);
    }
    // All of it at once: a buffer that grows leaves its old self in memory.
    let size = usize::try_from(found.len()).unwrap_or(most).min(most);
    let mut bytes = Zeroizing::new(Vec::with_capacity(size + 1));
    file.take(most as u64 + 1).read_to_end(&mut bytes).map_err(NotRead::Refused)?;
    if bytes.len() > most { Err(NotRead::TooLarge(most)) } else { Ok(bytes) }
}

/// The regular file that is at `path` now. A pipe keeps nobody waiting who opens it so.
fn opened(path: &Path) -> Result<(File, Metadata), NotRead> {
    let at_once = OFlags::NONBLOCK.bits().cast_signed();
    let file = OpenOptions::new().read(true).custom_flags(at_once).open(path);
    let file = file.map_err(NotRead::Refused)?;
    let found = file.metadata().map_err(NotRead::Refused)?;
    regular(&found)?;
    Ok((file, found))
}

fn regular(found: &Metadata) -> Result<(), NotRead> {
    match found {
        found if found.is_file() => Ok(()),
        found if found.is_dir() => Err(NotRead::NoFile("is a directory")),
        _ => Err(NotRead::NoFile("it is a pipe or a device")),
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn a_pipe_that_has_taken_a_files_place_keeps_nobody_waiting() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let pipe = folder.path().join("pipe");
        let made = Command::new("mkfifo").arg(&pipe).status().expect("every Unix has mkfifo");
        assert!(made.success());
        assert_eq!(
            opened(&pipe).expect_err("it is no file").why(),
            "cannot be read: it is a pipe or a device"
        );
    }

    #[test]
    fn a_file_is_read_up_to_its_largest_size_and_where_its_mode_allows_it() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join("file");
        fs::write(&path, "x".repeat(2048)).expect("a temporary folder is writable");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("the file is ours");
        let told = |most, forbidden| match read(&path, most, forbidden) {
            Ok(bytes) => format!("{} bytes", bytes.len()),
            Err(error) => error.why(),
        };
        assert_eq!(told(2048, 0), "2048 bytes");
        assert_eq!(told(2047, 0o007), "holds more than 1 KiB");
        assert_eq!(told(2048, 0o070), "can be read or written by others than its owner");
    }
}
