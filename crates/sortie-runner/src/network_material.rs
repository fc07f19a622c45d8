use std::sync::Arc;

use reqwest::Identity;
use rustls::pki_types::CertificateDer;
use rustls::sign::CertifiedKey;
use sortie_core::Secret;

/// What a connection's network fields name, read from where it is kept.
#[derive(Default)]
pub struct NetworkMaterial {
    /// Who is trusted beside the system's authorities.
    pub(crate) authorities: Vec<CertificateDer<'static>>,
    /// What a server is shown that asks who is calling.
    pub(crate) identity: Option<OwnIdentity>,
    /// What the proxy is shown: a user name and a password.
    pub(crate) proxy_auth: Option<(String, Secret)>,
}

/// A certificate with its key, for the client of requests and for a handshake without any request.
pub(crate) struct OwnIdentity {
    pub(crate) of_client: Identity,
    pub(crate) of_handshake: Arc<CertifiedKey>,
}
