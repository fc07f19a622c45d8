use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex as BlockingMutex, PoisonError};
use std::time::Duration;

use sortie_core::{Ledger, Pace, Turn};
use tokio::sync::Mutex;
use tokio::task::yield_now;
use tokio::time::{Instant, sleep, timeout_at};

use crate::budget_file::{BudgetFile, now};

/// How often a lock is asked for that is held for microseconds, before anybody sleeps.
const AT_ONCE: u32 = 50;
/// How often in all, a millisecond apart: whoever holds it for longer has been stopped.
const IN_ALL: u32 = 2_000;
/// The shortest and the longest sleep of who waits for others to end.
const NAP: Duration = Duration::from_millis(1);
const LONGEST_NAP: Duration = Duration::from_millis(20);
/// The shortest wait that people are told of without asking, and the shortest that is logged.
const TOLD: Duration = Duration::from_secs(5);
const LOGGED: Duration = Duration::from_millis(50);

/// What may leave for one host, organization and key.
pub(crate) struct Budget {
    shared: Option<BudgetFile>,
    /// Whether nothing can be shared, for a reason that has been told.
    alone: AtomicBool,
    /// What this process knows where it is alone.
    own: BlockingMutex<Ledger>,
    /// One request of this process asks at a time, the others in their order behind it.
    queue: Mutex<()>,
}

/// Why a request has no turn in time.
pub(crate) enum Late {
    /// It would come after so long.
    Queue(Duration),
    /// Those before it are still under way.
    Crowd,
}

/// The place of a request that is under way; others may have it when it is dropped.
pub(crate) struct Place {
    budget: Arc<Budget>,
    /// Whether it is one of the ledger that is shared: the budget may have parted from that meanwhile.
    shared: bool,
    slot: usize,
    began: u64,
    refused: Option<Duration>,
    /// Locked for as long as the request is under way.
    _held: Option<File>,
}

/// What comes of asking once.
enum Step {
    Go { shared: bool, slot: usize, began: u64, held: Option<File> },
    Wait(Option<Duration>),
    TooLate(Duration),
}

impl Budget {
    /// The budget kept at `path`.
    pub(crate) fn new(path: Option<PathBuf>) -> Self {
        let alone = AtomicBool::new(path.is_none());
        let shared = path.map(BudgetFile::new);
        Self { shared, alone, own: BlockingMutex::default(), queue: Mutex::default() }
    }

    /// Waits for the turn of a request, until `latest`.
    pub(crate) async fn turn(self: &Arc<Self>, pace: Pace, latest: Instant) -> Result<Place, Late> {
        let asked = Instant::now();
        let _first = timeout_at(latest, self.queue.lock()).await.map_err(|_| Late::Crowd)?;
        let (mut row, mut nap) = (None, NAP);
        loop {
            let wait = match self.ask(&mut row, pace, latest).await {
                Step::TooLate(wait) => return Err(Late::Queue(wait)),
                Step::Wait(Some(wait)) => wait,
                Step::Wait(None) => {
                    nap = (nap * 2).min(LONGEST_NAP);
                    nap
                }
                Step::Go { shared, slot, began, held } => {
                    tell_waited(asked.elapsed());
                    let budget = Arc::clone(self);
                    return Ok(Place { budget, shared, slot, began, refused: None, _held: held });
                }
            };
            if wait > latest.saturating_duration_since(Instant::now()) {
                return Err(Late::Crowd);
            }
            if wait >= TOLD {
                tracing::warn!("waiting for {:.0} s for a turn", wait.as_secs_f64());
            }
            sleep(wait).await;
        }
    }

    async fn ask(&self, row: &mut Option<u64>, pace: Pace, latest: Instant) -> Step {
        let mut tries = 0;
        loop {
            let alone = self.alone.load(Ordering::Relaxed);
            let asked = self.try_change(!alone, |ledger, shared, now| {
                let left = micros(latest.saturating_duration_since(Instant::now()));
                step(ledger, shared, now, row, now.saturating_add(left), pace)
            });
            tries += 1;
            match asked {
                Some(Ok(step)) => return step,
                Some(Err(error)) => self.part(&error.to_string()),
                None if tries > AT_ONCE + IN_ALL => self.part("somebody keeps it locked"),
                None if tries > AT_ONCE => sleep(NAP).await,
                None => yield_now().await,
            }
        }
    }

    /// Lets `change` see and change the ledger that is `shared` with its slots, or else this process's own; none where
    /// somebody else is just doing that.
    fn try_change<T>(
        &self,
        shared: bool,
        change: impl FnOnce(&mut Ledger, Option<&BudgetFile>, u64) -> io::Result<T>,
    ) -> Option<io::Result<T>> {
        let Some(shared) = self.shared.as_ref().filter(|_| shared) else {
            let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
            return Some(change(&mut own, None, now()));
        };
        let changed = shared.try_change(|ledger, now| change(ledger, Some(shared), now));
        changed.unwrap_or_else(|error| Some(Err(error)))
    }

