//! What a ledger promises, over random traffic and odd clocks.

use proptest::prelude::*;

use crate::ledger::SLOTS;
use crate::{Ledger, Pace, Turn};

const SECOND: u64 = 1_000_000;
const NOON: u64 = 1_795_348_800 * SECOND;

/// One request: how long after its turn it arrives, and how long after that it ends, in microseconds.
type Way = (u64, u64);

fn ways() -> impl Strategy<Value = Vec<Way>> {
    let near = (0..30_000_u64, 0..30_000_u64);
    let far = (0..900_000_u64, 0..900_000_u64);
    prop::collection::vec(prop_oneof![4 => near, 1 => far], 1..60)
}

fn pace() -> impl Strategy<Value = Pace> {
    (4..60_u64, 1..40_u64, 1..20_u64).prop_map(|(per_second, burst, concurrent)| Pace {
        per_second,
        burst,
        concurrent,
    })
}

/// Sends a request for each of `ways`, each as soon as the ledger lets it: when they arrived, and how many were under
/// way at once. `clients` ask at a time.
fn sent(ways: &[Way], pace: Pace, clients: usize) -> (Vec<u64>, usize) {
    let mut ledger = Ledger::default();
    let mut arrived = Vec::new();
    let mut most = 0;
    let mut now = NOON;
    let mut waiting: Vec<(Way, Option<u64>)> = Vec::new();
    let mut under_way: Vec<(u64, usize)> = Vec::new();
    let mut left = ways.iter();
    loop {
        waiting.extend(left.by_ref().take(clients - waiting.len()).map(|way| (*way, None)));
        if waiting.is_empty() {
            return (arrived, most);
        }
        under_way.retain(|(ends, slot)| {
            let ended = *ends <= now;
            if ended {
                ledger.end(*slot, now);
            }
            !ended
        });
        waiting.retain_mut(|((way, stay), place)| match ledger.turn(now, place, u64::MAX, pace) {
            Turn::Go => {
                let slot = ledger.free_slot(0, pace).expect("whoever may go has a slot");
                ledger.begin(slot);
                arrived.push(now + *way);
                under_way.push((now + *way + *stay, slot));
                false
            }
            _ => true,
        });
        most = most.max(under_way.len());
        now += 5_000;
        assert!(now < NOON + 3600 * SECOND, "nobody waits for ever");
    }
}

/// The most that came within any second.
fn most_in_a_second(mut arrived: Vec<u64>) -> usize {
    arrived.sort_unstable();
    let within = |first: &u64| arrived.iter().filter(|it| (*first..=*first + SECOND).contains(*it)).count();
    arrived.iter().map(within).max().unwrap_or_default()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_second_sees_more_than_the_limit_however_long_requests_take(
        ways in ways(), pace in pace(), clients in 1..30_usize,
    ) {
        let (arrived, most) = sent(&ways, pace, clients);
        prop_assert!(most_in_a_second(arrived) as u64 <= pace.per_second);
        prop_assert!(most as u64 <= pace.concurrent);
    }

    #[test]
    fn no_clock_makes_anybody_wait_for_ever(
        times in prop::collection::vec(prop_oneof![0..u64::MAX / 2, NOON..NOON + 60 * SECOND], 1..50), pace in pace(),
    ) {
        let mut ledger = Ledger::default();
        for now in times {
            match ledger.turn(now, &mut None, u64::MAX, pace) {
                Turn::Go => {
                    let slot = ledger.free_slot(0, pace).expect("whoever may go has a slot");
                    ledger.begin(slot);
                    ledger.slow_down(now, now, Some(u64::MAX));
                    ledger.end(slot, now);
                }
                Turn::At(at) | Turn::TooLate(at) | Turn::Crowded(Some(at)) => {
                    prop_assert!(at <= now + 3600 * SECOND, "{at} is too far from {now}");
                }
                Turn::Crowded(None) => (),
            }
        }
    }

    #[test]
    fn a_record_gives_the_ledger_back_and_a_damaged_one_gives_none(
        ways in ways(), at in 0..Ledger::BYTES, bit in 0..8_u32, length in 0..Ledger::BYTES,
    ) {
        let mut ledger = Ledger::default();
        for (slot, (way, stay)) in ways.iter().enumerate().take(SLOTS) {
            ledger.begin(slot);
            if slot % 2 == 0 {
                ledger.end(slot, NOON + way + stay);
            }
        }
        let mut bytes = ledger.to_bytes();
        prop_assert_eq!(bytes.len(), Ledger::BYTES);
        prop_assert_eq!(Ledger::from_bytes(&bytes), Some(ledger));
        prop_assert_eq!(Ledger::from_bytes(&bytes[..length]), None);
        bytes[at] ^= 1 << bit;
        prop_assert_eq!(Ledger::from_bytes(&bytes), None);
    }
}

const PACE: Pace = Pace { per_second: 10, burst: 4, concurrent: 10 };

/// When each of `count` requests gets its turn that all ask at `now`.
fn turns(ledger: &mut Ledger, now: u64, count: usize) -> Vec<u64> {
    let turn = |_| match ledger.turn(now, &mut None, u64::MAX, PACE) {
        Turn::Go => 0,
        Turn::At(at) => (at - now) / 1000,
        other => panic!("{other:?} where there is room"),
    };
    (0..count).map(turn).collect()
}

