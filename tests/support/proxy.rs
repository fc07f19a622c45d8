use std::io::{self, BufRead as _, BufReader, Read, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

/// A proxy that brings whoever asks to one server, whatever host was asked for.
pub(crate) struct Proxy {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    seen: Receiver<(String, Vec<u8>)>,
}

/// What a proxy speaks.
#[derive(Clone, Copy)]
pub(crate) enum Speaks {
    /// HTTP's CONNECT.
    Connect,
    /// SOCKS 5, with this user name and password where it wants some.
    Socks(Option<(&'static str, &'static str)>),
}

impl Proxy {
    /// A proxy to `server`.
    pub(crate) fn to(server: SocketAddr, speaks: Speaks) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("a listener has an address");
        let (saw, seen) = mpsc::channel();
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                // A client that breaks off is what some tests want.
                let _ = serve(&client, server, speaks, &saw);
            }
        });
        Self { address, seen }
    }

    /// What it was asked for once, and all that it passed on to the server: both are there when the client has gone.
    pub(crate) fn next(&self) -> (String, Vec<u8>) {
        self.seen.recv().expect("the proxy was asked")
    }
}

fn serve(
    client: &TcpStream,
    server: SocketAddr,
    speaks: Speaks,
    saw: &Sender<(String, Vec<u8>)>,
) -> io::Result<()> {
    let mut reader = BufReader::new(client);
    let asked = match speaks {
        Speaks::Connect => connect(&mut reader)?,
        Speaks::Socks(wanted) => socks(&mut reader, wanted)?,
    };
    let onwards = TcpStream::connect(server)?;
    let passed = thread::scope(|scope| {
        scope.spawn(|| {
            let _ = io::copy(&mut &onwards, &mut &*client);
            let _ = client.shutdown(Shutdown::Both);
        });
        pass_on(&mut reader, &onwards)
    });
    // The test may be over before its proxy is.
    let _ = saw.send((asked, passed));
    Ok(())
}

fn connect(client: &mut BufReader<&TcpStream>) -> io::Result<String> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if client.read_line(&mut head)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    client.get_mut().write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
    Ok(head.replace("\r\n", "\n"))
}

fn socks(client: &mut BufReader<&TcpStream>, wanted: Option<(&str, &str)>) -> io::Result<String> {
    let count = bytes(client, 2)?[1];
    let methods = bytes(client, count.into())?;
    if !methods.contains(&if wanted.is_some() { 2 } else { 0 }) {
        client.get_mut().write_all(&[5, 0xff])?;
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    if let Some((username, password)) = wanted {
        client.get_mut().write_all(&[5, 2])?;
        let length = bytes(client, 2)?[1];
        let name = bytes(client, length.into())?;
        let length = bytes(client, 1)?[0];
        let right = name == username.as_bytes() && bytes(client, length.into())? == password.as_bytes();
        client.get_mut().write_all(&[1, u8::from(!right)])?;
    } else {
        client.get_mut().write_all(&[5, 0])?;
    }
    let kind = bytes(client, 4)?[3];
    let host = if kind == 1 {
        bytes(client, 4)?.iter().map(u8::to_string).collect::<Vec<_>>().join(".")
    } else {
        let length = bytes(client, 1)?[0];
        String::from_utf8_lossy(&bytes(client, length.into())?).into_owned()
    };
    bytes(client, 2)?;
    client.get_mut().write_all(&[5, 0, 0, 1, 127, 0, 0, 1, 0, 1])?;
    Ok(host)
}

fn bytes(client: &mut impl Read, count: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; count];
    client.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Passes on what the client says until it has gone, and gives it.
fn pass_on(client: &mut impl Read, mut onwards: &TcpStream) -> Vec<u8> {
    let mut passed = Vec::new();
    let mut chunk = [0; 4096];
    while let Ok(count @ 1..) = client.read(&mut chunk) {
        passed.extend_from_slice(&chunk[..count]);
        if onwards.write_all(&chunk[..count]).is_err() {
            break;
        }
    }
    let _ = onwards.shutdown(Shutdown::Both);
    passed
}
