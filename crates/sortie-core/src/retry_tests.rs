//! What is sent again, when, and what is known after it.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;

use crate::{Effect, Failure, FailureKind, Moment, Purpose, Response, RetryPolicy, SideEffect, Tries};

const READ: Purpose = Purpose::Action { effect: Effect::Read, idempotent: true };
const SET: Purpose = Purpose::Action { effect: Effect::Write, idempotent: true };
const CREATE: Purpose = Purpose::Action { effect: Effect::Write, idempotent: false };

fn noon() -> Timestamp {
    let noon = date(2026, 11, 22).at(12, 0, 0, 0).to_zoned(TimeZone::UTC);
    noon.expect("there is no gap at noon").timestamp()
}

#[expect(clippy::unnecessary_wraps, reason = "it stands where a failure may")]
fn answer(status: u16, headers: &[(&str, &str)]) -> Result<Response, Failure> {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Ok(Response { status, headers, body: Vec::new(), tries: Tries::default(), blocked_until: None })
}

fn failed(kind: FailureKind, purpose: Purpose) -> Result<Response, Failure> {
    let (side_effect, again) = match kind {
        FailureKind::Connect => (SideEffect::None, true),
        FailureKind::Decode => (SideEffect::Done, false),
        _ => (SideEffect::Unknown, purpose.idempotent()),
    };
    Err(Failure::new(kind, "it failed").with_outcome(side_effect.of(purpose.effect()), again))
}

/// The pause after the attempt number `attempts`, at the bound of what is random.
fn pause(purpose: Purpose, answered: &Result<Response, Failure>, attempts: u32) -> Option<Duration> {
    let tries = Tries { attempts, in_doubt: false };
    let moment = Moment { tries, elapsed: Duration::ZERO, now: noon(), chance: 1.0 };
    RetryPolicy::default().pause(purpose, answered, moment)
}

/// A line of the table: for each kind of action, whether its request is sent again, and with a doubt.
fn row(name: &str, ends: impl Fn(Purpose) -> Result<Response, Failure>) -> String {
    let cells = [READ, SET, CREATE].map(|purpose| {
        let end = ends(purpose);
        let again = if pause(purpose, &end, 1).is_some() { "again" } else { "-" };
        let doubt = Tries::default().after(purpose, &end).in_doubt;
        format!("{again}{}", if doubt { " (?)" } else { "" })
    });
    format!("{name:<25}{:<10}{:<12}{}\n", cells[0], cells[1], cells[2])
}

#[test]
fn the_rule_for_each_end_of_an_attempt_and_each_kind_of_action() {
    let mut told = "                         read      idempotent  other write\n".to_owned();
    for kind in [FailureKind::Connect, FailureKind::Interrupted, FailureKind::Timeout, FailureKind::Decode] {
        told += &row(kind.as_str(), |purpose| failed(kind, purpose));
    }
    told += &row("connect, for good", |it| failed(FailureKind::Connect, it).map_err(Failure::lasting));
    told += &row("budget", |_| Err(Failure::new(FailureKind::Budget, "too many")));
    for status in [200, 302, 400, 401, 403, 404, 409, 429, 500, 502, 503, 504] {
        told += &row(&status.to_string(), |_| answer(status, &[]));
    }
    told += &row("429, Retry-After: 0", |_| answer(429, &[("retry-after", "0")]));
    for status in [429, 503] {
        told += &row(&format!("{status}, Retry-After"), |_| answer(status, &[("retry-after", "1")]));
    }
    insta::assert_snapshot!(told, @r"
                             read      idempotent  other write
    connect                  again     again       again
    interrupted              again     again (?)   - (?)
    timeout                  again     again (?)   - (?)
    decode                   -         - (?)       - (?)
    connect, for good        -         -           -
    budget                   -         -           -
    200                      -         -           -
    302                      -         -           -
    400                      -         -           -
    401                      -         -           -
    403                      -         -           -
    404                      -         -           -
    409                      -         -           -
    429                      again     again (?)   - (?)
    500                      -         - (?)       - (?)
    502                      again     again (?)   - (?)
    503                      again     again (?)   - (?)
    504                      again     again (?)   - (?)
    429, Retry-After: 0      again     again       again
    429, Retry-After         again     again       again
    503, Retry-After         again     again (?)   - (?)
    ");
}

#[test]
fn pauses_double_up_to_their_bound_and_end() {
    let refused = answer(503, &[]);
    let policy = RetryPolicy { retries: 9, max_backoff_ms: 5_000, ..RetryPolicy::default() };
    let pauses = |chance: f64| -> Vec<Option<u128>> {
        let moment = |attempts| Moment {
            tries: Tries { attempts, in_doubt: false },
            elapsed: Duration::ZERO,
            now: noon(),
            chance,
        };
        let pause = |attempts| policy.pause(READ, &refused, moment(attempts));
        (1..=10).map(|attempts| pause(attempts).map(|it| it.as_millis())).collect()
    };
    let bounds = [500, 1000, 2000, 4000, 5000, 5000, 5000, 5000, 5000].map(Some);
    assert_eq!(pauses(1.0), [&bounds[..], &[None]].concat());
    assert_eq!(pauses(0.0), [&[Some(0); 9][..], &[None]].concat());
    assert_eq!(pauses(0.25)[2], Some(500));
}

#[test]
fn what_the_api_asks_for_goes_before() {
    let asked = |headers: &[(&str, &str)]| pause(READ, &answer(429, headers), 1).map(|it| it.as_millis());
    assert_eq!(asked(&[("retry-after", "7")]), Some(7_000));
    assert_eq!(asked(&[("retry-after", " 1 ")]), Some(1_000));
    // What is over already says nothing.
    assert_eq!(asked(&[("retry-after", "0")]), Some(500));
    let until = ("retry-after", "Sun, 22 Nov 2026 12:00:30 GMT");
    assert_eq!(asked(&[until]), Some(30_000));
    // The API's clock is its own.
    assert_eq!(asked(&[until, ("date", "Sun, 22 Nov 2026 12:00:25 GMT")]), Some(5_000));
    assert_eq!(asked(&[until, ("date", "Sun, 22 Nov 2026 13:00:00 GMT")]), Some(500));
    // What makes no sense is as good as nothing.
    for nonsense in ["", "soon", "-3", "1e9999", "1.5", "+5", "5 5", "Sun, 99 Nov 2026 12:00:30 GMT"] {
        assert_eq!(asked(&[("retry-after", nonsense)]), Some(500), "{nonsense}");
    }
    // Nobody waits for longer than a request may take.
    assert_eq!(asked(&[("retry-after", "119")]), Some(119_000));
    assert_eq!(asked(&[("retry-after", "120")]), None);
    assert_eq!(asked(&[("retry-after", "18446744073709551615")]), None);
    assert_eq!(asked(&[("retry-after", "99999999999999999999999")]), None);
    // What makes no sense proves nothing of a write either.
    assert_eq!(pause(CREATE, &answer(429, &[("retry-after", "soon")]), 1), None);
}

#[test]
fn what_an_earlier_attempt_may_have_done_is_not_ruled_out_by_a_later_answer() {
    let tries = Tries { attempts: 2, in_doubt: true };
    let refused = Failure::new(FailureKind::Status, "404").with_outcome(SideEffect::None, false);
    assert_eq!(refused.clone().with_tries(tries).side_effect(), SideEffect::Unknown);
    let unchanged = refused.with_tries(Tries { attempts: 2, in_doubt: false });
    assert_eq!(unchanged.side_effect(), SideEffect::None);
}