#[test]
fn a_burst_goes_at_once_and_all_others_in_a_row() {
    assert_eq!(turns(&mut Ledger::default(), NOON, 7), [0, 0, 0, 0, 100, 200, 300]);
}

#[test]
fn what_is_too_much_halves_the_rate_once_and_it_doubles_every_two_seconds() {
    let mut ledger = Ledger::default();
    went(&mut ledger, 8);
    ledger.slow_down(NOON, NOON + 1, None);
    // It was under way together with the first: both are told the same.
    ledger.slow_down(NOON, NOON + 2, None);
    assert_eq!(turns(&mut ledger, NOON + 2, 3), [0, 250, 500]);
    assert_eq!(turns(&mut ledger, NOON + 2 * SECOND, 3), [0, 125, 250]);
    let recovered = NOON + 6 * SECOND;
    assert_eq!(turns(&mut ledger, recovered, 6), [0, 0, 0, 0, 100, 200]);
    for _ in 0..20 {
        ledger.slow_down(recovered, recovered, None);
    }
    assert_eq!(turns(&mut ledger, recovered + 3 * SECOND, 2)[1], 333, "there is a least");
    assert_eq!(turns(&mut ledger, recovered + 13 * SECOND, 5), [0, 0, 0, 0, 100]);
}

/// A rate that nobody came near is no measure: half of what went is.
#[test]
fn what_went_is_halved_and_not_what_might_have_gone() {
    let mut ledger = Ledger::default();
    let pace = Pace { per_second: 2_000, burst: 100, concurrent: 10 };
    went(&mut ledger, 100);
    ledger.slow_down(NOON, NOON, None);
    let mut places = [None, None];
    for place in &mut places {
        ledger.turn(NOON, place, u64::MAX, pace);
    }
    assert_eq!(places[1].zip(places[0]).map(|(next, first)| next - first), Some(SECOND / 50));
}

/// So many requests went in the last second, and have ended.
fn went(ledger: &mut Ledger, count: usize) {
    for _ in 0..count {
        ledger.begin(0);
        ledger.end(0, NOON);
    }
}

#[test]
fn a_pause_is_for_all_and_has_an_end() {
    let mut ledger = Ledger::default();
    let mut waits = None;
    turns(&mut ledger, NOON, 4);
    assert_eq!(ledger.turn(NOON, &mut waits, u64::MAX, PACE), Turn::At(NOON + SECOND / 10));
    ledger.slow_down(NOON, NOON, Some(2 * SECOND));
    // Whoever waits already waits for the end of the pause as well.
    assert_eq!(ledger.turn(NOON + SECOND / 10, &mut waits, u64::MAX, PACE), Turn::At(NOON + 2 * SECOND));
    let late = ledger.turn(NOON, &mut None, NOON + SECOND, PACE);
    assert!(matches!(late, Turn::TooLate(at) if at > NOON + 2 * SECOND), "{late:?}");
    ledger.slow_down(NOON, NOON, Some(u64::MAX));
    assert!(turns(&mut ledger, NOON, 1)[0] <= 300_000);
}

#[test]
fn who_is_on_the_way_counts_until_a_second_after_its_end() {
    let pace = Pace { per_second: 2, burst: 2, concurrent: 2 };
    let mut ledger = Ledger::default();
    let ask = |ledger: &mut Ledger, now| ledger.turn(now, &mut Some(0), u64::MAX, pace);
    for slot in 0..2 {
        assert_eq!(ask(&mut ledger, NOON), Turn::Go);
        ledger.begin(slot);
    }
    let later = NOON + 9 * SECOND;
    assert_eq!(ask(&mut ledger, later), Turn::Crowded(None));
    ledger.end(0, later);
    ledger.end(1, later);
    let Turn::Crowded(Some(room)) = ask(&mut ledger, later + 1) else { panic!("both still count") };
    assert!((later + SECOND..later + SECOND + SECOND / 20).contains(&room));
    assert_eq!(ask(&mut ledger, room), Turn::Go);
    // A clock that goes back makes nobody forget them.
    assert_eq!(ask(&mut ledger, NOON), Turn::Crowded(Some(NOON + 1_020_000)));
}

/// It has run ahead while a run asked, by minutes or by years: nobody waits for it to come there again.
#[test]
fn a_clock_that_is_set_back_takes_the_row_with_it() {
    let pace = Pace { per_second: 100, burst: 1, concurrent: 10 };
    for ahead in [30, 600, 86_400, 400 * 86_400] {
        let mut ledger = Ledger::default();
        let then = NOON + ahead * SECOND;
        for _ in 0..3 {
            let mut given = None;
            ledger.turn(then, &mut given, u64::MAX, pace);
        }
        ledger.slow_down(then, then, Some(SECOND));
        let mut given = Some(then + SECOND / 100);
        let told = ledger.turn(NOON, &mut given, u64::MAX, pace);
        let Turn::At(at) = told else { panic!("there is a pause: {told:?}") };
        assert!(at <= NOON + 2 * SECOND, "{ahead} s ahead: {} µs", at - NOON);
        assert_eq!(ledger.turn(at, &mut given, u64::MAX, pace), Turn::Go, "{ahead} s ahead");
    }
}
