use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sortie_core::{Connection, Failure, FailureKind, Proxy as Chosen};
use tokio::net::TcpStream;
use url::Url;

use super::Check;
use super::dns::look_up;
use super::reach::Target;
use super::tcp::connect;
use super::tls::{Peer, speak};
use super::wire::Wire;
use crate::NetworkMaterial;
use crate::environment_proxy::EnvironmentProxy;
use crate::route::place;
use crate::trouble::Trouble;

/// The proxy that stands before a host.
pub(super) struct Proxy {
    url: Url,
    /// Who in the environment names it; none where the connection does.
    variable: Option<String>,
    /// What it is shown where it speaks HTTP.
    pub(super) basic: Option<String>,
    /// What it is shown where it speaks SOCKS: a user name and a password.
    pub(super) pair: Option<(String, String)>,
}

impl Proxy {
    /// The proxy that what goes to `url` takes; none where it goes there by itself.
    pub(super) fn to(
        url: &Url,
        connection: &Connection,
        material: &NetworkMaterial,
    ) -> Result<Option<Self>, Failure> {
        Ok(match &connection.network.proxy {
            Chosen::Past => None,
            Chosen::By(proxy) => {
                let login = material.proxy_auth.as_ref();
                let pair = login.map(|(username, password)| (username.clone(), password.expose().to_owned()));
                let encoded = |(username, password): &(String, String)| {
                    format!("Basic {}", STANDARD.encode(format!("{username}:{password}")))
                };
                Some(Self { url: proxy.clone(), variable: None, basic: pair.as_ref().map(encoded), pair })
            }
            Chosen::OfEnvironment => {
                EnvironmentProxy::to(url)?.map(|EnvironmentProxy { url, whence, login }| {
                    let basic = login.basic_auth().and_then(|value| value.to_str().ok()).map(str::to_owned);
                    let pair = login
                        .raw_auth()
                        .map(|(username, password)| (username.to_owned(), password.to_owned()));
                    Self { url, variable: Some(whence), basic, pair }
                })
            }
        })
    }

    /// What it speaks.
    pub(super) fn scheme(&self) -> &str {
        self.url.scheme()
    }

    /// Whether it is told where to go by a number, and this machine looks names up.
    pub(super) fn takes_numbers(&self) -> bool {
        matches!(self.scheme(), "socks4" | "socks5")
    }

    /// Where it is, as `HOST:PORT`.
    pub(super) fn place(&self) -> String {
        place(&self.url)
    }

    /// What to do where it wants to know who is calling.
    pub(super) fn login_hint(&self) -> String {
        match &self.variable {
            Some(name) => {
                let scheme = self.scheme();
                format!("write the user name and password into {name}: {scheme}://USER:PASSWORD@HOST:PORT")
            }
            None => Trouble::proxy_login().hint.unwrap_or_default().to_owned(),
        }
    }

    /// What to do where it does not want to know who is calling.
    pub(super) fn no_login_hint(&self) -> String {
        match &self.variable {
            Some(name) => format!("leave the user name and password out of {name}"),
            None => "leave `proxy_auth` out".to_owned(),
        }
    }

    /// Who says so.
    fn whence(&self) -> &str {
        self.variable.as_deref().unwrap_or("the connection's `proxy`")
    }

    /// How to go without it.
    fn way_around(&self) -> &str {
        match self.variable {
            Some(_) => "NO_PROXY names hosts to reach without it",
            None => "`proxy: none` goes without one",
        }
    }

    fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default().trim_matches(['[', ']'])
    }

    fn port(&self) -> u16 {
        let socks = self.scheme().starts_with("socks").then_some(1080);
        self.url.port_or_known_default().or(socks).unwrap_or(80)
    }
}

/// Goes to `proxy`, on the way to `target`: by TLS where it is an `https://` one.
pub(super) async fn check(
    proxy: &Proxy,
    target: &Target,
    material: &NetworkMaterial,
    told: &mut Vec<Check>,
) -> Option<Box<dyn Wire>> {
    if !proxy.takes_numbers() {
        told.push(Check::skipped("dns", format!("the proxy looks {} up", target.host)));
    }
    let stream = reached(proxy, target, told).await?;
    if proxy.scheme() != "https" {
        return Some(Box::new(stream));
    }
    let (host, limit, verify) = (proxy.host(), target.limit, target.verify);
    let peer = Peer { check: "proxy", host, place: proxy.place(), limit, verify };
    Some(Box::new(speak(&peer, material, stream, told).await?))
}

async fn reached(proxy: &Proxy, target: &Target, told: &mut Vec<Check>) -> Option<TcpStream> {
    let shown = format!("{}, from {}, for {}", proxy.place(), proxy.whence(), target.place());
    let failed = |why: &str| Check::failed("proxy", FailureKind::Connect, format!("{shown}: {why}"));
    let host = proxy.host();
    let addresses = match look_up(host, proxy.port(), target.limit).await {
        Ok(addresses) => addresses,
        Err(trouble) => {
            told.push(failed(&trouble.why).with_any(trouble.hint));
            return None;
        }
    };
    if host.parse::<IpAddr>().is_err() {
        let numbers: Vec<String> = addresses.iter().map(|it| it.ip().to_string()).collect();
        told.push(Check::ok("proxy", format!("{host} is {}", numbers.join(", "))));
    }
    match connect(&addresses, target.limit).await {
        Ok(stream) => {
            told.push(Check::ok("proxy", shown));
            Some(stream)
        }
        Err(why) => {
            let hint = format!("is its address right, and does it run? {}", proxy.way_around());
            told.push(failed(&why).with_hint(hint));
            None
        }
    }
}
