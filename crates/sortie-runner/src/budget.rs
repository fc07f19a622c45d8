use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex as BlockingMutex, MutexGuard, PoisonError};
use std::time::Duration;

use sortie_core::{Ledger, Pace};
use tokio::sync::{Mutex, Notify};
use tokio::task::yield_now;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use crate::budget_file::{BudgetFile, now};
use crate::budget_slot::BudgetSlot;
use crate::budget_step::{Step, step};

/// How often a lock is asked for that is held for microseconds, before anybody sleeps.
pub(crate) const AT_ONCE: u32 = 50;
/// How long it is asked for in all: whoever holds it for longer has been stopped.
const STOPPED: Duration = Duration::from_secs(2);
/// How long a process goes alone before it tries again to share.
const ALONE: Duration = Duration::from_secs(10);
/// How often somebody looks for those who have died under way.
const LOOK: Duration = Duration::from_millis(100);
/// The shortest and the longest sleep of who waits for others to end.
pub(crate) const NAP: Duration = Duration::from_millis(1);
const LONGEST_NAP: Duration = Duration::from_millis(20);
/// The shortest wait that people are told of without asking, and the shortest that is logged.
const TOLD: Duration = Duration::from_secs(5);
const LOGGED: Duration = Duration::from_millis(50);

/// What may leave for one host, organization and key.
pub(crate) struct Budget {
    shared: Option<BudgetFile>,
    /// What this process knows where it is alone.
    own: BlockingMutex<Ledger>,
    /// One request of this process asks at a time, the others in their order behind it.
    queue: Mutex<()>,
    /// Wakes that one when a request of this process has ended.
    pub(crate) freed: Notify,
    memory: BlockingMutex<Memory>,
}

/// What this process remembers beside the ledgers.
#[derive(Default)]
struct Memory {
    /// Until when it goes alone, since it could not share.
    alone_until: Option<Instant>,
    /// When it looked last for those who have died under way.
    looked: Option<Instant>,
    /// A refusal that the shared ledger has still to be told.
    untold: Option<Refusal>,
}

/// That the API found a request too much.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Refusal {
    /// When the request went.
    pub(crate) began: u64,
    /// Until when all have to pause.
    pub(crate) until: u64,
}

/// Why a request has no turn in time.
pub(crate) enum Late {
    /// It would come after so long.
    Queue(Duration),
    /// Those before it are still under way.
    Crowd,
}

impl Budget {
    /// The budget kept at `path`.
    pub(crate) fn new(path: Option<PathBuf>) -> Self {
        Self {
            shared: path.map(BudgetFile::new),
            own: BlockingMutex::default(),
            queue: Mutex::default(),
            freed: Notify::new(),
            memory: BlockingMutex::default(),
        }
    }

    /// Waits for the turn of a request, until `latest`.
    pub(crate) async fn turn(self: &Arc<Self>, pace: Pace, latest: Instant) -> Result<BudgetSlot, Late> {
        let asked = Instant::now();
        let _first = timeout_at(latest, self.queue.lock()).await.map_err(|_| Late::Crowd)?;
        let (mut row, mut nap) = (None, NAP);
        loop {
            let known = match self.ask(&mut row, pace, latest).await {
                Step::TooLate(wait) => return Err(Late::Queue(wait)),
                Step::Wait(known) => known,
                Step::Go { shared, slot, began, held } => {
                    // A slow disk is no turn that was waited for.
                    if nap > NAP {
                        tell_waited(asked.elapsed());
                    }
                    return Ok(BudgetSlot::new(Arc::clone(self), shared, slot, began, held));
                }
            };
            nap = (nap * 2).min(LONGEST_NAP);
            let wait = known.unwrap_or(nap);
            if wait > latest.saturating_duration_since(Instant::now()) {
                return Err(Late::Crowd);
            }
            if wait >= TOLD {
                tracing::warn!("waiting for {:.0} s for a turn", wait.as_secs_f64());
            }
            match known {
                Some(wait) => sleep(wait).await,
                // Those of other processes wake nobody here.
                None => drop(timeout(nap, self.freed.notified()).await),
            }
        }
    }

