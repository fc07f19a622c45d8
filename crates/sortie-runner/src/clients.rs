use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, ClientBuilder, redirect};
use sortie_core::{Connection, Failure, FailureKind};
use url::{Host, Url};

/// The HTTP clients of one connection.
///
/// None follows a redirect, and what goes to this machine goes there past every proxy: a proxy does not get
/// there, and should not see the key on its way.
pub(crate) struct Clients {
    here: Option<Client>,
    elsewhere: Option<Client>,
}

impl Clients {
    /// Clients for the hosts of `connection`, as many as they need.
    pub(crate) fn new(connection: &Connection) -> Result<Self, Failure> {
        let client = |here: bool| {
            let hosts: Vec<&Url> =
                connection.hosts().map(|(_, url)| url).filter(|url| is_here(url) == here).collect();
            let tls = hosts.iter().any(|url| url.scheme() == "https");
            (!hosts.is_empty()).then(|| build(connection, tls, here)).transpose()
        };
        Ok(Self { here: client(true)?, elsewhere: client(false)? })
    }

    /// The client that goes to `url`; none where the connection has no such host.
    pub(crate) fn to(&self, url: &Url) -> Option<&Client> {
        if is_here(url) { self.here.as_ref() } else { self.elsewhere.as_ref() }
    }
}

fn build(connection: &Connection, tls: bool, here: bool) -> Result<Client, Failure> {
    let limits = connection.limits;
    let builder = Client::builder()
        .user_agent(concat!("sortie/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .connect_timeout(Duration::from_secs(limits.connect_seconds))
        .read_timeout(Duration::from_secs(limits.read_seconds))
        .timeout(Duration::from_secs(limits.total_seconds));
    let builder = if here { builder.no_proxy() } else { builder };
    let builder = if tls {
        // Another part of the process may have been first; it has chosen the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        builder.tls_danger_accept_invalid_certs(!connection.verify_ssl)
    } else {
        without_roots(builder)
    };
    builder.build().map_err(|error| {
        let message = format!("TLS cannot be set up for the connection `{}`", connection.label);
        Failure::new(FailureKind::Connection, message).with_source(error.without_url())
    })
}

/// Loading the system's roots takes longer than a whole run over plain HTTP, which needs none.
fn without_roots(builder: ClientBuilder) -> ClientBuilder {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(rustls::DEFAULT_VERSIONS)
        .map(|config| config.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth());
    config.into_iter().fold(builder, ClientBuilder::tls_backend_preconfigured)
}

/// Whether `url` is this machine's own.
pub(crate) fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
