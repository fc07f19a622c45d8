use std::time::Duration;

use jiff::Timestamp;
use rustls::pki_types::ServerName;
use rustls::{Error as TlsError, ProtocolVersion};
use sortie_core::FailureKind;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::Check;
use super::certificate::Certificate;
use super::reach::Target;
use super::recorder::{Seen, configured};
use super::tcp::no_answer;
use super::wire::Wire;
use crate::NetworkMaterial;
use crate::trouble::Trouble;

/// Somebody to speak TLS with.
pub(super) struct Peer<'a> {
    /// The check that tells of it.
    pub(super) check: &'static str,
    /// Its name or number, without brackets.
    pub(super) host: &'a str,
    /// Where it is, as `HOST:PORT`.
    pub(super) place: String,
    /// How long it may take.
    pub(super) limit: Duration,
    /// Whether its certificate is verified.
    pub(super) verify: bool,
}

/// Speaks TLS with `target`, which is at the other end of `wire`.
pub(super) async fn check(
    target: &Target,
    material: &NetworkMaterial,
    wire: Box<dyn Wire>,
    told: &mut Vec<Check>,
) -> Option<()> {
    let place = target.place();
    if target.url.scheme() != "https" {
        told.push(Check::skipped("tls", format!("{place}: the address begins with http://")));
        return Some(());
    }
    let (host, limit, verify) = (target.host.as_str(), target.limit, target.verify);
    let peer = Peer { check: "tls", host, place, limit, verify };
    speak(&peer, material, wire, told).await.map(drop)
}

/// Speaks TLS with `peer`, which is at the other end of `wire`, and looks at the certificate that it shows.
pub(super) async fn speak<W: Wire>(
    peer: &Peer<'_>,
    material: &NetworkMaterial,
    wire: W,
    told: &mut Vec<Check>,
) -> Option<TlsStream<W>> {
    let failed =
        |why: &str| Check::failed(peer.check, FailureKind::Connect, format!("{}: {why}", peer.place));
    let (config, recorder) = match configured(peer.verify, material) {
        Ok(configured) => configured,
        Err(error) => {
            told.push(failed(&format!("this machine's authorities cannot be read: {error}")));
            return None;
        }
    };
    let Ok(name) = ServerName::try_from(peer.host.to_owned()) else {
        told.push(failed("no certificate can be for such a host").with_hint("is its name spelt right?"));
        return None;
    };
    let check = match timeout(peer.limit, TlsConnector::from(config).connect(name, wire)).await {
        Ok(Ok(stream)) => {
            told.push(believed(peer, stream.get_ref().1.protocol_version(), &recorder.seen()));
            return Some(stream);
        }
        Ok(Err(error)) => {
            let trouble = Trouble::of_io(&error);
            let shown = shown(&recorder.seen()).map_or_else(String::new, |it| format!("; it shows {it}"));
            failed(&format!("{}{shown}", trouble.why)).with_any(trouble.hint)
        }
        Err(_) => failed(&no_answer(peer.limit)).with_hint("does the host speak TLS at this port?"),
    };
    told.push(check);
    None
}

/// A server with which TLS is spoken.
fn believed(peer: &Peer<'_>, version: Option<ProtocolVersion>, seen: &Seen) -> Check {
    let protocol = match version {
        Some(ProtocolVersion::TLSv1_3) => "TLS 1.3",
        Some(ProtocolVersion::TLSv1_2) => "TLS 1.2",
        _ => "TLS",
    };
    let certificate = certificate(seen);
    let shown = certificate.as_ref().map_or_else(|| "a certificate".to_owned(), Certificate::to_string);
    let detail = format!("{}: {protocol}, {shown}", peer.place);
    if let Some(error) = &seen.overlooked {
        return Check::warning(
            peer.check,
            format!("{detail}; not verified, or it would be refused: {}", why(error)),
        )
        .with_hint("whoever is in between can read the key; leave `verify_ssl: false` out");
    }
    if certificate.is_some_and(|it| it.ends_soon(Timestamp::now())) {
        return Check::warning(peer.check, detail)
            .with_hint("the certificate ends soon: whoever runs the host has to replace it");
    }
    Check::ok(peer.check, detail)
}

fn why(error: &TlsError) -> String {
    Trouble::of_tls(error).why
}

fn shown(seen: &Seen) -> Option<String> {
    certificate(seen).map(|it| it.to_string())
}

fn certificate(seen: &Seen) -> Option<Certificate> {
    seen.certificate.as_deref().and_then(Certificate::read)
}
