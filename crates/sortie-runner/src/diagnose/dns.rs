use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use sortie_core::FailureKind;
use tokio::net::lookup_host;
use tokio::time::timeout;

use super::Check;
use super::reach::Target;
use crate::trouble::Trouble;

/// Looks the name of `target` up.
pub(super) async fn check(target: &Target, told: &mut Vec<Check>) -> Option<Vec<SocketAddr>> {
    let host = &target.host;
    if let Ok(address) = host.parse::<IpAddr>() {
        told.push(Check::skipped("dns", format!("{host} is an address already")));
        return Some(vec![SocketAddr::new(address, target.port)]);
    }
    match look_up(host, target.port, target.limit).await {
        Ok(addresses) => {
            let shown: Vec<String> = addresses.iter().map(|it| it.ip().to_string()).collect();
            told.push(Check::ok("dns", format!("{host} is {}", shown.join(", "))));
            Some(addresses)
        }
        Err(trouble) => {
            let check = Check::failed("dns", FailureKind::Connect, format!("{host}: {}", trouble.why));
            told.push(check.with_any(trouble.hint));
            None
        }
    }
}

/// The addresses of `host`, one at least.
pub(super) async fn look_up(host: &str, port: u16, limit: Duration) -> Result<Vec<SocketAddr>, Trouble> {
    let found = match timeout(limit, lookup_host((host, port))).await {
        Ok(found) => found.map(Iterator::collect::<Vec<_>>),
        Err(_) => Err(io::ErrorKind::TimedOut.into()),
    };
    let nothing = |found: &Vec<SocketAddr>| found.is_empty();
    match found {
        Ok(found) if nothing(&found) => Err(Trouble::of_name()),
        Ok(found) => Ok(found),
        Err(_) => Err(Trouble::of_name()),
    }
}
