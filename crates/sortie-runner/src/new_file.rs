use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::process;

/// Writes `bytes` to a new file at `path`, which only its owner may read. It appears whole or not at all, and
/// never takes the place of another.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let parent = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy();
    fs::create_dir_all(parent)?;
    let beside = parent.join(format!(".{name}.{}", process::id()));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    // A link, unlike a renamed file, fails where the path is taken.
    let placed = written.and_then(|()| fs::hard_link(&beside, path));
    fs::remove_file(&beside)?;
    placed
}
