use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use sortie_core::FailureKind;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::Check;
use super::reach::Target;
use crate::reason;

/// Connects to `target`.
pub(super) async fn check(
    target: &Target,
    addresses: &[SocketAddr],
    told: &mut Vec<Check>,
) -> Option<TcpStream> {
    let place = target.place();
    match connect(addresses, target.limit).await {
        Ok(stream) => {
            told.push(Check::ok("tcp", format!("{place} takes connections")));
            Some(stream)
        }
        Err(why) => {
            let check = Check::failed("tcp", FailureKind::Connect, format!("{place}: {why}"));
            told.push(check.with_hint(
                "are the host and its port right, does a firewall let this machine out, or is a proxy needed? `proxy` of the connection names one, or HTTPS_PROXY",
            ));
            None
        }
    }
}

/// A connection to one of `addresses`, or why there is none.
pub(super) async fn connect(addresses: &[SocketAddr], limit: Duration) -> Result<TcpStream, String> {
    match timeout(limit, TcpStream::connect(addresses)).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) if error.kind() == io::ErrorKind::TimedOut => Err(no_answer(limit)),
        Ok(Err(error)) => Err(reason(&error)),
        Err(_) => Err(no_answer(limit)),
    }
}

/// What is said of a step that took longer than it may.
pub(super) fn no_answer(limit: Duration) -> String {
    format!("no answer in {} s", limit.as_secs())
}
