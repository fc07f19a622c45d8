use std::collections::VecDeque;

use crate::{Call, choices::Choices, directory::Directory, plan::Churn, reply::Outcome, router};

/// The directory as it is, and as those see it who read what has not caught up yet.
#[derive(Debug)]
pub(crate) struct Estate {
    directory: Directory,
    stale: Option<Stale>,
}

/// A directory that lacks the latest changes.
///
/// The changes are calls, made once more when their time has come: what a call does depends on nothing but the
/// directory, so that this one becomes what the other was.
#[derive(Debug)]
struct Stale {
    directory: Directory,
    /// The changes in their order, each with the number of the last call that does not see it.
    pending: VecDeque<(u64, Change)>,
}

#[derive(Debug)]
enum Change {
    Call(Call),
    Churn(Churn, usize),
}

impl Estate {
    /// An estate in which everybody sees everything.
    pub(crate) fn new(directory: Directory) -> Self {
        Self { directory, stale: None }
    }

    /// The directory, where everybody sees all of it.
    pub(crate) fn settled(&self) -> Option<&Directory> {
        if self.stale.is_some() { None } else { Some(&self.directory) }
    }

    /// The directory as call number `number` sees it that only reads.
    pub(crate) fn seen_by(&mut self, number: u64, choices: &Choices) -> &Directory {
        self.settle(number, choices);
        self.stale.as_ref().map_or(&self.directory, |stale| &stale.directory)
    }

    /// Carries out `call`, number `number` of all, and tells whether it changed anything.
    ///
    /// With a `lag`, readers see the change after so many further calls.
    pub(crate) fn write(&mut self, call: &Call, number: u64, lag: u64, choices: &Choices) -> (Outcome, bool) {
        self.settle(number, choices);
        if lag > 0 && self.stale.is_none() {
            self.stale = Some(Stale { directory: self.directory.clone(), pending: VecDeque::new() });
        }
        let before = self.directory.writes();
        let outcome = router::write(call, &mut self.directory, choices);
        let wrote = self.directory.writes() > before;
        if let Some(stale) = self.stale.as_mut().filter(|_| wrote) {
            stale.pending.push_back((number.saturating_add(lag), Change::Call(call.clone())));
        }
        (outcome, wrote)
    }

    /// What the answer to `call` would be; nothing is changed.
    pub(crate) fn pretend(&self, call: &Call, choices: &Choices) -> Outcome {
        router::write(call, &mut self.directory.clone(), choices)
    }

    /// Lets a user come or go, given that rows are asked for from `skip` on.
    pub(crate) fn churn(&mut self, churn: Churn, skip: usize, number: u64) {
        self.directory.churn(churn, skip);
        if let Some(stale) = &mut self.stale {
            stale.pending.push_back((number, Change::Churn(churn, skip)));
        }
    }

    /// Lets readers see what was to be seen before call number `number`.
    fn settle(&mut self, number: u64, choices: &Choices) {
        let Some(stale) = &mut self.stale else { return };
        while let Some((_, change)) = stale.pending.pop_front_if(|(last, _)| *last < number) {
            match change {
                // Its answer has been given; this time it only takes effect.
                Change::Call(call) => drop(router::write(&call, &mut stale.directory, choices)),
                Change::Churn(churn, skip) => stale.directory.churn(churn, skip),
            }
        }
        if stale.pending.is_empty() {
            self.stale = None;
        }
    }
}
