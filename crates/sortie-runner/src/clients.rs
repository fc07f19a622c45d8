use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::{Certificate, Client, ClientBuilder, redirect};
use sortie_core::{Connection, Failure, FailureKind, Proxy, is_loopback};
use url::Url;

use crate::NetworkMaterial;

/// The HTTP clients of one connection.
///
/// None follows a redirect. Unless the connection names a proxy, what goes to this machine goes there past
/// every proxy: a proxy of the environment does not get there, and should not see the key on its way.
pub(crate) struct Clients {
    here: Option<Client>,
    elsewhere: Option<Client>,
}

impl Clients {
    /// Clients for the hosts of `connection`, as many as they need.
    pub(crate) fn new(connection: &Connection, material: &NetworkMaterial) -> Result<Self, Failure> {
        let client = |here: bool| {
            let hosts: Vec<&Url> =
                connection.hosts().map(|(_, url)| url).filter(|url| is_loopback(url) == here).collect();
            // A proxy may speak TLS where the host does not.
            let direct = here && !matches!(connection.network.proxy, Proxy::By(_));
            let tls = !direct || hosts.iter().any(|url| url.scheme() == "https");
            (!hosts.is_empty()).then(|| build(connection, material, tls, direct)).transpose()
        };
        Ok(Self { here: client(true)?, elsewhere: client(false)? })
    }

    /// The client that goes to `url`; none where the connection has no such host.
    pub(crate) fn to(&self, url: &Url) -> Option<&Client> {
        if is_loopback(url) { self.here.as_ref() } else { self.elsewhere.as_ref() }
    }
}

fn build(
    connection: &Connection,
    material: &NetworkMaterial,
    tls: bool,
    direct: bool,
) -> Result<Client, Failure> {
    let limits = connection.limits;
    let failed = |error: reqwest::Error| {
        let message = format!("TLS cannot be set up for the connection `{}`", connection.label);
        Failure::new(FailureKind::Connection, message).with_source(error.without_url())
    };
    let builder = Client::builder()
        .user_agent(concat!("sortie/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        // What is sent again is decided where it is counted.
        .retry(reqwest::retry::never())
        .connect_timeout(Duration::from_secs(limits.connect_seconds))
        .read_timeout(Duration::from_secs(limits.read_seconds))
        .timeout(Duration::from_secs(limits.total_seconds));
    let builder = match &connection.network.proxy {
        Proxy::By(url) => builder.proxy(proxy(url, material).map_err(failed)?),
        Proxy::Past => builder.no_proxy(),
        Proxy::OfEnvironment if direct => builder.no_proxy(),
        Proxy::OfEnvironment => builder,
    };
    let builder = if tls { trusting(builder, connection, material) } else { without_roots(builder) };
    builder.build().map_err(failed)
}

fn proxy(url: &Url, material: &NetworkMaterial) -> Result<reqwest::Proxy, reqwest::Error> {
    let proxy = reqwest::Proxy::all(url.clone())?;
    Ok(match &material.proxy_auth {
        Some((username, password)) => proxy.basic_auth(username, password.expose()),
        None => proxy,
    })
}

/// Believes the system's authorities and those of the connection; shows who is calling where it is asked.
fn trusting(builder: ClientBuilder, connection: &Connection, material: &NetworkMaterial) -> ClientBuilder {
    // Another part of the process may have been first; it has chosen the same one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let verify = connection.network.verify_ssl;
    if !verify {
        warn_once(&connection.label);
    }
    let builder = builder
        .tls_danger_accept_invalid_certs(!verify)
        .tls_certs_merge(material.authorities.iter().flat_map(|it| Certificate::from_der(it)));
    match &material.identity {
        Some(identity) => builder.identity(identity.of_client.clone()),
        None => builder,
    }
}

/// Warns of the connection called `label`, which verifies nothing: once, however many runs of this process use it.
fn warn_once(label: &str) {
    static WARNED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    // Nothing panics while it holds this.
    if WARNED.lock().unwrap_or_else(PoisonError::into_inner).insert(label.to_owned()) {
        tracing::warn!(
            "the connection `{label}` verifies no certificate: whoever is in between can read the key"
        );
    }
}

/// Loading the system's roots takes longer than a whole run over plain HTTP, which needs none.
fn without_roots(builder: ClientBuilder) -> ClientBuilder {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(rustls::DEFAULT_VERSIONS)
        .map(|config| config.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth());
    config.into_iter().fold(builder, ClientBuilder::tls_backend_preconfigured)
}
