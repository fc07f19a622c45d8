use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{ALL_VERSIONS, RootCertStore, ServerConfig, SupportedProtocolVersion};

/// A certificate authority of a test's own.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its certificate, for clients to trust.
    pub(crate) pem: String,
    der: CertificateDer<'static>,
}

/// What a server shows.
#[derive(Clone, Copy)]
pub(crate) enum Presented {
    /// A certificate that is right.
    Good,
    /// One that is right for this host.
    For(&'static str),
    /// One whose time is over.
    Expired,
    /// One whose time has not come.
    NotYetValid,
    /// One for another host.
    WrongHost,
    /// One that nobody vouches for.
    SelfSigned,
    /// One that an authority vouches for whom no client knows.
    Stranger,
    /// One that another authority of the same name vouches for.
    Namesake,
}

/// On what terms a server speaks TLS.
pub(crate) struct Terms<'a> {
    /// The versions it speaks.
    pub(crate) versions: &'static [&'static SupportedProtocolVersion],
    /// Whose clients it wants to see, and no others.
    pub(crate) clients_of: Option<&'a Authority>,
}

impl Default for Terms<'_> {
    fn default() -> Self {
        Self { versions: ALL_VERSIONS, clients_of: None }
    }
}

impl Authority {
    pub(crate) fn new() -> Self {
        Self::named("authority")
    }

    fn named(name: &str) -> Self {
        let mut params = CertificateParams::new([]).expect("an authority has no names");
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key can be made");
        let made = params.self_signed(&key).expect("the parameters are sound");
        let (pem, der) = (made.pem(), made.der().clone());
        Self { issuer: Issuer::new(params, key), pem, der }
    }

    /// The configuration of a server that shows such a certificate.
    pub(crate) fn server(&self, presented: Presented) -> Arc<ServerConfig> {
        self.server_on(presented, &Terms::default())
    }

    /// The certificate of a client and its key, both in PEM.
    pub(crate) fn client(&self) -> (String, String) {
        let params = CertificateParams::new(["client".to_owned()]).expect("the name is one");
        let key = KeyPair::generate().expect("a key can be made");
        let made = params.signed_by(&key, &self.issuer).expect("the parameters are sound");
        (made.pem(), key.serialize_pem())
    }

    /// The configuration of a server that shows such a certificate and speaks on these terms.
    pub(crate) fn server_on(&self, presented: Presented, terms: &Terms<'_>) -> Arc<ServerConfig> {
        let name = match presented {
            Presented::For(host) => host,
            Presented::WrongHost => "elsewhere.example",
            _ => "127.0.0.1",
        };
        let mut params = CertificateParams::new([name.to_owned()]).expect("the name is one");
        if matches!(presented, Presented::Expired) {
            params.not_before = date_time_ymd(2001, 1, 1);
            params.not_after = date_time_ymd(2002, 1, 1);
        }
        if matches!(presented, Presented::NotYetValid) {
            params.not_before = date_time_ymd(4000, 1, 1);
        }
        let key = KeyPair::generate().expect("a key can be made");
        let made = match presented {
            Presented::SelfSigned => params.self_signed(&key),
            Presented::Stranger => params.signed_by(&key, &Self::named("stranger").issuer),
            Presented::Namesake => params.signed_by(&key, &Self::new().issuer),
            _ => params.signed_by(&key, &self.issuer),
        };
        let chain = vec![made.expect("the parameters are sound").der().clone()];
        let key = PrivatePkcs8KeyDer::from(key.serialize_der());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(terms.versions)
            .expect("ring speaks TLS");
        let config = match terms.clients_of {
            None => config.with_no_client_auth(),
            Some(authority) => {
                let mut roots = RootCertStore::empty();
                roots.add(authority.der.clone()).expect("an authority's certificate is one");
                let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider).build();
                config.with_client_cert_verifier(verifier.expect("there is a root"))
            }
        };
        let config = config.with_single_cert(chain, key.into());
        Arc::new(config.expect("the key is the certificate's"))
    }
}
