use std::fs::File;

use sortie_core::Turn;

use super::*;

const PACE: Pace = Pace { per_second: 100, burst: 10, concurrent: 1 };

/// A budget in a folder of its own, and where that is.
struct Shared {
    budget: Arc<Budget>,
    path: PathBuf,
    _folder: tempfile::TempDir,
}

impl Shared {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join("budget");
        Self { budget: Arc::new(Budget::new(Some(path.clone()))), path, _folder: folder }
    }

    async fn turn(&self) -> BudgetSlot {
        let turn = self.budget.turn(PACE, Instant::now() + Duration::from_hours(1)).await;
        turn.unwrap_or_else(|_| panic!("there is time"))
    }

    /// Somebody who has the record locked, and was stopped.
    fn lock(&self) -> File {
        let record = File::open(&self.path).expect("there is a record");
        record.lock().expect("nobody else has it");
        record
    }

    /// What is under way, and whether everybody has to pause: in the ledger that is shared, and in the process's own.
    fn told(&self) -> [(usize, bool); 2] {
        let told = |ledger: &Ledger, now| {
            let next = ledger.clone().turn(now, &mut None, now, PACE);
            (ledger.busy_slots().count(), matches!(next, Turn::TooLate(_)))
        };
        let shared = BudgetFile::new(self.path.clone()).try_change(|ledger, now| told(ledger, now));
        let own = told(&self.budget.own.lock().expect("nothing panics while it holds this"), now());
        [shared.expect("it can be opened").expect("nobody has it locked"), own]
    }
}

/// Waits for `future` where no time passes but what somebody sleeps.
fn wait<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_time().start_paused(true).build().expect("it starts").block_on(future)
}

/// What is told after a slot was given back, by a budget that had `parted` meanwhile.
fn after(parted: bool, refused: bool) -> [(usize, bool); 2] {
    wait(async {
        let shared = Shared::new();
        let mut slot = shared.turn().await;
        if parted {
            shared.budget.part("the test says so");
        }
        if refused {
            slot.refused(Duration::from_secs(100));
        }
        drop(slot);
        shared.told()
    })
}

#[test]
fn a_slot_is_given_back_to_the_ledger_that_it_was_taken_from() {
    for parted in [false, true] {
        assert_eq!(after(parted, false), [(0, false), (0, false)]);
    }
}

/// Whoever parts later pauses all the same.
#[test]
fn a_refusal_is_told_to_both_ledgers() {
    for parted in [false, true] {
        assert_eq!(after(parted, true), [(0, true), (0, true)]);
    }
}

/// What is on a full disk is read, and nothing can be written.
#[test]
fn a_refusal_that_could_not_be_written_has_still_to_be_told() {
    let budget = Budget::new(Some("/dev/full".into()));
    let refusal = Refusal { began: now(), until: u64::MAX };
    budget.hear(refusal, false);
    assert!(matches!(budget.try_change(true, |_, _, _| Ok(())), Some(Err(_))));
    assert_eq!(budget.memory().untold, Some(refusal));
}

#[test]
fn who_goes_alone_shares_again_after_a_while() {
    wait(async {
        let shared = Shared::new();
        drop(shared.turn().await);
        let stopped = shared.lock();
        assert!(!shared.turn().await.shared, "somebody keeps it locked");
        assert!(!shared.turn().await.shared, "it is not tried each time");
        drop(stopped);
        sleep(ALONE).await;
        assert!(shared.turn().await.shared);
    });
}

/// Whoever has little time does not spend it on a lock.
#[test]
fn a_lock_that_somebody_keeps_leaves_time_to_send() {
    wait(async {
        let shared = Shared::new();
        drop(shared.turn().await);
        let _stopped = shared.lock();
        let latest = Instant::now() + Duration::from_secs(1);
        let turn = shared.budget.turn(PACE, latest).await;
        assert!(turn.is_ok_and(|slot| !slot.shared) && Instant::now() < latest);
    });
}

#[test]
fn a_refusal_is_not_lost_where_somebody_keeps_the_ledger_locked() {
    wait(async {
        let shared = Shared::new();
        let mut slot = shared.turn().await;
        let stopped = shared.lock();
        slot.refused(Duration::from_secs(100));
        drop(slot);
        drop(stopped);
        assert_eq!(shared.told()[0], (1, false), "it could not be told");
        let next = shared.budget.turn(PACE, Instant::now() + Duration::from_secs(1)).await;
        assert!(matches!(next, Err(Late::Queue(_))), "all have to pause");
    });
}

#[test]
fn who_waits_is_woken_when_another_of_the_process_has_ended() {
    wait(async {
        let shared = Shared::new();
        let first = shared.turn().await;
        let began = Instant::now();
        let ends = async {
            yield_now().await;
            drop(first);
        };
        let (next, ()) = futures_util::future::join(shared.turn(), ends).await;
        assert!(next.shared && began.elapsed().is_zero());
    });
}

#[test]
fn a_slot_whose_holder_died_is_free_again() {
    wait(async {
        let shared = Shared::new();
        let record = BudgetFile::new(shared.path.clone());
        let dies = record.try_change(|ledger, _| ledger.begin(0));
        dies.expect("it can be opened").expect("nobody has it locked");
        assert!(shared.turn().await.shared);
    });
}
