use std::net::IpAddr;

use url::Url;

/// Why a text is no address that a key may be sent to, and the cure; an empty one where there is none.
#[derive(Debug)]
pub(crate) struct BadAddress {
    pub(crate) why: String,
    pub(crate) cure: String,
}

impl BadAddress {
    pub(crate) fn new(why: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { why: why.into(), cure: cure.into() }
    }
}

/// Where a key may be sent without TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plain {
    /// To this machine only.
    Here,
    /// Nowhere: even what goes to this machine leaves it on its way to a proxy.
    Nowhere,
    /// Wherever the connection goes.
    Everywhere,
}

/// The address of a host in `text`, where it is one that a key may be sent to.
pub(crate) fn address(text: &str, plain: Plain) -> Result<Url, BadAddress> {
    let url = Url::parse(text)
        .map_err(|error| BadAddress::new(format!("is no address: {error}"), "write https://HOST"))?;
    if url.host().is_none() {
        return Err(BadAddress::new("names no host", ""));
    }
    match (url.scheme(), plain) {
        ("https", _) | ("http", Plain::Everywhere) => (),
        ("http", Plain::Here) if is_loopback(&url) => (),
        ("http", _) => {
            let which =
                if plain == Plain::Here { "that is not this machine's own" } else { "behind a proxy" };
            return Err(BadAddress::new(
                format!("is an `http://` address {which}; a key would be readable on the way"),
                "set `allow_http: true` (in `connections add`: --allow-http) if you accept that",
            ));
        }
        (other, _) => return Err(BadAddress::new(format!("begins with `{other}:` instead of `https:`"), "")),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(BadAddress::new("holds a user name or password", "use `api_key` and reference values"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(BadAddress::new("has a `?` or `#`", "give the address of the host only"));
    }
    match url.path() {
        "" | "/" => Ok(url),
        path => Err(BadAddress::new("has a path", format!("leave out `{}`", crate::show::short(path)))),
    }
}

/// Whether `url` is this machine's own.
///
/// Of names only `localhost` is. What ends in `.localhost` should be as well (RFC 6761), but many systems ask
/// their DNS for it, and that may answer with any address.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    let name = url.host_str().unwrap_or_default();
    let address = name.trim_matches(['[', ']']).parse::<IpAddr>();
    name == "localhost" || address.is_ok_and(|it| it.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_goes_without_tls_to_this_machine_and_to_no_name_that_dns_may_send_elsewhere() {
        let takes = |host: &str| address(&format!("http://{host}"), Plain::Here).is_ok();
        for here in ["localhost", "LOCALHOST:8080", "127.0.0.1", "127.255.0.1:80", "127.1", "[::1]:8080"] {
            assert!(takes(here), "{here}");
        }
        for elsewhere in [
            "foo.localhost",
            "localhost.",
            "localhost.example",
            "127.0.0.1.example",
            "126.255.255.255",
            "128.0.0.1",
            "0.0.0.0",
            "[::]",
            "[::2]",
            "[::ffff:127.0.0.1]",
            "10.0.0.1",
        ] {
            assert!(!takes(elsewhere), "{elsewhere}");
        }
    }
}
