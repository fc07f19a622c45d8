use reqwest::{Certificate, Identity};
use sortie_core::Secret;

/// What a connection's network fields name, read from where it is kept.
#[derive(Default)]
pub struct NetworkMaterial {
    /// Who is trusted beside the system's authorities.
    pub(crate) authorities: Vec<Certificate>,
    /// What a server is shown that asks who is calling.
    pub(crate) identity: Option<Identity>,
    /// What the proxy is shown: a user name and a password.
    pub(crate) proxy_auth: Option<(String, Secret)>,
}