    /// Goes on alone: a run never fails because nothing can be shared.
    fn part(&self, why: &str) {
        if !self.alone.swap(true, Ordering::Relaxed) {
            tracing::info!("the budget of this process is its own, since it cannot be shared: {why}");
        }
    }
}

/// Asks the ledger once. Whoever died under way has ended now.
fn step(
    ledger: &mut Ledger,
    shared: Option<&BudgetFile>,
    now: u64,
    row: &mut Option<u64>,
    latest: u64,
    pace: Pace,
) -> io::Result<Step> {
    let until = |at: u64| Duration::from_micros(at.saturating_sub(now));
    match ledger.turn(now, row, latest, pace) {
        Turn::At(at) => Ok(Step::Wait(Some(until(at)))),
        Turn::TooLate(at) => Ok(Step::TooLate(until(at))),
        Turn::Go => {
            let mut next = ledger.free_slot(0, pace);
            while let Some(slot) = next {
                let held = shared.map(|shared| shared.slot(slot)).transpose()?;
                // Another process has one that the ledger does not know, if the record was damaged.
                if !matches!(held, Some(None)) {
                    ledger.begin(slot, now);
                    let (shared, held) = (shared.is_some(), held.flatten());
                    return Ok(Step::Go { shared, slot, began: now, held });
                }
                next = ledger.free_slot(slot + 1, pace);
            }
            Ok(Step::Wait(None))
        }
        Turn::Crowded(at) => {
            let mut freed = false;
            for slot in ledger.busy_slots() {
                if let Some(shared) = shared
                    && shared.slot(slot)?.is_some()
                {
                    ledger.end(slot, now);
                    freed = true;
                }
            }
            Ok(Step::Wait(if freed { Some(NAP) } else { at.map(until) }))
        }
    }
}

impl Place {
    /// Says that the API found this too much, and asks for such a pause.
    pub(crate) fn refused(&mut self, pause: Duration) {
        self.refused = Some(pause);
    }
}

impl Place {
    /// Ends it in the ledger that it was taken from. A refusal holds for what comes next, too, if that is another's.
    fn end(&self) -> bool {
        let slow = |ledger: &mut Ledger, now| {
            if let Some(pause) = self.refused {
                ledger.slow_down(self.began, now, Some(micros(pause)));
            }
        };
        let ended = self.budget.try_change(self.shared, |ledger, _, now| {
            ledger.end(self.slot, now);
            slow(ledger, now);
            Ok(())
        });
        if self.shared && self.budget.alone.load(Ordering::Relaxed) {
            self.budget.try_change(false, |own, _, now| {
                slow(own, now);
                Ok(())
            });
        }
        ended.is_some()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // Whoever gives up leaves a slot that nobody holds, as one that was killed does. A refusal is everybody's.
        let tries = if self.refused.is_some() { AT_ONCE + IN_ALL } else { AT_ONCE };
        for _ in 0..tries {
            if self.end() {
                return;
            }
            std::thread::yield_now();
        }
    }
}

fn tell_waited(waited: Duration) {
    if waited >= LOGGED {
        tracing::info!("waited {} ms, for a turn", waited.as_millis());
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACE: Pace = Pace { per_second: 100, burst: 10, concurrent: 1 };

    /// What is under way, and whether everybody has to pause: in the ledger that is shared, and in the process's own.
    fn after_parting(refused: bool) -> [(usize, bool); 2] {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join("budget");
        let budget = Arc::new(Budget::new(Some(path.clone())));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("it starts");
        let latest = Instant::now() + Duration::from_hours(1);
        let taken = runtime.block_on(budget.turn(PACE, latest));
        let mut place = taken.unwrap_or_else(|_| panic!("nobody else asks for a turn"));
        budget.part("the test says so");
        if refused {
            place.refused(Duration::from_secs(100));
        }
        drop(place);
        let told = |ledger: &Ledger, now| {
            let next = ledger.clone().turn(now, &mut None, now, PACE);
            (ledger.busy_slots().count(), matches!(next, Turn::TooLate(_)))
        };
        let shared = BudgetFile::new(path).try_change(|ledger, now| told(ledger, now));
        let own = told(&budget.own.lock().expect("nothing panics while it holds this"), now());
        [shared.expect("it can be opened").expect("nobody has it locked"), own]
    }

    #[test]
    fn a_place_is_given_back_to_the_ledger_that_it_was_taken_from() {
        assert_eq!(after_parting(false), [(0, false), (0, false)]);
        assert_eq!(after_parting(true), [(0, true), (0, true)]);
    }
}
