use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

use sortie_core::{Failure, FailureKind};
use sortie_runner::reason;
use tokio_rustls::TlsAcceptor;

/// TLS with a certificate for `address` and `localhost`, made now; written to `file` for clients.
pub(super) fn self_signed(address: IpAddr, file: Option<&Path>) -> Result<TlsAcceptor, Failure> {
    let fail = |why: String| Failure::new(FailureKind::Connection, format!("cannot set TLS up: {why}"));
    // Another part of the process may have been first; it has chosen the same one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let names = vec!["localhost".to_owned(), address.to_string()];
    let made = rcgen::generate_simple_self_signed(names).map_err(|error| fail(error.to_string()))?;
    if let Some(file) = file {
        std::fs::write(file, made.cert.pem())
            .map_err(|error| fail(format!("{} cannot be written: {}", file.display(), reason(&error))))?;
    }
    let chain = vec![made.cert.der().clone()];
    let key = rustls::pki_types::PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let mut config = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, key.into())
        .map_err(|error| fail(error.to_string()))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
