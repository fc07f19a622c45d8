use std::io;

use sortie_core::FailureKind;
use tokio::time::timeout;

use super::proxy::Proxy;
use super::reach::Target;
use super::socks::Refusal;
use super::tcp::no_answer;
use super::wire::Wire;
use super::{Check, dns, socks, tunnel};
use crate::reason;
use crate::trouble::Trouble;

/// Goes on to `target` from `proxy`, which is at the other end of `wire`: by a tunnel of its HTTP, or by SOCKS.
///
/// None where it does not get there, or where what is behind the proxy cannot be looked at without a request.
pub(super) async fn check(
    proxy: &Proxy,
    target: &Target,
    wire: Box<dyn Wire>,
    told: &mut Vec<Check>,
) -> Option<Box<dyn Wire>> {
    match proxy.scheme() {
        "socks5" | "socks5h" => by_socks(proxy, target, wire, told).await,
        "http" | "https" if target.url.scheme() == "https" => by_tunnel(proxy, target, wire, told).await,
        _ => {
            if proxy.takes_numbers() {
                dns::check(target, told).await?;
            }
            let goal = target.place();
            told.push(Check::skipped("tcp", format!("{goal}: the requests below go there by the proxy")));
            told.push(Check::skipped("tls", format!("{goal}: not looked at behind this proxy")));
            None
        }
    }
}

async fn by_tunnel(
    proxy: &Proxy,
    target: &Target,
    mut wire: Box<dyn Wire>,
    told: &mut Vec<Check>,
) -> Option<Box<dyn Wire>> {
    let goal = target.place();
    let asked = timeout(target.limit, tunnel::ask(&mut *wire, &goal, proxy.basic.as_deref())).await;
    let answered: io::Result<u16> = asked.unwrap_or_else(|_| Err(io::Error::other(no_answer(target.limit))));
    told.push(match answered {
        Ok(200..=299) => {
            told.push(reached(target));
            return Some(wire);
        }
        Ok(407) => failed(target, "the proxy wants a login").with_hint(proxy.login_hint()),
        Ok(status) => failed(target, &format!("the proxy answered {status}"))
            .with_hint("is it allowed to reach the host?"),
        Err(error) => {
            failed(target, &reason(&error)).with_hint("is it an HTTP proxy that is at this address?")
        }
    });
    None
}

async fn by_socks(
    proxy: &Proxy,
    target: &Target,
    mut wire: Box<dyn Wire>,
    told: &mut Vec<Check>,
) -> Option<Box<dyn Wire>> {
    let greeted = timeout(target.limit, socks::greet(&mut *wire, proxy.pair.as_ref())).await;
    if let Err(refusal) = greeted.unwrap_or_else(|_| Err(Refusal::Other(no_answer(target.limit)))) {
        let (why, hint) = match refusal {
            Refusal::Login(why) => (why.to_owned(), proxy.login_hint()),
            Refusal::NoLogin(why) => (why.to_owned(), proxy.no_login_hint()),
            Refusal::Other(why) => (why, "is it a SOCKS 5 proxy that is at this address?".to_owned()),
        };
        let detail = format!("{}: {why}", proxy.place());
        told.push(Check::failed("proxy", FailureKind::Connect, detail).with_hint(hint));
        return None;
    }
    let way = if proxy.pair.is_some() { "takes the login" } else { "wants no login" };
    told.push(Check::ok("proxy", format!("{} speaks SOCKS 5, and {way}", proxy.place())));
    let host = if proxy.takes_numbers() {
        dns::check(target, told).await?.first()?.ip().to_string()
    } else {
        target.host.clone()
    };
    let asked = timeout(target.limit, socks::go_on(&mut *wire, &host, target.port)).await;
    let why = match asked {
        Ok(Ok(0)) => {
            told.push(reached(target));
            return Some(wire);
        }
        Ok(Ok(status)) => socks::why(status),
        Ok(Err(error)) => Trouble::of_io(&error).why,
        Err(_) => no_answer(target.limit),
    };
    told.push(failed(target, &why).with_hint("does the proxy reach the host, and is it allowed to?"));
    None
}

fn reached(target: &Target) -> Check {
    Check::ok("tcp", format!("{} takes connections, by the proxy", target.place()))
}

fn failed(target: &Target, why: &str) -> Check {
    Check::failed("tcp", FailureKind::Connect, format!("{} by the proxy: {why}", target.place()))
}
