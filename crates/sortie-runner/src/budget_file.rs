use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use sortie_core::Ledger;

use crate::folder::make_private;

/// A ledger that processes share, and for each of its slots a file that is locked by whoever has it.
///
/// Whatever happens to a process, its locks end with it. Damaged records begin anew. Nothing is synced: who shares is
/// on this machine.
pub(crate) struct BudgetFile {
    path: PathBuf,
}

impl BudgetFile {
    /// The ledger at `path`.
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Lets `change` see and change the ledger as it is at a time, which is told in microseconds since the epoch; none
    /// where somebody else is just doing that.
    pub(crate) fn try_change<T>(&self, change: impl FnOnce(&mut Ledger, u64) -> T) -> io::Result<Option<T>> {
        let Some(file) = in_folder(&self.path, || locked(&self.path))? else { return Ok(None) };
        let mut bytes = vec![0; Ledger::BYTES + 1];
        let length = file.read_at(&mut bytes, 0)?;
        let before = Ledger::from_bytes(&bytes[..length]);
        let mut ledger = before.clone().unwrap_or_default();
        let told = change(&mut ledger, now());
        if before.as_ref() != Some(&ledger) {
            file.set_len(Ledger::BYTES as u64)?;
            file.write_all_at(&ledger.to_bytes(), 0)?;
        }
        Ok(Some(told))
    }

    /// Takes `slot` until the file is closed; none where somebody else has it. Nobody asks but within a change.
    pub(crate) fn slot(&self, slot: usize) -> io::Result<Option<File>> {
        locked(&self.path.with_extension(slot.to_string()))
    }
}

/// The time, in microseconds since the epoch.
pub(crate) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or(u64::MAX / 2)
}

/// What `act` gives, which opens `path`, once the folder is there: its owner's alone.
pub(crate) fn in_folder<T>(path: &Path, act: impl Fn() -> io::Result<T>) -> io::Result<T> {
    match act() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let folder = path.parent().unwrap_or(path);
            make_private(folder)?;
            act()
        }
        done => done,
    }
}

fn locked(path: &Path) -> io::Result<Option<File>> {
    let mut options = OpenOptions::new();
    let file = options.read(true).write(true).create(true).truncate(false).mode(0o600).open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}
