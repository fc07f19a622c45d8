use sortie_core::{Failure, Proxy};
use url::Url;

use crate::environment_proxy::EnvironmentProxy;

/// The proxy that what goes to `url` takes, as `HOST:PORT`; none where it goes there by itself.
pub(crate) fn proxy_to(url: &Url, proxy: &Proxy) -> Result<Option<String>, Failure> {
    Ok(match proxy {
        Proxy::Past => None,
        Proxy::By(proxy) => Some(place(proxy)),
        Proxy::OfEnvironment => EnvironmentProxy::to(url)?.map(|proxy| place(&proxy.url)),
    })
}

/// Where `url` goes, without what else it holds.
pub(crate) fn place(url: &Url) -> String {
    let host = url.host_str().unwrap_or("the host");
    let port = url.port_or_known_default().or_else(|| url.scheme().starts_with("socks").then_some(1080));
    port.map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}
