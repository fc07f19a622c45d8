//! SOCKS 5 (RFC 1928) with a user name and password (RFC 1929), said as requests say it: one way to log in is offered, and
//! no other is taken.

use std::io;
use std::net::IpAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::wire::Wire;
use crate::trouble::Trouble;

const VERSION: u8 = 5;
const NO_LOGIN: u8 = 0;
const PASSWORD: u8 = 2;
const NONE_OF_THEM: u8 = 0xff;
const CONNECT: u8 = 1;

/// What a SOCKS proxy does not agree to.
pub(super) enum Refusal {
    /// To be shown no login, or this one.
    Login(&'static str),
    /// To be shown a login.
    NoLogin(&'static str),
    /// Anything else.
    Other(String),
}

/// Greets the SOCKS proxy at the other end of `wire`, and logs in with `login`, a user name and a password.
pub(super) async fn greet(wire: &mut dyn Wire, login: Option<&(String, String)>) -> Result<(), Refusal> {
    let offered = if login.is_some() { PASSWORD } else { NO_LOGIN };
    wire.write_all(&[VERSION, 1, offered]).await?;
    match (read(wire).await?, login) {
        ([VERSION, chosen], None) if chosen == offered => Ok(()),
        ([VERSION, chosen], Some(login)) if chosen == offered => log_in(wire, login).await,
        ([VERSION, NONE_OF_THEM | PASSWORD], None) => {
            Err(Refusal::Login("it wants a user name and password"))
        }
        ([VERSION, _], Some(_)) => Err(Refusal::NoLogin("it takes no user name and password")),
        _ => Err(Refusal::Other("it answers with something that is no SOCKS 5".to_owned())),
    }
}

async fn log_in(wire: &mut dyn Wire, (username, password): &(String, String)) -> Result<(), Refusal> {
    let part = |text: &String| Some([&[u8::try_from(text.len()).ok()?], text.as_bytes()].concat());
    let Some((username, password)) = part(username).zip(part(password)) else {
        return Err(Refusal::Login("its user name and password have 255 bytes at most"));
    };
    wire.write_all(&[vec![1], username, password].concat()).await?;
    match read(wire).await? {
        [_, 0] => Ok(()),
        [_, _] => Err(Refusal::Login("it does not take this user name and password")),
    }
}

/// Asks it to go on to `port` of `host`: the status of the answer, which is 0 where it has.
pub(super) async fn go_on(wire: &mut dyn Wire, host: &str, port: u16) -> io::Result<u8> {
    let goal = match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => [&[1], &address.octets()[..]].concat(),
        Ok(IpAddr::V6(address)) => [&[4], &address.octets()[..]].concat(),
        Err(_) => {
            let length =
                u8::try_from(host.len()).map_err(|_| io::Error::other("the host's name is too long"))?;
            [&[3, length], host.as_bytes()].concat()
        }
    };
    wire.write_all(&[&[VERSION, CONNECT, 0], &goal[..], &port.to_be_bytes()].concat()).await?;
    let [_, status, _, kind] = read(wire).await?;
    if status != 0 {
        return Ok(status);
    }
    // Where it goes out from tells nobody anything, but stands before the first byte of the host.
    let length = match kind {
        1 => 4,
        4 => 16,
        _ => read::<1>(wire).await?[0].into(),
    };
    wire.read_exact(&mut vec![0; length + 2]).await?;
    Ok(status)
}

/// Why it has not gone on, by the status of its answer.
pub(super) fn why(status: u8) -> String {
    match status {
        2 => "the proxy is not allowed to go there".to_owned(),
        3 => "the proxy does not reach the host's network".to_owned(),
        4 => "the proxy does not reach the host".to_owned(),
        5 => "the host refuses the proxy's connection".to_owned(),
        6 => "the host is too far away for the proxy".to_owned(),
        other => format!("the proxy answered with the SOCKS error {other}"),
    }
}

async fn read<const COUNT: usize>(wire: &mut dyn Wire) -> io::Result<[u8; COUNT]> {
    let mut bytes = [0; COUNT];
    wire.read_exact(&mut bytes).await?;
    Ok(bytes)
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self::Other(Trouble::of_io(&error).why)
    }
}
