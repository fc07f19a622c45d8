use std::fmt;
use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer as _;
use x509_parser::x509::X509Name;

/// How long before its end a certificate should be replaced.
const SOON: SignedDuration = SignedDuration::from_hours(14 * 24);
/// The most names that are shown.
const SHOWN: usize = 4;

/// What a certificate says of itself; whether that is true is for others to tell.
pub(super) struct Certificate {
    names: Vec<String>,
    issuer: String,
    from: Timestamp,
    until: Timestamp,
}

impl Certificate {
    /// Reads a certificate; none where it is not one.
    pub(super) fn read(der: &[u8]) -> Option<Self> {
        let (_, read) = X509Certificate::from_der(der).ok()?;
        let alternative = read.subject_alternative_name().ok().flatten();
        let mut names: Vec<String> =
            alternative.iter().flat_map(|it| &it.value.general_names).filter_map(shown).collect();
        if names.is_empty() {
            names.push(title(read.subject()));
        }
        let own = read.subject() == read.issuer();
        let issuer = if own { "itself".to_owned() } else { title(read.issuer()) };
        let moment = |seconds: i64| Timestamp::from_second(seconds).ok();
        let validity = read.validity();
        let (from, until) = (validity.not_before.timestamp(), validity.not_after.timestamp());
        Some(Self { names, issuer, from: moment(from)?, until: moment(until)? })
    }

    /// Whether it ends within two weeks from `now`.
    pub(super) fn ends_soon(&self, now: Timestamp) -> bool {
        self.until.duration_since(now) < SOON
    }
}

impl fmt::Display for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let more = self.names.len().saturating_sub(SHOWN);
        let names = self.names.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        let day = |moment: Timestamp| moment.strftime("%Y-%m-%d");
        let (from, until) = (day(self.from), day(self.until));
        write!(f, "a certificate for {names}{more}, from {from} until {until}, signed by {}", self.issuer)
    }
}

fn shown(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => {
            let four = <[u8; 4]>::try_from(*bytes).map(IpAddr::from);
            four.or_else(|_| <[u8; 16]>::try_from(*bytes).map(IpAddr::from)).ok().map(|it| it.to_string())
        }
        _ => None,
    }
}

/// What people call the owner of `name`.
fn title(name: &X509Name<'_>) -> String {
    let common = name.iter_common_name().chain(name.iter_organization()).find_map(|it| it.as_str().ok());
    common.unwrap_or("somebody without a name").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_weeks_are_soon_and_more_are_not() {
        let moment = |text: &str| text.parse::<Timestamp>().expect("a moment");
        let until = |until: &str| Certificate {
            names: vec!["a.example".to_owned()],
            issuer: "somebody".to_owned(),
            from: moment("2025-01-01T00:00:00Z"),
            until: moment(until),
        };
        let now = moment("2026-01-01T00:00:00Z");
        assert!(until("2026-01-14T23:59:59Z").ends_soon(now) && until("2025-12-31T00:00:00Z").ends_soon(now));
        assert!(!until("2026-01-15T00:00:00Z").ends_soon(now));
    }

    #[test]
    fn what_is_no_certificate_is_none() {
        assert!(Certificate::read(b"").is_none() && Certificate::read(&[0x30, 0x82, 0xff, 0xff]).is_none());
    }
}