    /// Asks once, by `latest`. A lock that is held for longer than half of that time leaves the rest to who goes alone.
    async fn ask(&self, row: &mut Option<u64>, pace: Pace, latest: Instant) -> Step {
        let began = Instant::now();
        let patient = began + STOPPED.min(latest.saturating_duration_since(began) / 2);
        let mut tries = 0;
        loop {
            let asked = self.try_change(!self.is_alone(), |ledger, shared, now| {
                let left = micros(latest.saturating_duration_since(Instant::now()));
                step(ledger, shared, now, row, now.saturating_add(left), pace, || self.may_look())
            });
            tries += 1;
            match asked {
                Some(Ok(step)) => return step,
                Some(Err(error)) => self.part(&error.to_string()),
                None if Instant::now() >= patient => self.part("somebody keeps it locked"),
                None if tries > AT_ONCE => sleep(NAP).await,
                None => yield_now().await,
            }
        }
    }

    /// Lets `change` see and change the ledger that is `shared` with its slots, or else this process's own; none where
    /// somebody else is just doing that.
    pub(crate) fn try_change<T>(
        &self,
        shared: bool,
        change: impl FnOnce(&mut Ledger, Option<&BudgetFile>, u64) -> io::Result<T>,
    ) -> Option<io::Result<T>> {
        let Some(shared) = self.shared.as_ref().filter(|_| shared) else {
            let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
            return Some(change(&mut own, None, now()));
        };
        let untold = self.memory().untold;
        let changed = shared.try_change(|ledger, now| {
            if let Some(refusal) = untold {
                refusal.tell(ledger, now);
            }
            change(ledger, Some(shared), now)
        });
        if matches!(changed, Ok(Some(_))) {
            // It is written. Another may have been heard of meanwhile.
            self.memory().untold.take_if(|it| Some(*it) == untold);
        }
        changed.unwrap_or_else(|error| Some(Err(error)))
    }

    /// Whether nothing can be shared just now.
    pub(crate) fn is_alone(&self) -> bool {
        self.shared.is_none() || self.memory().alone_until.is_some_and(|until| Instant::now() < until)
    }

    /// Hears of a `refusal` that is everybody's: it holds for this process should it go alone, and unless all have been
    /// `told`, the next who changes the ledger that is shared tells them.
    pub(crate) fn hear(&self, refusal: Refusal, told: bool) {
        refusal.tell(&mut self.own.lock().unwrap_or_else(PoisonError::into_inner), now());
        if !told {
            self.memory().untold = Some(refusal);
        }
    }

    /// Goes on alone for a while: a run never fails because nothing can be shared.
    pub(crate) fn part(&self, why: &str) {
        let until = Instant::now() + ALONE;
        if !self.is_alone() {
            self.memory().alone_until = Some(until);
            let seconds = ALONE.as_secs();
            tracing::info!(
                "for {seconds} s the budget of this process is its own, since it cannot be shared: {why}"
            );
        }
    }

    fn may_look(&self) -> bool {
        let mut memory = self.memory();
        let may = memory.looked.is_none_or(|looked| looked.elapsed() >= LOOK);
        if may {
            memory.looked = Some(Instant::now());
        }
        may
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        // Nothing panics while it holds this.
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Refusal {
    /// Tells `ledger` at `now`.
    pub(crate) fn tell(self, ledger: &mut Ledger, now: u64) {
        ledger.slow_down(self.began, now, Some(self.until.saturating_sub(now)));
    }
}

fn tell_waited(waited: Duration) {
    if waited >= LOGGED {
        tracing::info!("waited {} ms, for a turn", waited.as_millis());
    }
}

pub(crate) fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
#[path = "budget_tests.rs"]
mod tests;
