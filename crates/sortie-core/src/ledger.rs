use crate::Pace;
use crate::window::Window;

/// How many requests can be under way at once, whatever a [`Pace`] says.
pub(crate) const SLOTS: usize = 100;
/// A rate of one request a second: rates are counted in thousandths of requests a second.
const ONE: u64 = 1_000;
/// The rate of what has never been too much.
const UNLIMITED: u64 = u64::MAX;
/// How long a rate that was slowed down takes to double.
const DOUBLING: u64 = 2 * SECOND;
const SECOND: u64 = 1_000_000;
/// The longest pause for everybody that an API gets by asking for it.
const LONGEST_PAUSE: u64 = 300 * SECOND;
/// Whoever would wait longer has given up; a place beyond is the work of a clock that was set.
const LONGEST_QUEUE: u64 = 3600 * SECOND;

/// What leaves for one host with one key: who may go when, and who is under way. Pure arithmetic; all times are
/// microseconds since the epoch.
///
/// Its promise: in no second does the server see more than `per_second` requests, however long each is on its way. A
/// request arrives somewhen between its turn and the end of its answer. It is counted all that time, and one second
/// more. That alone would let requests go in heaps, so each takes a place in a row as well (the generic cell rate
/// algorithm), with `burst` of them free after a time without any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    /// The next place in the row.
    pub(crate) next: u64,
    /// Until when nobody goes.
    pub(crate) paused_until: u64,
    /// When the API has said last that it was too much.
    pub(crate) slowed_at: u64,
    /// The rate from then on, in thousandths of requests a second.
    pub(crate) rate: u64,
    /// Those that have ended.
    pub(crate) ended: Window,
    /// A bit for each slot, set while a request is under way in it.
    pub(crate) under_way: u128,
}

/// What a request is told that asks for its turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// It takes a slot and goes.
    Go,
    /// It asks again at this time, when its place comes.
    At(u64),
    /// Its place would come at this time, which is too late for it: it has none.
    TooLate(u64),
    /// Its place has come, and there is no room: until then, where that is known, or until another has ended.
    Crowded(Option<u64>),
}

impl Default for Ledger {
    fn default() -> Self {
        Self {
            next: 0,
            paused_until: 0,
            slowed_at: 0,
            rate: UNLIMITED,
            ended: Window::default(),
            under_way: 0,
        }
    }
}

impl Ledger {
    /// How many slots there are.
    pub const SLOTS: usize = SLOTS;

    /// Whether a request may go at `now`; it has to by `until`. `given` is its place in the row, which it is given
    /// when it asks first.
    pub fn turn(&mut self, now: u64, given: &mut Option<u64>, until: u64, pace: Pace) -> Turn {
        self.settle(now);
        // A place from before a pause is void while that lasts, and one behind the end of the row is from another clock.
        let own = match *given {
            Some(own) if own < self.next && (now >= self.paused_until || own >= self.paused_until) => own,
            _ => {
                let due = self.due(now, pace);
                if due > until {
                    return Turn::TooLate(due);
                }
                self.next = self.next.max(due) + self.interval(now, pace);
                *given.insert(due)
            }
        };
        if now < own { Turn::At(own) } else { self.room(now, pace) }
    }

    /// The free slot to try first, at or after `from`.
    #[must_use]
    pub fn free_slot(&self, from: usize, pace: Pace) -> Option<usize> {
        let slots = usize::try_from(pace.concurrent).unwrap_or(SLOTS).min(SLOTS);
        (from..slots).find(|slot| self.under_way & bit(*slot) == 0)
    }

    /// The slots of requests under way.
    pub fn busy_slots(&self) -> impl Iterator<Item = usize> + use<> {
        let under_way = self.under_way;
        (0..SLOTS).filter(move |slot| under_way & bit(*slot) != 0)
    }

    /// A request goes in `slot`.
    pub fn begin(&mut self, slot: usize) {
        self.under_way |= bit(slot);
    }

    /// The request in `slot` has ended by `now`, with whatever became of it.
    pub fn end(&mut self, slot: usize, now: u64) {
        self.settle(now);
        self.under_way &= !bit(slot);
        self.ended.add();
    }

    /// The API has said at `now` that it was too much, to a request that went at `began`, and perhaps for how long.
    ///
    /// The rate becomes half of that at which requests went, and not of one that nobody came near. All that were under
    /// way together are told the same: it is halved once for them.
    pub fn slow_down(&mut self, began: u64, now: u64, pause: Option<u64>) {
        self.settle(now);
        if began >= self.slowed_at {
            let went = (self.ended.count(now) + u64::from(self.under_way.count_ones())) * ONE;
            self.rate = (self.rate_at(now).min(went) / 2).max(ONE);
            self.slowed_at = now;
        }
        let pause = pause.unwrap_or_default().min(LONGEST_PAUSE);
        self.paused_until = self.paused_until.max(now + pause);
    }

    fn room(&self, now: u64, pace: Pace) -> Turn {
        let busy = u64::from(self.under_way.count_ones());
        if busy >= pace.concurrent || busy >= pace.per_second {
            return Turn::Crowded(None);
        }
        let most = pace.per_second - 1 - busy;
        if self.ended.count(now) > most {
            Turn::Crowded(Some(self.ended.room_at(now, most)))
        } else {
            Turn::Go
        }
    }

    /// When the next request may go.
    fn due(&self, now: u64, pace: Pace) -> u64 {
        // Whom the API finds too fast has no burst.
        let slowed = self.rate_at(now) < pace.per_second * ONE;
        let free = if slowed { 0 } else { pace.burst.saturating_sub(1) };
        let early = self.next.saturating_sub(free * self.interval(now, pace));
        now.max(early).max(self.paused_until)
    }

    /// From one place to the next.
    fn interval(&self, now: u64, pace: Pace) -> u64 {
        (SECOND * ONE).div_ceil((pace.per_second.max(1) * ONE).min(self.rate_at(now)))
    }

    /// The rate that the API was not found to refuse: it comes back as it went, by doubling.
    fn rate_at(&self, now: u64) -> u64 {
        let since = now.saturating_sub(self.slowed_at);
        let doubled = u32::try_from(since / DOUBLING).ok().and_then(|times| 1_u64.checked_shl(times));
        let rate = doubled.map_or(UNLIMITED, |doubled| self.rate.saturating_mul(doubled));
        let more = u128::from(rate) * u128::from(since % DOUBLING) / u128::from(DOUBLING);
        rate.saturating_add(u64::try_from(more).unwrap_or(UNLIMITED))
    }

    /// Takes back whatever only a clock can have done that was set.
    fn settle(&mut self, now: u64) {
        // A clock that is set back takes all times with it.
        let back = self.ended.latest().saturating_sub(now);
        self.next = self.next.saturating_sub(back).min(now + LONGEST_QUEUE);
        self.paused_until = self.paused_until.saturating_sub(back);
        self.paused_until = self.paused_until.min(now + LONGEST_PAUSE);
        self.slowed_at = self.slowed_at.min(now);
        self.ended.settle(now);
    }
}

/// The bit of `slot`, one of the [`SLOTS`].
fn bit(slot: usize) -> u128 {
    1 << slot
}
