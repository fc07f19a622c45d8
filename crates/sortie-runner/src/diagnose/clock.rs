use jiff::fmt::rfc2822::DateTimeParser;
use jiff::{SignedDuration, Timestamp};
use sortie_core::Response;

use super::{Check, Diagnosis};

/// How far two clocks may be apart.
const APART: SignedDuration = SignedDuration::from_secs(60);

/// Holds this machine's clock against the server's.
pub(super) fn check(response: &Response, told: &mut Diagnosis) {
    told.tell(compared(response.header("date"), Timestamp::now()));
}

fn compared(date: Option<&str>, now: Timestamp) -> Check {
    let Some(date) = date else { return Check::skipped("clock", "the answer tells no time") };
    let Ok(server) = DateTimeParser::new().parse_timestamp(date) else {
        return Check::skipped("clock", "the time in the answer cannot be read");
    };
    let behind = server.duration_since(now);
    if behind.abs() <= APART {
        return Check::ok("clock", "as the server's, to the minute");
    }
    let way = if behind.is_positive() { "behind" } else { "ahead of" };
    Check::warning("clock", format!("{} s {way} the server's", behind.abs().as_secs()))
        .with_hint("set this machine's clock: tokens and certificates are held against it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_is_no_skew_and_more_is() {
        let now: Timestamp = "2026-01-01T12:00:00Z".parse().expect("a moment");
        let told = |date: &str| compared(Some(date), now).detail;
        assert_eq!(told("Thu, 01 Jan 2026 12:00:00 GMT"), "as the server's, to the minute");
        assert_eq!(told("Thu, 01 Jan 2026 12:01:00 GMT"), "as the server's, to the minute");
        assert_eq!(told("Thu, 01 Jan 2026 12:01:01 GMT"), "61 s behind the server's");
        assert_eq!(told("Thu, 01 Jan 2026 11:00:00 GMT"), "3600 s ahead of the server's");
        assert_eq!(told("yesterday"), "the time in the answer cannot be read");
        assert_eq!(told("Fri, 01 Jan 9999 00:00:00 GMT"), "251603496000 s behind the server's");
    }
}
