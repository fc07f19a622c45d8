use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use axum_server::Handle;
use jumpcloud_emulator::{Call, Config, Emulator};

/// The emulator of a test's own process, over a socket: what it has counted can be asked.
pub(crate) struct Served {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// The emulator.
    pub(crate) emulator: Arc<Emulator>,
    handle: Handle<SocketAddr>,
    thread: Option<JoinHandle<()>>,
}

impl Served {
    /// Serves the organization that `config` describes, until this is dropped.
    pub(crate) fn new(config: Config) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        listener.set_nonblocking(true).expect("a listener can be asked without waiting");
        let address = listener.local_addr().expect("a listener has an address");
        let emulator = Arc::new(Emulator::new(config));
        let handle = Handle::new();
        let app = axum::Router::new().fallback(answer).with_state(Arc::clone(&emulator));
        let ended = handle.clone();
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("there is an event loop").block_on(async {
                let server = axum_server::from_tcp(listener).expect("the listener stands").handle(ended);
                server.serve(app.into_make_service()).await.expect("it serves until it is stopped");
            });
        });
        Self { address, emulator, handle, thread: Some(thread) }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.handle.shutdown();
        let ended = self.thread.take().map(JoinHandle::join);
        assert!(thread::panicking() || ended.is_some_and(|it| it.is_ok()), "the emulator does not panic");
    }
}

async fn answer(
    State(emulator): State<Arc<Emulator>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let headers = headers.iter().map(|(name, value)| (name.to_string(), text(value.as_bytes())));
    let answer = emulator.handle(&Call {
        method: method.to_string(),
        path: uri.path().to_owned(),
        query: uri.query().unwrap_or_default().to_owned(),
        headers: headers.collect(),
        body: body.to_vec(),
    });
    let status = StatusCode::from_u16(answer.status).expect("the emulator knows its statuses");
    let mut response = (status, answer.body).into_response();
    for (name, value) in answer.headers {
        let name = HeaderName::try_from(name).expect("the emulator knows its headers");
        response.headers_mut().insert(name, value.try_into().expect("the emulator knows its headers"));
    }
    response
}
