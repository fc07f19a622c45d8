use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use crate::folder::make_private;
use crate::held_file::held;

/// Keeps all others who ask for it off a folder, until it is dropped or the process ends.
#[derive(Debug)]
pub(crate) struct FolderLock {
    path: PathBuf,
    _file: File,
}

impl FolderLock {
    /// Waits until nobody else has the lock of `folder`, which is made where it is missing, its owner's alone.
    ///
    /// It is a lock on a file in there: not all systems that share folders can lock these themselves.
    pub(crate) fn wait(folder: &Path) -> io::Result<Self> {
        make_private(folder)?;
        let path = folder.join(".sortie.lock");
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false).mode(0o600);
        loop {
            if let Some(file) = held(&path, &options)? {
                return Ok(Self { path, _file: file });
            }
        }
    }
}

impl Drop for FolderLock {
    fn drop(&mut self) {
        // While it is still held: whoever waits for it sees that it is gone, and makes another. One that stays is no
        // harm, it is taken again.
        let _ = fs::remove_file(&self.path);
    }
}
