use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use jumpcloud_emulator::Emulator;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::connection;

/// An emulator that connections are taken for.
#[derive(Clone)]
pub(super) struct Server {
    /// The emulator.
    pub(super) emulator: Arc<Emulator>,
    tls: Option<TlsAcceptor>,
    started: Instant,
    /// When it started, counted from the Unix epoch.
    epoch: Duration,
}

impl Server {
    /// A server, over TLS where there is an acceptor.
    pub(super) fn new(emulator: Arc<Emulator>, tls: Option<TlsAcceptor>) -> Self {
        let epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self { emulator, tls, started: Instant::now(), epoch }
    }

    /// What the time is, counted from the Unix epoch; it never runs backwards.
    pub(super) fn now(&self) -> Duration {
        self.epoch + self.started.elapsed()
    }

    /// Takes connections from `listener`, for ever.
    pub(super) async fn serve(self, listener: TcpListener) {
        loop {
            let stream = next(&listener).await;
            if self.emulator.connect() {
                tokio::spawn(self.clone().take(stream));
            } else {
                // Dropped like this, it is reset. Where that cannot be set, it is closed.
                let _ = stream.set_zero_linger();
            }
        }
    }

    async fn take(self, stream: TcpStream) {
        // Answers are written whole: to wait for more of them would only delay.
        let _ = stream.set_nodelay(true);
        match self.tls.clone() {
            None => connection::serve(stream, &self, TcpStream::set_zero_linger).await,
            Some(tls) => {
                if let Ok(stream) = tls.accept(stream).await {
                    connection::serve(stream, &self, |it| it.get_ref().0.set_zero_linger()).await;
                }
            }
        }
    }
}

/// The next connection that comes to `listener`.
pub(super) async fn next(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return stream,
            // There are too many connections; some of them will end.
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}
