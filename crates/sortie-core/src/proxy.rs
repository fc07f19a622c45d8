use url::Url;

use crate::SecretSource;
use crate::address::{BadAddress, is_loopback};

/// Which way requests take.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub enum Proxy {
    /// What the environment says; past every proxy to this machine itself.
    #[default]
    OfEnvironment,
    /// Past every proxy, whatever the environment says.
    Past,
    /// By this one, wherever they go.
    By(Url),
}

/// What a proxy is shown.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ProxyAuth {
    /// The name to log in with.
    pub username: String,
    /// Where its password is kept.
    pub password: SecretSource,
}

impl Proxy {
    /// Reads what a connection file gives as `proxy`.
    pub(crate) fn read(text: &str) -> Result<Self, BadAddress> {
        const FORMS: &str = "write http://HOST:PORT, https://HOST:PORT, socks5://HOST:PORT or none";
        if text == "none" {
            return Ok(Self::Past);
        }
        let url =
            Url::parse(text).map_err(|error| BadAddress::new(format!("is no address: {error}"), FORMS))?;
        if !["http", "https", "socks5", "socks5h"].contains(&url.scheme()) {
            return Err(BadAddress::new("is no proxy that requests can take", FORMS));
        }
        if url.host_str().is_none_or(str::is_empty) {
            return Err(BadAddress::new("names no host", FORMS));
        }
        if !url.username().is_empty() || url.password().is_some() {
            let cure = "give `proxy_auth: {username: …, password: …}` beside it";
            return Err(BadAddress::new("holds a user name or password", cure));
        }
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return Err(BadAddress::new("has more than a host and a port", FORMS));
        }
        Ok(Self::By(url))
    }

    /// Whether what goes to this machine itself leaves it on its way.
    pub(crate) fn leaves(&self) -> bool {
        matches!(self, Self::By(url) if !is_loopback(url))
    }
}
