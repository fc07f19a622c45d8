use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustix::fs::OFlags;
use sortie_core::Ledger;

use crate::folder::make_private;
use crate::held_file::stands;

/// How long nothing has to be heard of a record until it is removed: what it knows is over in an hour.
const OLD: Duration = Duration::from_hours(24);
/// How many are removed at most when a new one is made.
const SWEPT: usize = 10;

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
        drop(file);
        if length == 0 {
            sweep(&self.path);
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

/// Takes the file at `path` until it is closed; none where somebody else has it, or has just swept it away.
fn locked(path: &Path) -> io::Result<Option<File>> {
    let mut options = OpenOptions::new();
    // What a link leads to is not ours.
    options.custom_flags(OFlags::NOFOLLOW.bits().cast_signed());
    let file = options.read(true).write(true).create(true).truncate(false).mode(0o600).open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(stands(&file, path).then_some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Removes what is kept beside `path` for those of whom nothing was heard for a day: a few, since each new record does.
fn sweep(path: &Path) {
    let listed = path.parent().and_then(|folder| fs::read_dir(folder).ok());
    let records = listed.into_iter().flatten().filter_map(|entry| entry.ok().map(|it| it.path()));
    for record in records.filter(|it| is_record(it) && is_old(it)).take(SWEPT) {
        // What fails to be removed is left to the next.
        let _ = remove(&record);
    }
}

/// Removes `record` and its slots, unless somebody has one of them.
fn remove(record: &Path) -> io::Result<()> {
    let held = locked(record)?;
    // Somebody may have used it since it was looked at. Nobody can now.
    if held.is_none() || !is_old(record) {
        return Ok(());
    }
    let slots = (0..Ledger::SLOTS).map(|slot| record.with_extension(slot.to_string()));
    let slots: Vec<PathBuf> = slots.filter(|slot| slot.exists()).collect();
    for slot in &slots {
        if locked(slot)?.is_none() {
            return Ok(());
        }
    }
    slots.iter().try_for_each(fs::remove_file)?;
    fs::remove_file(record)
}

/// Whether `path` has the name of a record: hexadecimal digits.
fn is_record(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().as_encoded_bytes();
    name.len() == 22 && name.iter().all(u8::is_ascii_hexdigit)
}

fn is_old(path: &Path) -> bool {
    let age = |it: Metadata| it.modified().ok()?.elapsed().ok();
    fs::metadata(path).ok().and_then(age).is_some_and(|age| age > OLD)
}

#[cfg(test)]
mod tests {
    use super::*;

    const YESTERDAY: Duration = Duration::from_hours(25);

    /// A record with a slot of which nothing was heard for so long.
    fn kept(folder: &Path, name: &str, age: Duration) -> PathBuf {
        let path = folder.join(name.repeat(22));
        let file = BudgetFile::new(path.clone());
        file.try_change(|_, _| file.slot(3))
            .expect("it can be opened")
            .expect("nobody has it")
            .expect("it is");
        let record = File::options().write(true).open(&path).expect("it is there");
        record.set_modified(SystemTime::now() - age).expect("it is ours");
        path
    }

    #[test]
    fn a_new_record_sweeps_away_what_is_a_day_old_and_nobodys() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let folder = folder.path();
        let [gone, young, used] = [("a", YESTERDAY), ("b", Duration::ZERO), ("c", YESTERDAY)]
            .map(|(name, age)| kept(folder, name, age));
        fs::write(folder.join("other"), "").expect("it is writable");
        let held = locked(&used.with_extension("3")).expect("it can be opened").expect("nobody has it");
        let new = kept(folder, "d", Duration::ZERO);
        assert_eq!((gone.exists(), gone.with_extension("3").exists()), (false, false));
        for path in [&young, &used, &new] {
            assert!(path.exists() && path.with_extension("3").exists(), "{}", path.display());
        }
        assert!(folder.join("other").exists());
        drop(held);
    }

    /// Whoever opened a file just before it was swept away has a lock on nothing.
    #[test]
    fn a_lock_on_a_file_that_is_gone_is_none() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join("record");
        let opened = locked(&path).expect("it can be opened").expect("nobody has it");
        assert!(stands(&opened, &path));
        fs::remove_file(&path).expect("it is ours");
        assert!(!stands(&opened, &path));
        let _another = locked(&path).expect("it can be opened").expect("nobody has that one");
        assert!(!stands(&opened, &path));
    }
}
