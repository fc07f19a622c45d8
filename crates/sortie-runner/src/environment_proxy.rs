use std::env;
use std::ffi::OsString;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use sortie_core::{Failure, FailureKind, is_loopback};
use url::Url;
use zeroize::Zeroizing;

/// How the address of a proxy is written into a variable of the environment.
pub const PROXY_FORMS: &str = "write http://HOST:PORT, https://HOST:PORT or socks5://HOST:PORT; a login stands before HOST as USER:PASSWORD@, percent-encoded";

/// The schemes of proxies that requests can take.
const SCHEMES: [&str; 6] = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];
const NO_ADDRESS: &str = "holds no address of a proxy";

/// The proxy that the environment names for a host.
pub(crate) struct EnvironmentProxy {
    /// Where it is.
    pub(crate) url: Url,
    /// Who names it: a variable, or the system.
    pub(crate) whence: String,
    /// What it is shown.
    pub(crate) login: Intercept,
}

impl EnvironmentProxy {
    /// The one that what goes to `url` takes; none to this machine itself, and to what `NO_PROXY` names.
    ///
    /// It is the one that reqwest takes, but for a variable that holds no address: reqwest goes on without a word as if
    /// that were not set, past the proxy that somebody wanted it to take.
    pub(crate) fn to(url: &Url) -> Result<Option<Self>, Failure> {
        if is_loopback(url) || !is_proxied(url) {
            return Ok(None);
        }
        let variable = variable(url);
        if let Some((name, value)) = &variable {
            let read = value.to_str().ok_or_else(|| NO_ADDRESS.to_owned()).and_then(read);
            read.map_err(|why| {
                let message = format!("the environment variable `{name}` {why}");
                Failure::new(FailureKind::Connection, message).with_hint(PROXY_FORMS)
            })?;
        }
        let whence = variable.map_or_else(|| "the system".to_owned(), |(name, _)| name);
        let found = found_by(&Matcher::from_system(), url.as_str());
        Ok(found.map(|(url, login)| Self { url, whence, login }))
    }

    /// Tells `hide` the password of its login, and that with the user name: as text, and as a header says it.
    pub(crate) fn hide_login(&self, mut hide: impl FnMut(&str)) {
        let header = self.login.basic_auth().and_then(|value| value.to_str().ok());
        let encoded = header.map(|header| header.trim_start_matches("Basic ")).unwrap_or_default();
        let decoded = STANDARD.decode(encoded).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let raw = self.login.raw_auth().map(|(username, password)| format!("{username}:{password}"));
        hide(encoded);
        let pair = Zeroizing::new(decoded.or(raw).unwrap_or_default());
        // Whoever has no password has no secret: a name would be hidden wherever it stands.
        if let Some((_, password)) = pair.split_once(':').filter(|(_, password)| !password.is_empty()) {
            hide(password);
            hide(&pair);
        }
    }
}

/// The address in `text`, as a variable names a proxy, without the user name and password in it.
///
/// # Errors
/// Why no request can go by it: what is to be said after the variable's name. No part of a login is in it.
pub fn without_login(text: &str) -> Result<String, String> {
    let (url, _) = read(text)?;
    let port = url.port().map_or_else(String::new, |port| format!(":{port}"));
    Ok(format!("{}://{}{port}", url.scheme(), url.host_str().unwrap_or_default()))
}

/// Reads `text` with the code that reqwest asks.
fn read(text: &str) -> Result<(Url, Intercept), String> {
    let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
    if !SCHEMES.contains(&scheme.to_ascii_lowercase().as_str()) {
        let is_word = !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let unknown = || format!("begins with `{scheme}://`, and no request can take such a proxy");
        return Err(if is_word { unknown() } else { NO_ADDRESS.to_owned() });
    }
    // A `/` or `@` that a password has as it is ends the login too early: `ada` is the host of `http://ada:12/34@proxy`.
    let is_cut = rest.rfind('@').is_some_and(|end| rest[..end].contains(['/', '?', '#', '@']));
    let found = found_by(&Matcher::builder().all(text).build(), "http://host/");
    found.filter(|_| !is_cut).ok_or_else(|| NO_ADDRESS.to_owned())
}

/// The proxy that `matcher` has for `goal`.
fn found_by(matcher: &Matcher, goal: &str) -> Option<(Url, Intercept)> {
    let found = matcher.intercept(&goal.parse().ok()?)?;
    let url = Url::parse(&found.uri().to_string()).ok().filter(Url::has_host)?;
    Some((url, found))
}

/// Whether `NO_PROXY` leaves what goes to `url` to a proxy.
fn is_proxied(url: &Url) -> bool {
    let none = ["NO_PROXY", "no_proxy"].into_iter().find_map(|name| env::var(name).ok()).unwrap_or_default();
    found_by(&Matcher::builder().all("http://proxy").no(none).build(), url.as_str()).is_some()
}

/// The variable that names the proxy for `url`, and what it holds: of two spellings the first that is set, even to
/// nothing, as it is with reqwest and curl.
fn variable(url: &Url) -> Option<(String, OsString)> {
    let own = if url.scheme() == "https" { "HTTPS_PROXY" } else { "HTTP_PROXY" };
    let set = |name: String| env::var_os(&name).map(|value| (name, value));
    let either = |name: &str| set(name.to_owned()).or_else(|| set(name.to_lowercase()));
    [own, "ALL_PROXY"].into_iter().filter_map(either).find(|(_, value)| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::without_login;

    #[test]
    fn what_a_variable_holds_is_shown_without_its_login() {
        for (text, shown) in [
            ("http://ada:secret@proxy.example:3128", "http://proxy.example:3128"),
            ("ada:secret@proxy.example:3128", "http://proxy.example:3128"),
            ("proxy.example", "http://proxy.example"),
            ("HTTPS://[::1]:3128/", "https://[::1]:3128"),
            ("socks5://proxy.example", "socks5://proxy.example"),
        ] {
            assert_eq!(without_login(text).as_deref(), Ok(shown), "{text}");
        }
    }

    #[test]
    fn what_no_request_can_take_is_refused_without_its_login() {
        for text in [
            "http://",
            "http://[",
            "http://proxy.example:port",
            "http://proxy.example:99999",
            "http://ada:12/34@proxy.example",
            "http://ada:1@2@proxy.example",
            "ada:secret@proxy.example:3128/",
            "http://proxy example:3128",
            "://proxy.example",
            "ada:se cret@x://proxy.example",
            "\u{fffd}",
        ] {
            assert_eq!(
                without_login(text).as_deref(),
                Err(&"holds no address of a proxy".to_owned()),
                "{text}"
            );
        }
        let why = "begins with `ftp://`, and no request can take such a proxy";
        assert_eq!(without_login("ftp://ada:secret@proxy.example").as_deref(), Err(&why.to_owned()));
    }
}
