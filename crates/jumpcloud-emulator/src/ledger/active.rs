use std::{collections::VecDeque, ops::RangeInclusive, time::Duration};

use crate::{
    counters::FaultCounters,
    fault::{Effect, FaultRule},
};

/// A rule at work.
#[derive(Debug)]
pub(super) struct Active {
    rule: FaultRule,
    /// What its chances derive from; no other rule has the same.
    seed: u64,
    matched: u64,
    struck: u64,
    /// When the latest calls were admitted that a rate limits.
    admitted: VecDeque<Duration>,
}

impl Active {
    /// The rule at `place` among all, in an organization that `seed` decides.
    pub(super) fn new(rule: FaultRule, seed: u64, place: usize) -> Self {
        let place = u64::try_from(place).unwrap_or_default();
        Self { rule, seed: mixed(seed ^ mixed(place + 1)), matched: 0, struck: 0, admitted: VecDeque::new() }
    }

    /// What it does.
    pub(super) fn effect(&self) -> &Effect {
        self.rule.effect()
    }

    /// Whether it has to do with a call of `method` at `path`.
    pub(super) fn concerns(&self, method: &str, path: &str) -> bool {
        self.rule.concerns(method, path)
    }

    /// Counts something that it concerns, and tells whether it is to be struck.
    pub(super) fn meets(&mut self) -> bool {
        self.matched += 1;
        self.rule.strikes(self.matched, self.dice(1))
    }

    /// Counts that it has struck.
    pub(super) fn strike(&mut self) {
        self.struck += 1;
    }

    /// So many milliseconds, out of `span`, for the call that was counted last.
    pub(super) fn draw(&self, span: &RangeInclusive<u64>) -> Duration {
        let more = match (span.end() - span.start()).checked_add(1) {
            Some(count) => self.dice(2) % count,
            None => self.dice(2),
        };
        Duration::from_millis(span.start() + more)
    }

    /// Admits a call, unless `limit` of them have been admitted in the second that ends `now`.
    pub(super) fn admits(&mut self, limit: usize, now: Duration) -> bool {
        while self.admitted.front().is_some_and(|then| *then + Duration::from_secs(1) <= now) {
            self.admitted.pop_front();
        }
        let free = self.admitted.len() < limit;
        if free {
            self.admitted.push_back(now);
        }
        free
    }

    /// What has become of it.
    pub(super) fn counters(&self) -> FaultCounters {
        FaultCounters { rule: self.rule.text().to_owned(), matched: self.matched, struck: self.struck }
    }

    fn dice(&self, question: u64) -> u64 {
        mixed(self.seed ^ mixed(self.matched ^ (question << 56)))
    }
}

/// The bits of `number`, shaken.
fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
