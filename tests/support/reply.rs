use std::io::{Read, Write};
use std::thread;
use std::time::Duration;

/// What a server does with one connection.
#[derive(Clone)]
pub(crate) enum Reply {
    /// Closes it without reading.
    CloseUnread,
    /// Reads the request and closes.
    Close,
    /// Reads the request and never answers.
    Hang,
    /// Answers with these bytes and closes.
    Bytes(Vec<u8>),
    /// Answers with these bytes and then with blanks, one after the other.
    Trickle(Vec<u8>),
    /// Answers with these bytes and hangs.
    Stall(Vec<u8>),
    /// Says this without being asked.
    Banner(Vec<u8>),
    /// Answers 200 and sends text until nobody takes it any more.
    Endless,
}

impl Reply {
    /// A whole answer; `head` is its status and further header lines.
    pub(crate) fn new(head: &str, body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let length = format!("content-length: {}\nconnection: close", body.len());
        Self::raw(&format!("{head}\n{length}"), body)
    }

    /// An answer of JSON.
    pub(crate) fn json(status: &str, body: &str) -> Self {
        Self::new(&format!("{status}\ncontent-type: application/json; charset=utf-8"), body)
    }

    /// An answer of exactly these header lines.
    pub(crate) fn raw(head: &str, body: impl AsRef<[u8]>) -> Self {
        let head = format!("HTTP/1.1 {}\r\n\r\n", head.replace('\n', "\r\n"));
        Self::Bytes([head.as_bytes(), body.as_ref()].concat())
    }

    /// Does it. A client that has gone is no error: many of these make it go.
    pub(crate) fn play(&self, stream: &mut (impl Read + Write)) {
        match self {
            Self::CloseUnread | Self::Close => (),
            Self::Hang => wait_for_the_end(stream),
            Self::Bytes(bytes) => {
                let _ = stream.write_all(bytes).and_then(|()| stream.flush());
            }
            Self::Stall(bytes) | Self::Banner(bytes) => {
                let _ = stream.write_all(bytes).and_then(|()| stream.flush());
                wait_for_the_end(stream);
            }
            Self::Trickle(bytes) => {
                let mut sent = stream.write_all(bytes);
                while sent.is_ok() {
                    // Nothing waits for this: it is how slowly the server speaks, well within every read timeout.
                    thread::sleep(Duration::from_millis(100));
                    sent = stream.write_all(b" ").and_then(|()| stream.flush());
                }
            }
            Self::Endless => {
                let chunk = [b"10000\r\n".as_slice(), &vec![b' '; 0x10000], b"\r\n"].concat();
                let head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
                let mut sent = stream.write_all(head);
                while sent.is_ok() {
                    sent = stream.write_all(&chunk);
                }
            }
        }
    }
}

/// Reads until the client has had enough.
fn wait_for_the_end(stream: &mut impl Read) {
    let mut byte = [0];
    while stream.read(&mut byte).is_ok_and(|count| count > 0) {}
}
