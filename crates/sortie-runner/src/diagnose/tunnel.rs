use std::io;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::wire::Wire;

/// The longest head of a proxy's answer that is read, in bytes.
const LONGEST_HEAD: usize = 16 * 1024;

/// Asks the HTTP proxy at the other end of `wire` for a tunnel to `goal`: the status of the answer.
pub(super) async fn ask(wire: &mut dyn Wire, goal: &str, login: Option<&str>) -> io::Result<u16> {
    let login = login.map_or_else(String::new, |login| format!("proxy-authorization: {login}\r\n"));
    let head = format!("CONNECT {goal} HTTP/1.1\r\nhost: {goal}\r\n{login}\r\n");
    wire.write_all(head.as_bytes()).await?;
    let mut answer = Vec::new();
    // Whoever is behind the tunnel waits to be spoken to: no byte that comes now is theirs.
    while !answer.windows(4).any(|it| it == b"\r\n\r\n") {
        if answer.len() > LONGEST_HEAD || wire.read_buf(&mut answer).await? == 0 {
            return Err(io::Error::other("it answers with something that is no HTTP"));
        }
    }
    let text = String::from_utf8_lossy(&answer);
    let status = text.strip_prefix("HTTP/").and_then(|rest| rest.split(' ').nth(1)?.parse().ok());
    status.ok_or_else(|| io::Error::other("it answers with something that is no HTTP"))
}
