use url::Url;

/// Why a text is no address that a key may be sent to, and the cure; an empty one where there is none.
#[derive(Debug)]
pub(crate) struct BadAddress {
    pub(crate) why: String,
    pub(crate) cure: String,
}

impl BadAddress {
    fn new(why: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { why: why.into(), cure: cure.into() }
    }
}

/// The address of a host in `text`, where it is one that a key may be sent to.
pub(crate) fn address(text: &str, allow_http: bool) -> Result<Url, BadAddress> {
    let url = Url::parse(text).map_err(|error| BadAddress::new(format!("is no address: {error}"), ""))?;
    let loopback = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => return Err(BadAddress::new("names no host", "")),
    };
    match url.scheme() {
        "https" => (),
        "http" if loopback || allow_http => (),
        "http" => {
            return Err(BadAddress::new(
                "is an `http://` address that is not this machine's own; a key would be readable on the way",
                "set `allow_http: true` if you accept that",
            ));
        }
        other => return Err(BadAddress::new(format!("begins with `{other}:` instead of `https:`"), "")),
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
