use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use sortie_core::{Proxy, is_loopback};
use url::Url;

/// The proxy that what goes to `url` takes, as `HOST:PORT`; none where it goes there by itself.
pub(crate) fn proxy_to(url: &Url, proxy: &Proxy) -> Option<String> {
    match proxy {
        Proxy::Past => None,
        Proxy::By(proxy) => Some(place(proxy)),
        Proxy::OfEnvironment => {
            let found = of_environment(url)?;
            Url::parse(&found.uri().to_string()).ok().map(|proxy| place(&proxy))
        }
    }
}

/// The proxy of the environment that what goes to `url` takes; none to this machine itself.
pub(crate) fn of_environment(url: &Url) -> Option<Intercept> {
    if is_loopback(url) {
        return None;
    }
    Matcher::from_system().intercept(&url.as_str().parse().ok()?)
}

/// Where `url` goes, without what else it holds.
pub(crate) fn place(url: &Url) -> String {
    let host = url.host_str().unwrap_or("the host");
    let port = url.port_or_known_default().or_else(|| url.scheme().starts_with("socks").then_some(1080));
    port.map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}
