use std::fs;
use std::path::Path;
use std::sync::Arc;

use reqwest::Identity;
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use rustls::{Error as TlsError, RootCertStore};
use sortie_core::{ClientCertificate, Failure, FailureKind, Secret};

use crate::network_material::OwnIdentity;
use crate::reason;

/// The authorities in the PEM file at `path`, which is `what` of a connection.
pub(crate) fn authorities(what: &str, path: &Path) -> Result<Vec<CertificateDer<'static>>, Failure> {
    let mut believed = RootCertStore::empty();
    let mut found = Vec::new();
    for (index, certificate) in certificates(what, path)?.into_iter().enumerate() {
        let damaged = |_| {
            let place = format!("certificate {} of the file `{}`", index + 1, path.display());
            failure(format!("{what}: {place} is damaged"))
                .with_hint("is it whole, and is it an X.509 certificate?")
        };
        // Held against the rules here, since the client would tell no more than that one of them is wrong.
        believed.add(certificate.clone()).map_err(damaged)?;
        found.push(certificate);
    }
    Ok(found)
}

/// What is shown to a server that asks who is calling: the certificate at `path` with its `key`.
pub(crate) fn identity(
    label: &str,
    own: &ClientCertificate,
    path: &Path,
    key: &Secret,
) -> Result<OwnIdentity, Failure> {
    let what = format!("client_certificate of the connection `{label}`");
    let chain = certificates(&what, path)?;
    let private = private_key(&what, key)?;
    let provider = rustls::crypto::ring::default_provider();
    let failed = |error: &TlsError| match error {
        TlsError::InconsistentKeys(_) => {
            failure(format!("{what}: the key is not the one of the certificate `{}`", own.certificate))
                .with_hint("take the key that the certificate was asked for with")
        }
        other => failure(format!("{what} cannot be used: {other}")),
    };
    let certified = CertifiedKey::from_der(chain, private, &provider).map_err(|error| failed(&error))?;
    let pem = fs::read(path).map_err(|error| unreadable(&what, path, &error))?;
    let of_client = Identity::from_pem(&[key.expose().as_bytes(), b"\n", &pem].concat())
        .map_err(|_| failure(format!("{what} cannot be used")))?;
    Ok(OwnIdentity { of_client, of_handshake: Arc::new(certified) })
}

fn private_key(what: &str, key: &Secret) -> Result<PrivateKeyDer<'static>, Failure> {
    let text = key.expose();
    if text.contains("ENCRYPTED") {
        return Err(failure(format!(
            "{what}: the key is encrypted, and nobody is there to type its password"
        ))
        .with_hint("keep it without: openssl pkey -in KEY -out PLAIN"));
    }
    PrivateKeyDer::from_pem_slice(text.as_bytes()).map_err(|error| {
        let why = match error {
            pem::Error::NoItemsFound => "holds no private key in PEM",
            _ => "is damaged: it is no PEM",
        };
        failure(format!("{what}: the key {why}")).with_hint("it begins with -----BEGIN PRIVATE KEY-----")
    })
}

/// The certificates in the PEM file at `path`: one at least.
fn certificates(what: &str, path: &Path) -> Result<Vec<CertificateDer<'static>>, Failure> {
    let bytes = fs::read(path).map_err(|error| unreadable(what, path, &error))?;
    let shown = format!("{what}: the file `{}`", path.display());
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&bytes).collect();
    let found = found.map_err(|_| {
        failure(format!("{shown} is damaged: it is no PEM")).with_hint("copy it again, whole and as text")
    })?;
    if found.is_empty() {
        let why = if bytes.is_empty() { "is empty" } else { "holds no certificate in PEM" };
        let hint = "it begins with -----BEGIN CERTIFICATE-----; `openssl x509 -inform der` makes PEM of DER";
        return Err(failure(format!("{shown} {why}")).with_hint(hint));
    }
    Ok(found)
}

fn unreadable(what: &str, path: &Path, error: &std::io::Error) -> Failure {
    failure(format!("{what}: the file `{}` cannot be read: {}", path.display(), reason(error)))
}

fn failure(message: String) -> Failure {
    Failure::new(FailureKind::Connection, message)
}
