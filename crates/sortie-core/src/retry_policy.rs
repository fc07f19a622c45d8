use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{Failure, FailureKind, Purpose, Response, SideEffect, Tries};

/// How often a request is sent again that failed for a while, and how long that may take.
///
/// What may be sent again at all is no setting: nothing that may have been done and must not be done twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RetryPolicy {
    /// How many times a request is sent again, after the first.
    #[schemars(range(max = 100))]
    pub retries: u32,
    /// The longest pause before the first repeat, in milliseconds. It doubles with each, and every pause is a
    /// random part of it.
    #[schemars(range(max = 3_600_000))]
    pub backoff_ms: u64,
    /// The longest pause before any repeat, in milliseconds. A `Retry-After` of the API goes before it.
    #[schemars(range(max = 3_600_000))]
    pub max_backoff_ms: u64,
    /// Seconds in which one request is repeated: no repeat begins later.
    #[schemars(range(min = 1, max = 86_400))]
    pub total_seconds: u64,
}

/// What a connection says otherwise than its integration.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RetryFile {
    /// How many times a request is sent again, after the first.
    #[schemars(range(max = 100))]
    retries: Option<u32>,
    /// The longest pause before the first repeat, in milliseconds.
    #[schemars(range(max = 3_600_000))]
    backoff_ms: Option<u64>,
    /// The longest pause before any repeat, in milliseconds.
    #[schemars(range(max = 3_600_000))]
    max_backoff_ms: Option<u64>,
    /// Seconds in which one request is repeated.
    #[schemars(range(min = 1, max = 86_400))]
    total_seconds: Option<u64>,
}

/// The moment at which it is decided whether to send again.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// How often the request was sent.
    pub tries: Tries,
    /// How long since it was sent first.
    pub elapsed: Duration,
    /// What time it is, for an API that names a date and not its own time.
    pub now: Timestamp,
    /// A random number from 0 up to 1, without it.
    pub chance: f64,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self { retries: 3, backoff_ms: 500, max_backoff_ms: 30_000, total_seconds: 120 }
    }
}

impl RetryPolicy {
    /// This policy where `own` says nothing else.
    pub(crate) fn with(self, own: RetryFile) -> Self {
        Self {
            retries: own.retries.unwrap_or(self.retries),
            backoff_ms: own.backoff_ms.unwrap_or(self.backoff_ms),
            max_backoff_ms: own.max_backoff_ms.unwrap_or(self.max_backoff_ms),
            total_seconds: own.total_seconds.unwrap_or(self.total_seconds),
        }
    }

    /// How long to wait before a request for `purpose` is sent again; none where `answered` stands.
    ///
    /// The API's own `Retry-After` goes before the random pause. A pause that would not end in time is none.
    #[must_use]
    pub fn pause(
        &self,
        purpose: Purpose,
        answered: &Result<Response, Failure>,
        moment: Moment,
    ) -> Option<Duration> {
        let asked = match answered {
            Ok(response) if repeatable(response, purpose) => retry_after(response, moment.now),
            Err(failure) if may_be_repeated(failure) => None,
            _ => return None,
        };
        let pause = asked.unwrap_or_else(|| self.backoff(moment));
        let ends = moment.elapsed.checked_add(pause)?;
        let may = moment.tries.attempts <= self.retries && ends < Duration::from_secs(self.total_seconds);
        may.then_some(pause)
    }

    /// A random part of a bound that doubles with each attempt, so that many who failed together do not come
    /// back together.
    fn backoff(&self, moment: Moment) -> Duration {
        let doubled = 1_u64.checked_shl(moment.tries.attempts.saturating_sub(1)).unwrap_or(u64::MAX);
        let bound = self.backoff_ms.saturating_mul(doubled).min(self.max_backoff_ms);
        Duration::from_millis(bound).mul_f64(moment.chance.clamp(0.0, 1.0))
    }
}

/// Whether a request for `purpose` that was refused by `response` may be sent again and again.
///
/// What is idempotent may where the refusal is for a while. What is not may where the answer proves that nothing was
/// done.
pub(crate) fn repeatable(response: &Response, purpose: Purpose) -> bool {
    match response.status {
        429 => purpose.idempotent() || SideEffect::of_refusal(response) == SideEffect::None,
        502..=504 => purpose.idempotent(),
        _ => false,
    }
}

/// How long `response` asks to wait, by its `Retry-After`: seconds, or a date by its own clock. `now` stands for
/// that clock where it tells none. A time that is over already says nothing of when to come back.
#[must_use]
pub fn retry_after(response: &Response, now: Timestamp) -> Option<Duration> {
    named_pause(response, now).filter(|asked| !asked.is_zero())
}

/// Whether `response` names a time to come back, be it over already.
pub(crate) fn names_pause(response: &Response) -> bool {
    named_pause(response, Timestamp::UNIX_EPOCH).is_some()
}

fn named_pause(response: &Response, now: Timestamp) -> Option<Duration> {
    let asked = response.header("retry-after")?.trim();
    if !asked.is_empty() && asked.bytes().all(|byte| byte.is_ascii_digit()) {
        // More than a number can hold is longer than anybody waits.
        return Some(asked.parse().map_or(Duration::MAX, Duration::from_secs));
    }
    let date = |text| DateTimeParser::new().parse_timestamp(text).ok();
    let told = response.header("date").and_then(date).unwrap_or(now);
    Some(Duration::try_from(told.until(date(asked)?).ok()?).unwrap_or_default())
}

/// Whether what broke off may come right by itself, and nothing can be done twice by finding out.
fn may_be_repeated(failure: &Failure) -> bool {
    let on_the_way =
        matches!(failure.kind(), FailureKind::Connect | FailureKind::Interrupted | FailureKind::Timeout);
    on_the_way && failure.safe_to_retry() && !failure.is_lasting()
}

/// Whether nobody can tell what an attempt that ended so has done.
pub(crate) fn in_doubt(answered: &Result<Response, Failure>, purpose: Purpose) -> bool {
    let side_effect = match answered {
        Ok(response) => SideEffect::of_refusal(response),
        Err(failure) => failure.side_effect(),
    };
    side_effect.of(purpose.effect()) != SideEffect::None
}
