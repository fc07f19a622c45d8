use std::fs::File;
use std::io;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::budget::{AT_ONCE, Budget, NAP, Refusal, micros};
use crate::budget_file::now;

/// How many naps whoever ends a request takes to tell a refusal at once.
const NAPS: u32 = 20;

/// The slot of a request that is under way; others may have it when this is dropped.
pub(crate) struct BudgetSlot {
    budget: Arc<Budget>,
    /// Whether it is one of the ledger that is shared: the budget may have parted from that meanwhile.
    pub(crate) shared: bool,
    number: usize,
    began: u64,
    refused: Option<Refusal>,
    /// Locked for as long as the request is under way.
    _held: Option<File>,
}

impl BudgetSlot {
    /// The slot `number` of `budget`, in the ledger that is `shared` or the process's own.
    pub(crate) fn new(
        budget: Arc<Budget>,
        shared: bool,
        number: usize,
        began: u64,
        held: Option<File>,
    ) -> Self {
        Self { budget, shared, number, began, refused: None, _held: held }
    }

    /// Says that the API found this too much, and asks for such a pause.
    pub(crate) fn refused(&mut self, pause: Duration) {
        let until = now().saturating_add(micros(pause));
        self.refused = Some(Refusal { began: self.began, until });
    }

    /// Ends it in the ledger that it was taken from, which is told if it was refused; none while somebody has that locked.
    fn end(&self) -> Option<io::Result<()>> {
        self.budget.try_change(self.shared, |ledger, _, now| {
            ledger.end(self.number, now);
            if let Some(refusal) = self.refused {
                refusal.tell(ledger, now);
            }
            Ok(())
        })
    }
}

impl Drop for BudgetSlot {
    fn drop(&mut self) {
        // Whoever gives up leaves a slot that nobody holds, as one that was killed does. A refusal is everybody's.
        let tries = AT_ONCE + if self.refused.is_some() { NAPS } else { 0 };
        let ended = (0..tries).find_map(|tries| {
            match tries {
                0 => (),
                1..AT_ONCE => thread::yield_now(),
                _ => thread::sleep(NAP),
            }
            self.end()
        });
        if let Some(refusal) = self.refused.filter(|_| self.shared) {
            self.budget.hear(refusal, matches!(ended, Some(Ok(()))));
        }
        self.budget.freed.notify_one();
    }
}
