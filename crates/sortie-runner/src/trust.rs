use std::path::Path;
use std::sync::Arc;

use reqwest::Identity;
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use rustls::{Error as TlsError, RootCertStore};
use sortie_core::{ClientCertificate, Failure, FailureKind, Secret};
use zeroize::Zeroizing;

use crate::network_material::OwnIdentity;
use crate::regular_file::{self, NotRead};

/// A file of certificates is no larger: all the authorities of a system take a quarter of it.
const MOST_BYTES: usize = 1024 * 1024;

/// The authorities in the PEM file at `path`, which is `what` of a connection.
pub(crate) fn authorities(what: &str, path: &Path) -> Result<Vec<CertificateDer<'static>>, Failure> {
    let mut believed = RootCertStore::empty();
    let mut found = Vec::new();
    for (index, certificate) in certificates(what, path, &read(what, path)?)?.into_iter().enumerate() {
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
    let pem = read(&what, path)?;
    let chain = certificates(&what, path, &pem)?;
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
    let both = Zeroizing::new([key.expose().as_bytes(), b"\n", &pem].concat());
    let of_client = Identity::from_pem(&both).map_err(|_| failure(format!("{what} cannot be used")))?;
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

/// The certificates in `bytes`, the content of the PEM file at `path`: one at least.
fn certificates(what: &str, path: &Path, bytes: &[u8]) -> Result<Vec<CertificateDer<'static>>, Failure> {
    let shown = format!("{what}: the file `{}`", path.display());
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(bytes).collect();
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

/// The content of the file of certificates at `path`. A key may stand in it as well, so it is zeroed.
fn read(what: &str, path: &Path) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let shown = format!("{what}: the file `{}`", path.display());
    regular_file::read(path, MOST_BYTES, 0).map_err(|error| {
        let failure = failure(format!("{shown} {}", error.why()));
        match error {
            NotRead::TooLarge(_) => failure.with_hint("name a file that holds the certificates alone"),
            _ => failure,
        }
    })
}

fn failure(message: String) -> Failure {
    Failure::new(FailureKind::Connection, message)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::process::Command;

    use super::*;

    /// What is told of the file at `path`, of which no authority can be read.
    fn told(path: &Path) -> String {
        authorities("ca_bundle", path).expect_err("it holds no authority").to_string()
    }

    #[test]
    fn what_is_no_file_is_not_opened() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let pipe = folder.path().join("pipe");
        let made = Command::new("mkfifo").arg(&pipe).status().expect("every Unix has mkfifo");
        assert!(made.success());
        for (path, why) in [
            (pipe.as_path(), "it is a pipe or a device"),
            (Path::new("/dev/zero"), "it is a pipe or a device"),
            (folder.path(), "is a directory"),
        ] {
            let shown = format!("ca_bundle: the file `{}` cannot be read: {why}", path.display());
            assert_eq!(told(path), shown);
        }
    }

    #[test]
    fn a_file_of_certificates_is_read_up_to_its_largest_size() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join("ca.pem");
        for (size, why) in
            [(MOST_BYTES, "holds no certificate in PEM"), (MOST_BYTES + 1, "holds more than 1 MiB")]
        {
            fs::write(&path, "x".repeat(size)).expect("a temporary folder is writable");
            assert_eq!(told(&path), format!("ca_bundle: the file `{}` {why}", path.display()));
        }
    }
}
