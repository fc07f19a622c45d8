/// Microseconds that one count stands for.
const BUCKET: u64 = 10_000;
/// How many counts there are: more than the span has.
pub(crate) const BUCKETS: usize = 128;
/// How long a request counts after its end: a second, and a little for a clock that is being set right.
const SPAN: u64 = 1_010_000;

/// How many requests have ended within the last second, and when.
///
/// Times are rounded so that a request counts too long rather than too short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Window {
    /// The number of the newest count, counted from the epoch on.
    pub(crate) newest: u64,
    /// The counts, each at its number's remainder.
    pub(crate) counts: [u16; BUCKETS],
}

impl Default for Window {
    fn default() -> Self {
        Self { newest: 0, counts: [0; BUCKETS] }
    }
}

impl Window {
    /// Moves on to `now`. Where the clock has gone back, all that is counted has ended just now.
    pub(crate) fn settle(&mut self, now: u64) {
        let number = now / BUCKET;
        if number < self.newest {
            let all = self.counts.iter().fold(0, |all: u16, it| all.saturating_add(*it));
            self.counts = [0; BUCKETS];
            self.counts[place(number)] = all;
        } else {
            let passed = (number - self.newest).min(BUCKETS as u64);
            (0..passed).for_each(|back| self.counts[place(number - back)] = 0);
        }
        self.newest = number;
    }

    /// The time to which this was settled, but for what counts stand for.
    pub(crate) fn latest(&self) -> u64 {
        self.newest.saturating_mul(BUCKET)
    }

    /// Counts one that ended at the time to which this was settled.
    pub(crate) fn add(&mut self) {
        let count = &mut self.counts[place(self.newest)];
        *count = count.saturating_add(1);
    }

    /// How many still count at `now`.
    pub(crate) fn count(&self, now: u64) -> u64 {
        self.counted(now).map(|(_, count)| count).sum()
    }

    /// When no more than `most` will count of those that do at `now`.
    pub(crate) fn room_at(&self, now: u64, most: u64) -> u64 {
        let mut left = self.count(now);
        let mut at = now;
        for (number, count) in self.counted(now) {
            if left <= most {
                break;
            }
            left -= count;
            at = (number + 1) * BUCKET + SPAN;
        }
        at
    }

    /// Each count that matters at `now`, from the oldest on, with its number.
    fn counted(&self, now: u64) -> impl Iterator<Item = (u64, u64)> {
        let oldest =
            (now.saturating_sub(SPAN) / BUCKET).max((self.newest + 1).saturating_sub(BUCKETS as u64));
        (oldest..=self.newest).map(|number| (number, u64::from(self.counts[place(number)])))
    }
}

fn place(number: u64) -> usize {
    usize::try_from(number % BUCKETS as u64).unwrap_or_default()
}
