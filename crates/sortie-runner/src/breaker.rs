use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;
use sortie_core::{Failure, FailureKind, SideEffect};

use crate::budget_file::in_folder;

/// No block lasts longer; a file that says so was written by another clock.
const LONGEST: Duration = Duration::from_hours(25);

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
        let kept = self.path.as_ref().and_then(|path| fs::read_to_string(path).ok());
        let kept = kept.and_then(|text| text.trim().parse().ok());
        let until = kept.max(*self.own.lock().unwrap_or_else(PoisonError::into_inner))?;
        let longest = now.checked_add(LONGEST).unwrap_or(Timestamp::MAX);
        (now < until && until < longest).then_some(until)
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
        let kept = self.path.as_ref().map(|path| in_folder(path, || write(path, until)));
        let own = (!matches!(kept, Some(Ok(())))).then_some(until);
        *self.own.lock().unwrap_or_else(PoisonError::into_inner) = own;
        tracing::debug!(%until, "blocked");
        until
    }

    /// Where it is kept, if it is.
    fn path(&self) -> Option<&Path> {
        self.path.as_deref().filter(|path| path.exists())
    }
}

fn write(path: &Path, until: Timestamp) -> io::Result<()> {
    let mut options = OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(false).mode(0o600).open(path)?;
    file.write_all(format!("{until}\n").as_bytes())
}
