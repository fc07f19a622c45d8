use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use rustix::fs::OFlags;
use serde_json::json;
use sortie_core::{Failure, FailureKind, SideEffect};

use crate::budget_file::in_folder;
use crate::regular_file;

/// No block lasts longer; a file that says so was written by another clock.
const LONGEST: Duration = Duration::from_hours(25);

/// The most bytes that are read of what is kept.
const LONGEST_TEXT: usize = 100;

/// Until when an API has shut out this machine, for all processes of the user.
///
/// It is kept as a text, and there is nothing to lock: whoever is told last knows best. To close it, remove the file.
pub(crate) struct Breaker {
    path: Option<PathBuf>,
    /// What this process was told, for a folder that cannot be written.
    own: Mutex<Option<Timestamp>>,
}

impl Breaker {
    /// The breaker kept at `path`.
    pub(crate) fn new(path: Option<PathBuf>) -> Self {
        Self { path, own: Mutex::default() }
    }

    /// Until when nothing may be sent, if that is so at `now`.
    fn open_until(&self, now: Timestamp) -> Option<Timestamp> {
        let own = *self.own.lock().unwrap_or_else(PoisonError::into_inner);
        let longest = now.checked_add(LONGEST).unwrap_or(Timestamp::MAX);
        [self.kept(), own].into_iter().flatten().filter(|until| now < *until && *until < longest).max()
    }

    /// Whether something may be sent to the product called `title`.
    ///
    /// # Errors
    /// It has shut this machine out.
    pub(crate) fn check(&self, title: &str) -> Result<(), Failure> {
        let Some(until) = self.open_until(Timestamp::now()) else { return Ok(()) };
        let message = format!("{title} has blocked this machine: nothing is sent until {until}");
        let failure = Failure::new(FailureKind::BreakerOpen, message)
            .with_outcome(SideEffect::None, true)
            .with_detail(json!({"until": until.to_string()}));
        Err(match self.path() {
            Some(path) => failure.with_hint(format!("to try before that, remove {}", path.display())),
            None => failure,
        })
    }

    /// Sends nothing more until `until`; gives the time until which that is.
    pub(crate) fn open(&self, until: Timestamp) -> Timestamp {
        // Whole seconds are for people, and as long as each other.
        let until = Timestamp::from_second(until.as_second() + 1).unwrap_or(until);
        let written = self.path.as_ref().is_some_and(|path| in_folder(path, || write(path, until)).is_ok());
        let own = (!written || self.kept() != Some(until)).then_some(until);
        *self.own.lock().unwrap_or_else(PoisonError::into_inner) = own;
        tracing::debug!(%until, "blocked");
        until
    }

    /// What is kept.
    fn kept(&self) -> Option<Timestamp> {
        let bytes = regular_file::read(self.path.as_deref()?, LONGEST_TEXT, 0).ok()?;
        str::from_utf8(&bytes).ok()?.trim().parse().ok()
    }

    /// Where it is kept, if it is.
    fn path(&self) -> Option<&Path> {
        self.path.as_deref().filter(|path| path.exists())
    }
}

fn write(path: &Path, until: Timestamp) -> io::Result<()> {
    let mut options = OpenOptions::new();
    // Neither what a link leads to nor a pipe is ours.
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed();
    let mut file =
        options.write(true).create(true).truncate(false).mode(0o600).custom_flags(flags).open(path)?;
    let text = format!("{until}\n");
    file.write_all(text.as_bytes())?;
    // It is cut behind, and not before, so that whoever reads meanwhile finds one.
    file.set_len(text.len() as u64)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::process::Command;

    use super::*;

    /// Whatever is in its place, it opens and keeps nobody waiting, and what a link leads to stays as it is.
    #[test]
    fn it_opens_whatever_is_kept_in_its_place() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = |name: &str| folder.path().join(name);
        fs::write(path("longer"), "x".repeat(200)).expect("it is writable");
        fs::write(path("precious"), "precious").expect("it is writable");
        symlink(path("precious"), path("link")).expect("it is writable");
        symlink("/dev/zero", path("endless")).expect("it is writable");
        fs::write(path("far"), "2999-01-01T00:00:00Z\n").expect("it is writable");
        symlink(path("far"), path("link to far")).expect("it is writable");
        fs::create_dir(path("folder")).expect("it is writable");
        let made = Command::new("mkfifo").arg(path("pipe")).status().expect("every Unix has mkfifo");
        assert!(made.success());
        let now = Timestamp::now();
        let until = now.checked_add(Duration::from_mins(15)).expect("there is such a time");
        for name in ["none", "longer", "link", "link to far", "endless", "folder", "pipe"] {
            let breaker = Breaker::new(Some(path(name)));
            assert_eq!(breaker.open_until(now), None, "{name}");
            breaker.open(until);
            assert!(breaker.open_until(now).is_some(), "{name}");
        }
        assert_eq!(fs::read_to_string(path("precious")).ok().as_deref(), Some("precious"));
        // The next process knows where it could be kept.
        for name in ["none", "longer"] {
            assert!(Breaker::new(Some(path(name))).open_until(now).is_some(), "{name}");
        }
    }
}
