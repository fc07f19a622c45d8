use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::sign::SingleCertAndKey;
use rustls::{ClientConfig, DigitallySignedStruct, Error as TlsError, SignatureScheme};
use rustls_platform_verifier::Verifier;

use crate::NetworkMaterial;

/// Believes whom requests believe, and remembers what it was shown.
#[derive(Debug)]
pub(super) struct Recorder {
    inner: Verifier,
    /// Whether it insists.
    verify: bool,
    seen: Mutex<Seen>,
}

/// What a server showed.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Its certificate.
    pub(super) certificate: Option<CertificateDer<'static>>,
    /// What is wrong with it, where nobody insisted that it be right.
    pub(super) overlooked: Option<TlsError>,
}

/// The configuration of a client that remembers; it offers and believes what requests do with `material`.
pub(super) fn configured(
    verify: bool,
    material: &NetworkMaterial,
) -> Result<(Arc<ClientConfig>, Arc<Recorder>), TlsError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let inner = Verifier::new_with_extra_roots(material.authorities.iter().cloned(), Arc::clone(&provider))?;
    let recorder = Arc::new(Recorder { inner, verify, seen: Mutex::default() });
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(&recorder) as Arc<dyn ServerCertVerifier>);
    let config = match &material.identity {
        Some(own) => {
            let shown = SingleCertAndKey::from(Arc::clone(&own.of_handshake));
            config.with_client_cert_resolver(Arc::new(shown))
        }
        None => config.with_no_client_auth(),
    };
    Ok((Arc::new(config), recorder))
}

impl Recorder {
    /// What it has seen.
    pub(super) fn seen(&self) -> Seen {
        std::mem::take(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        let verified = self.inner.verify_server_cert(certificate, intermediates, name, ocsp, now);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.certificate = Some(certificate.clone().into_owned());
        match verified {
            Err(error) if !self.verify => {
                seen.overlooked = Some(error);
                Ok(ServerCertVerified::assertion())
            }
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.inner.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.inner.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}
