use std::sync::Arc;

use reqwest::Identity;
use rustls::pki_types::CertificateDer;
use rustls::sign::CertifiedKey;
use sortie_core::{Connection, Failure, Proxy, Secret};

use crate::Connections;
use crate::deadline::Deadline;
use crate::environment_proxy::EnvironmentProxy;
use crate::trust::{authorities, identity};

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

impl Connections {
    /// What the network fields of `connection` name. `hide` is told each secret before anything can be said of it, and
    /// the logins of proxies that the environment names.
    ///
    /// # Errors
    /// A file or secret that is not where the connection says, or is not what it should be.
    pub(crate) fn network(
        &self,
        connection: &Connection,
        until: Option<Deadline>,
        mut hide: impl FnMut(&str),
    ) -> Result<NetworkMaterial, Failure> {
        let (label, network) = (&connection.label, &connection.network);
        let mut material = NetworkMaterial::default();
        if matches!(network.proxy, Proxy::OfEnvironment) {
            // A variable that cannot be read ends the run where something would go by it.
            let proxies = connection.hosts().filter_map(|(_, url)| EnvironmentProxy::to(url).ok().flatten());
            proxies.for_each(|proxy| proxy.hide_login(&mut hide));
        }
        if let Some(path) = &network.ca_bundle {
            let what = format!("ca_bundle of the connection `{label}`");
            material.authorities = authorities(&what, &self.home.join(path))?;
        }
        if let Some(own) = &network.client_certificate {
            let key =
                self.secret(&format!("client_certificate.key of the connection `{label}`"), &own.key, until)?;
            hide(key.expose());
            material.identity = Some(identity(label, own, &self.home.join(&own.certificate), &key)?);
        }
        if let Some(auth) = &network.proxy_auth {
            let what = format!("proxy_auth.password of the connection `{label}`");
            let password = self.secret(&what, &auth.password, until)?;
            hide(password.expose());
            hide(&format!("{}:{}", auth.username, password.expose()));
            material.proxy_auth = Some((auth.username.clone(), password));
        }
        Ok(material)
    }
}
