use jiff::Timestamp;
use rustls::pki_types::ServerName;
use rustls::{Error as TlsError, ProtocolVersion};
use sortie_core::FailureKind;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::Check;
use super::certificate::Certificate;
use super::reach::Target;
use super::recorder::{Seen, configured};
use super::tcp::no_answer;
use crate::NetworkMaterial;
use crate::trouble::Trouble;

/// Speaks TLS with `target`, and looks at the certificate that it shows.
pub(super) async fn check(
    target: &Target,
    material: &NetworkMaterial,
    stream: TcpStream,
    told: &mut Vec<Check>,
) -> Option<()> {
    let place = target.place();
    if target.url.scheme() != "https" {
        told.push(Check::skipped("tls", format!("{place}: the address begins with http://")));
        return Some(());
    }
    let failed = |why: &str| Check::failed("tls", FailureKind::Connect, format!("{place}: {why}"));
    let (config, recorder) = match configured(target.verify, material) {
        Ok(configured) => configured,
        Err(error) => {
            told.push(failed(&format!("this machine's authorities cannot be read: {error}")));
            return None;
        }
    };
    let name = ServerName::try_from(target.host.clone()).ok()?;
    let check = match timeout(target.limit, TlsConnector::from(config).connect(name, stream)).await {
        Ok(Ok(stream)) => believed(&place, stream.get_ref().1.protocol_version(), &recorder.seen()),
        Ok(Err(error)) => {
            let trouble = Trouble::of_io(&error);
            let shown = shown(&recorder.seen()).map_or_else(String::new, |it| format!("; it shows {it}"));
            failed(&format!("{}{shown}", trouble.why)).with_any(trouble.hint)
        }
        Err(_) => failed(&no_answer(target.limit)).with_hint("does the host speak TLS at this port?"),
    };
    let is_well = check.exit_code() == 0;
    told.push(check);
    is_well.then_some(())
}

/// A server with which TLS is spoken.
fn believed(place: &str, version: Option<ProtocolVersion>, seen: &Seen) -> Check {
    let protocol = match version {
        Some(ProtocolVersion::TLSv1_3) => "TLS 1.3",
        Some(ProtocolVersion::TLSv1_2) => "TLS 1.2",
        _ => "TLS",
    };
    let certificate = certificate(seen);
    let shown = certificate.as_ref().map_or_else(|| "a certificate".to_owned(), Certificate::to_string);
    let detail = format!("{place}: {protocol}, {shown}");
    if let Some(error) = &seen.overlooked {
        return Check::warning(
            "tls",
            format!("{detail}; not verified, or it would be refused: {}", why(error)),
        )
        .with_hint("whoever is in between can read the key; leave `verify_ssl: false` out");
    }
    if certificate.is_some_and(|it| it.ends_soon(Timestamp::now())) {
        return Check::warning("tls", detail)
            .with_hint("the certificate ends soon: whoever runs the host has to replace it");
    }
    Check::ok("tls", detail)
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
