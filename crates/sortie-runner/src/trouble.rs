use std::error::Error;
use std::io;

use rustls::{AlertDescription, CertificateError, Error as TlsError};

use crate::reason::fragment;

/// Why an exchange broke off, in words, and what to do about it.
pub(crate) struct Trouble {
    pub(crate) why: String,
    pub(crate) hint: Option<&'static str>,
    /// Whether it is the way to the proxy that broke off, or the proxy's own way on.
    pub(crate) of_proxy: bool,
    /// Whether nothing was taken of the request, although the connection stood already.
    pub(crate) unsent: bool,
    /// Whether it may be over when the same is tried again.
    pub(crate) course: Course,
}

/// What becomes of a trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Course {
    /// It may pass.
    Passing,
    /// The connection ended before its time; the next one may not.
    Closed,
    /// It stays until somebody mends something.
    Lasting,
}

impl Trouble {
    /// The innermost cause of `error`: the outer ones only say that something failed.
    pub(crate) fn of(error: &reqwest::Error) -> Self {
        if error.is_connect() && error.is_timeout() {
            return Self::new("no answer in time", None);
        }
        let mut innermost = String::new();
        let mut of_proxy = false;
        let mut next: Option<&dyn Error> = Some(error);
        while let Some(cause) = next {
            innermost = cause.to_string();
            of_proxy |= innermost.starts_with("tunnel error") || innermost.contains("socks proxy");
            if let Some(told) = cause.downcast_ref::<io::Error>().and_then(Self::of_system) {
                return Self { of_proxy, ..told };
            }
            if let Some(error) = cause.downcast_ref::<TlsError>() {
                return Self { of_proxy, ..Self::of_tls(error) };
            }
            next = cause.source();
        }
        Self { of_proxy, ..Self::of_words(&innermost) }
    }

    /// A proxy that wants to know who is calling.
    pub(crate) fn proxy_login() -> Self {
        let hint = "give the connection a `proxy_auth`, or are its user name and password right?";
        Self::new("it asks for a user name and password", Some(hint)).lasting()
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
            io::ErrorKind::ConnectionRefused => {
                let hint = "is the server running, and are its address and port right?";
                Some(Self::new("connection refused", Some(hint)))
            }
            _ => None,
        }
    }

    /// What is wrong with the other side's TLS; it stays so until somebody mends it.
    pub(crate) fn of_tls(error: &TlsError) -> Self {
        Self::of_handshake(error).lasting()
    }

    fn of_handshake(error: &TlsError) -> Self {
        let TlsError::InvalidCertificate(error) = error else {
            return match error {
                TlsError::InvalidMessage(_) => Self::new(
                    "it does not speak TLS there",
                    Some("is the port right, or should the address begin with http:// instead?"),
                ),
                TlsError::AlertReceived(alert) => Self::of_alert(*alert),
                TlsError::PeerIncompatible(_) => Self::other_tls(),
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
                Some("is it the right host? `ca_bundle` of the connection names the authorities of your own"),
            ),
            CertificateError::BadSignature => Self::new(
                "its certificate names an authority that this machine trusts, but was not signed by it",
                Some(
                    "was the authority made anew? Then `ca_bundle` of the connection needs its new certificate",
                ),
            ),
            other => Self::new(&format!("its certificate is not accepted: {other}"), Some(proxy)),
        }
    }

    /// What the server sent in place of the end of the handshake: it has taken nothing.
    fn of_alert(alert: AlertDescription) -> Self {
        let told = match alert {
            AlertDescription::CertificateRequired => Self::new(
                "it wants to see a client certificate",
                Some("give the connection a `client_certificate`"),
            ),
            AlertDescription::BadCertificate
            | AlertDescription::UnsupportedCertificate
            | AlertDescription::CertificateRevoked
            | AlertDescription::CertificateExpired
            | AlertDescription::CertificateUnknown
            | AlertDescription::UnknownCA
            | AlertDescription::DecryptError
            | AlertDescription::AccessDenied => Self::new(
                "it does not accept the client certificate",
                Some("is `client_certificate` one that this host knows, and is its time not over?"),
            ),
            AlertDescription::HandshakeFailure => Self::new(
                "it broke the TLS handshake off",
                Some("does it want a `client_certificate`, or does it speak only old versions of TLS?"),
            ),
            AlertDescription::ProtocolVersion => Self::other_tls(),
            other => return Self::new(&format!("it answers with the TLS alert {other:?}"), None),
        };
        Self { unsent: true, ..told }
    }

    fn lasting(self) -> Self {
        Self { course: Course::Lasting, ..self }
    }

    fn other_tls() -> Self {
        Self::new("it speaks no TLS that is accepted here", Some("it has to speak TLS 1.2 or 1.3"))
    }

    /// What nothing but the words of the error tells.
    fn of_words(words: &str) -> Self {
        if words == "connection closed before message completed" {
            return Self::closed();
        }
        if words.ends_with("proxy authorization required") || words.ends_with("credentials not accepted") {
            return Self::proxy_login();
        }
        if words.ends_with("user/pass authentication") || words.ends_with("authentication incorrectly") {
            let hint = "does it want a `proxy_auth` of the connection, or should there be none?";
            return Self::new("it does not take this way to log in", Some(hint));
        }
        if words.starts_with("tunnel error") {
            let hint = "does the proxy reach the host, and is it allowed to?";
            return Self::new("it did not go on to the host", Some(hint));
        }
        if words == "SOCKS error: failed to create underlying connection" {
            return Self::new("it cannot be reached", Some("is its address right, and does it run?"));
        }
        if let Some(why) = words.strip_prefix("SOCKS error: ") {
            let hint = "does the proxy reach the host, and is it allowed to?";
            return Self::new(&fragment(why), Some(hint));
        }
        if words.starts_with("invalid HTTP") {
            let hint = "is the port right, or should the address begin with https:// instead?";
            return Self::new("it does not speak HTTP there", Some(hint)).lasting();
        }
        if words.contains("lookup address") {
            return Self::of_name();
        }
        Self::new(&fragment(words), None)
    }

    fn closed() -> Self {
        Self { course: Course::Closed, ..Self::new("it closed the connection too early", None) }
    }

    fn new(why: &str, hint: Option<&'static str>) -> Self {
        Self { why: why.to_owned(), hint, of_proxy: false, unsent: false, course: Course::Passing }
    }
}
