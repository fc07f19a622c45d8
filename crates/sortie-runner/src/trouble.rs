use std::error::Error;
use std::io;

use rustls::{CertificateError, Error as TlsError};

use crate::reason::fragment;

/// Why an exchange broke off, in words, and what to do about it.
pub(crate) struct Trouble {
    pub(crate) why: String,
    pub(crate) hint: Option<&'static str>,
}

impl Trouble {
    /// The innermost cause of `error`: the outer ones only say that something failed.
    pub(crate) fn of(error: &reqwest::Error) -> Self {
        if error.is_connect() && error.is_timeout() {
            return Self::new("no answer in time", None);
        }
        let mut innermost = String::new();
        let mut next: Option<&dyn Error> = Some(error);
        while let Some(cause) = next {
            if let Some(told) = cause.downcast_ref::<io::Error>().and_then(Self::of_system) {
                return told;
            }
            if let Some(error) = cause.downcast_ref::<TlsError>() {
                return Self::of_tls(error);
            }
            innermost = cause.to_string();
            next = cause.source();
        }
        Self::of_words(&innermost)
    }

    /// Why an exchange without HTTP broke off.
    pub(crate) fn of_io(error: &io::Error) -> Self {
        Self::of_system(error).unwrap_or_else(|| Self::of_words(&error.to_string()))
    }

    /// A name that cannot be looked up.
    pub(crate) fn of_name() -> Self {
        let hint = "is the host's name right, and does this machine reach a DNS server?";
        Self::new("its name cannot be looked up", Some(hint))
    }

    /// What the system's kinds of error mean here; none where its own words say it best.
    fn of_system(error: &io::Error) -> Option<Self> {
        let inner = error.get_ref();
        if let Some(tls) = inner.and_then(|inner| inner.downcast_ref::<TlsError>()) {
            return Some(Self::of_tls(tls));
        }
        if let Some(told) =
            inner.and_then(|inner| inner.downcast_ref::<io::Error>()).and_then(Self::of_system)
        {
            return Some(told);
        }
        match error.kind() {
            io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::UnexpectedEof => Some(Self::closed()),
            _ => None,
        }
    }

    pub(crate) fn of_tls(error: &TlsError) -> Self {
        let TlsError::InvalidCertificate(error) = error else {
            return match error {
                TlsError::InvalidMessage(_) => Self::new(
                    "it does not speak TLS there",
                    Some("is the port right, or should the address begin with http:// instead?"),
                ),
                other => Self::new(&fragment(&other.to_string()), None),
            };
        };
        let proxy =
            "is this the right host, and is a proxy in between that answers with a certificate of its own?";
        match error {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                Self::new("its certificate has expired", Some("are this machine's clock and the host right?"))
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                Self::new("its certificate is not valid yet", Some("is this machine's clock right?"))
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                Self::new("its certificate is for another host", Some(proxy))
            }
            CertificateError::UnknownIssuer => Self::new(
                "nobody whom this machine trusts vouches for its certificate",
                Some("is it the right host? SSL_CERT_FILE names the certificate of an authority of your own"),
            ),
            other => Self::new(&format!("its certificate is not accepted: {other}"), Some(proxy)),
        }
    }

    /// What nothing but the words of the error tells.
    fn of_words(words: &str) -> Self {
        if words == "connection closed before message completed" {
            return Self::closed();
        }
        if words.starts_with("invalid HTTP") {
            let hint = "is the port right, or should the address begin with https:// instead?";
            return Self::new("it does not speak HTTP there", Some(hint));
        }
        if words.contains("lookup address") {
            return Self::of_name();
        }
        Self::new(&fragment(words), None)
    }

    fn closed() -> Self {
        Self::new("it closed the connection too early", None)
    }

    fn new(why: &str, hint: Option<&'static str>) -> Self {
        Self { why: why.to_owned(), hint }
    }
}
