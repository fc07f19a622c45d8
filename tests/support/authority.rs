use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::PrivatePkcs8KeyDer;

/// A certificate authority of a test's own.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its certificate, for clients to trust.
    pub(crate) pem: String,
}

/// What a server shows.
#[derive(Clone, Copy)]
pub(crate) enum Presented {
    /// A certificate that is right.
    Good,
    /// One whose time is over.
    Expired,
    /// One for another host.
    WrongHost,
    /// One that nobody vouches for.
    SelfSigned,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::new([]).expect("an authority has no names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key can be made");
        let pem = params.self_signed(&key).expect("the parameters are sound").pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    /// The configuration of a server that shows such a certificate.
    pub(crate) fn server(&self, presented: Presented) -> Arc<ServerConfig> {
        let name = if matches!(presented, Presented::WrongHost) { "elsewhere.example" } else { "127.0.0.1" };
        let mut params = CertificateParams::new([name.to_owned()]).expect("the name is one");
        if matches!(presented, Presented::Expired) {
            params.not_before = date_time_ymd(2001, 1, 1);
            params.not_after = date_time_ymd(2002, 1, 1);
        }
        let key = KeyPair::generate().expect("a key can be made");
        let made = match presented {
            Presented::SelfSigned => params.self_signed(&key),
            _ => params.signed_by(&key, &self.issuer),
        };
        let chain = vec![made.expect("the parameters are sound").der().clone()];
        let key = PrivatePkcs8KeyDer::from(key.serialize_der());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring speaks TLS")
            .with_no_client_auth()
            .with_single_cert(chain, key.into());
        Arc::new(config.expect("the key is the certificate's"))
    }
}
