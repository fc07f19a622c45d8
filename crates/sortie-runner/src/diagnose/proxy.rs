use std::env;
use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sortie_core::{Connection, FailureKind, Proxy as Chosen};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use url::Url;

use super::Check;
use super::dns::look_up;
use super::reach::Target;
use super::tcp::{connect, no_answer};
use crate::route::{of_environment, place};
use crate::trouble::Trouble;
use crate::{NetworkMaterial, reason};

/// The longest head of a proxy's answer that is read, in bytes.
const LONGEST_HEAD: usize = 16 * 1024;

/// The proxy that stands before a host.
pub(super) struct Proxy {
    url: Url,
    /// The variable that names it; none where the connection does.
    variable: Option<String>,
    /// What it is shown.
    login: Option<String>,
}

impl Proxy {
    /// The proxy that what goes to `url` takes; none where it goes there by itself.
    pub(super) fn to(url: &Url, connection: &Connection, material: &NetworkMaterial) -> Option<Self> {
        match &connection.network.proxy {
            Chosen::Past => None,
            Chosen::By(proxy) => {
                let login = material.proxy_auth.as_ref().map(|(username, password)| {
                    format!("Basic {}", STANDARD.encode(format!("{username}:{}", password.expose())))
                });
                Some(Self { url: proxy.clone(), variable: None, login })
            }
            Chosen::OfEnvironment => Self::of_environment(url),
        }
    }

    fn of_environment(url: &Url) -> Option<Self> {
        let found = of_environment(url)?;
        let login = found.basic_auth().and_then(|value| value.to_str().ok()).map(str::to_owned);
        let own = if url.scheme() == "https" { "HTTPS_PROXY" } else { "HTTP_PROXY" };
        let names = [own, "ALL_PROXY"].map(|name| [name.to_owned(), name.to_lowercase()]);
        let set = |name: &String| env::var_os(name).is_some_and(|value| !value.is_empty());
        let variable = names.into_iter().flatten().find(set).unwrap_or_else(|| "the system".to_owned());
        Some(Self { url: Url::parse(&found.uri().to_string()).ok()?, variable: Some(variable), login })
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

    /// What to do where it wants to know who is calling.
    fn login_hint(&self) -> String {
        match &self.variable {
            Some(name) => {
                format!("write the user name and password into {name}: http://USER:PASSWORD@HOST:PORT")
            }
            None => Trouble::proxy_login().hint.unwrap_or_default().to_owned(),
        }
    }

    fn port(&self) -> u16 {
        let socks = self.url.scheme().starts_with("socks").then_some(1080);
        self.url.port_or_known_default().or(socks).unwrap_or(80)
    }
}

/// Goes to `target` by `proxy`; none where it does not get there, or cannot look at what is behind it.
pub(super) async fn check(proxy: &Proxy, target: &Target, told: &mut Vec<Check>) -> Option<TcpStream> {
    let shown = format!("{}, from {}, for {}", place(&proxy.url), proxy.whence(), target.place());
    told.push(Check::skipped("dns", format!("the proxy looks {} up", target.host)));
    let host = proxy.url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let found = look_up(host, proxy.port(), target.limit).await.map_err(|trouble| trouble.why);
    let stream = match found {
        Ok(addresses) => connect(&addresses, target.limit).await,
        Err(why) => Err(why),
    };
    match stream {
        Err(why) => {
            let check = Check::failed("proxy", FailureKind::Connect, format!("{shown}: {why}"));
            let hint = format!("is its address right, and does it run? {}", proxy.way_around());
            told.push(check.with_hint(hint));
            None
        }
        Ok(stream) => {
            told.push(Check::ok("proxy", shown));
            behind(proxy, target, stream, told).await
        }
    }
}

async fn behind(
    proxy: &Proxy,
    target: &Target,
    mut stream: TcpStream,
    told: &mut Vec<Check>,
) -> Option<TcpStream> {
    let goal = target.place();
    if proxy.url.scheme() != "http" || target.url.scheme() != "https" {
        told.push(Check::skipped("tcp", format!("{goal}: the requests below go there by the proxy")));
        told.push(Check::skipped("tls", format!("{goal}: not looked at behind this proxy")));
        return None;
    }
    let answered = match timeout(target.limit, tunnel(&mut stream, &goal, proxy.login.as_deref())).await {
        Ok(answered) => answered.map_err(|error| reason(&error)),
        Err(_) => Err(no_answer(target.limit)),
    };
    let failed =
        |why: &str| Check::failed("tcp", FailureKind::Connect, format!("{goal} by the proxy: {why}"));
    match answered {
        Ok(200..=299) => {
            told.push(Check::ok("tcp", format!("{goal} takes connections, by the proxy")));
            return Some(stream);
        }
        Ok(407) => told.push(failed("the proxy wants a login").with_hint(proxy.login_hint())),
        Ok(status) => told.push(
            failed(&format!("the proxy answered {status}")).with_hint("is it allowed to reach the host?"),
        ),
        Err(why) => told.push(failed(&why).with_hint("is it an HTTP proxy that is at this address?")),
    }
    None
}

/// Asks for a tunnel to `goal`: the status of the answer.
async fn tunnel(stream: &mut TcpStream, goal: &str, login: Option<&str>) -> io::Result<u16> {
    let login = login.map_or_else(String::new, |login| format!("proxy-authorization: {login}\r\n"));
    let head = format!("CONNECT {goal} HTTP/1.1\r\nhost: {goal}\r\n{login}\r\n");
    stream.write_all(head.as_bytes()).await?;
    let mut answer = Vec::new();
    // Whoever is behind the tunnel waits to be spoken to: no byte that comes now is theirs.
    while !answer.windows(4).any(|it| it == b"\r\n\r\n") {
        if answer.len() > LONGEST_HEAD || stream.read_buf(&mut answer).await? == 0 {
            return Err(io::Error::other("it answers with something that is no HTTP"));
        }
    }
    let text = String::from_utf8_lossy(&answer);
    let status = text.strip_prefix("HTTP/").and_then(|rest| rest.split(' ').nth(1)?.parse().ok());
    status.ok_or_else(|| io::Error::other("it answers with something that is no HTTP"))
}
