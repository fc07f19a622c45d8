use std::io::{self, BufRead as _, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::Reply;

/// A server that answers each connection as told, and keeps what it was asked.
///
/// A test that never calls it has not tested what it meant to, and fails.
pub(crate) struct BadServer {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// The connection that ends it; who makes it holds this until it stands.
    last: Arc<Mutex<Option<SocketAddr>>>,
    requests: Receiver<String>,
    /// Gives the number of connections.
    thread: Option<JoinHandle<usize>>,
}

impl BadServer {
    /// A server that answers with `replies` in their order, the last one again and again.
    pub(crate) fn new(replies: impl Into<Vec<Reply>>) -> Self {
        Self::listening(replies.into(), None)
    }

    /// The same over TLS.
    pub(crate) fn tls(config: Arc<ServerConfig>, replies: impl Into<Vec<Reply>>) -> Self {
        Self::listening(replies.into(), Some(config))
    }

    /// Stops it: the requests it got, each with its headers and body.
    pub(crate) fn requests(mut self) -> Vec<String> {
        self.stop();
        self.requests.try_iter().collect()
    }

    /// Returns when a whole request has come, and gives it.
    pub(crate) fn next_request(&self) -> String {
        self.requests.recv().expect("the server serves until it is stopped")
    }

    fn listening(replies: Vec<Reply>, tls: Option<Arc<ServerConfig>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("a listener has an address");
        let last = Arc::new(Mutex::new(None));
        let seen = Arc::clone(&last);
        let (came, requests) = mpsc::channel();
        let thread = thread::spawn(move || serve(&listener, &replies, tls.as_ref(), &seen, &came));
        Self { address, last, requests, thread: Some(thread) }
    }

    /// How many requests have come since somebody asked.
    pub(crate) fn came(&self) -> usize {
        self.requests.try_iter().count()
    }

    fn stop(&mut self) {
        let mut last = self.last.lock().expect("no thread panics while it holds this");
        let goodbye = TcpStream::connect(self.address).expect("the server listens until it is stopped");
        *last = goodbye.local_addr().ok();
        drop(last);
        let thread = self.thread.take().expect("a server is stopped once");
        let connections = thread.join().expect("the server does not panic");
        assert!(connections > 0, "the server at {} was never called", self.address);
    }
}

impl Drop for BadServer {
    fn drop(&mut self) {
        if self.thread.is_some() && !thread::panicking() {
            self.stop();
        }
    }
}

/// Serves until the last connection comes: how many came before it.
fn serve(
    listener: &TcpListener,
    replies: &[Reply],
    tls: Option<&Arc<ServerConfig>>,
    last: &Mutex<Option<SocketAddr>>,
    came: &Sender<String>,
) -> usize {
    let mut connections = 0;
    loop {
        let (stream, peer) = listener.accept().expect("the listener stands");
        if *last.lock().expect("no thread panics while it holds this") == Some(peer) {
            return connections;
        }
        let reply = replies.get(connections).or(replies.last()).expect("a server has replies");
        connections += 1;
        if matches!(reply, Reply::CloseUnread) {
            continue;
        }
        let _ = match tls {
            None => exchange(stream, reply, came),
            Some(config) => {
                let session = ServerConnection::new(Arc::clone(config)).expect("the configuration is sound");
                let mut stream = StreamOwned::new(session, stream);
                let told = exchange(&mut stream, reply, came);
                if told.is_err() {
                    // Whoever closes with something unread takes back what it said last: the alert.
                    let _ = stream.sock.shutdown(Shutdown::Write);
                    let _ = io::copy(&mut stream.sock, &mut io::sink());
                }
                told
            }
        };
    }
}

/// Reads a request and replies; an error where the client sent no whole one.
fn exchange(stream: impl Read + Write, reply: &Reply, came: &Sender<String>) -> io::Result<()> {
    let mut reader = BufReader::new(stream);
    if matches!(reply, Reply::Banner(_)) {
        reply.play(reader.get_mut());
        return Ok(());
    }
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head)? == 0 {
            return Ok(());
        }
    }
    let lower = head.to_ascii_lowercase();
    let length = lower.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.and_then(|text| text.parse().ok()).unwrap_or(0)];
    reader.read_exact(&mut body)?;
    let request = head.replace("\r\n", "\n") + &String::from_utf8_lossy(&body);
    // The test may be over before its server is.
    let _ = came.send(request);
    reply.play(reader.get_mut());
    Ok(())
}
