use std::fs::File;
use std::io;
use std::time::Duration;

use sortie_core::{Ledger, Pace, Turn};

use crate::budget::NAP;
use crate::budget_file::BudgetFile;

/// What comes of asking once.
pub(crate) enum Step {
    Go {
        shared: bool,
        slot: usize,
        began: u64,
        held: Option<File>,
    },
    /// Until then, or else until another has ended.
    Wait(Option<Duration>),
    TooLate(Duration),
}

/// Asks the ledger once. Where there is no room, and one may `look`, whoever died under way has ended now.
pub(crate) fn step(
    ledger: &mut Ledger,
    shared: Option<&BudgetFile>,
    now: u64,
    row: &mut Option<u64>,
    latest: u64,
    pace: Pace,
    look: impl FnOnce() -> bool,
) -> io::Result<Step> {
    let until = |at: u64| Duration::from_micros(at.saturating_sub(now));
    match ledger.turn(now, row, latest, pace) {
        Turn::At(at) | Turn::Crowded(Some(at)) => Ok(Step::Wait(Some(until(at)))),
        Turn::TooLate(at) => Ok(Step::TooLate(until(at))),
        Turn::Go => {
            let mut next = ledger.free_slot(0, pace);
            while let Some(slot) = next {
                let held = shared.map(|shared| shared.slot(slot)).transpose()?;
                // Another process has one that the ledger does not know, if the record was damaged.
                if !matches!(held, Some(None)) {
                    ledger.begin(slot);
                    let (shared, held) = (shared.is_some(), held.flatten());
                    return Ok(Step::Go { shared, slot, began: now, held });
                }
                next = ledger.free_slot(slot + 1, pace);
            }
            Ok(Step::Wait(None))
        }
        Turn::Crowded(None) => {
            let Some(shared) = shared.filter(|_| look()) else { return Ok(Step::Wait(None)) };
            let mut freed = false;
            for slot in ledger.busy_slots() {
                if shared.slot(slot)?.is_some() {
                    ledger.end(slot, now);
                    freed = true;
                }
            }
            Ok(Step::Wait(freed.then_some(NAP)))
        }
    }
}
