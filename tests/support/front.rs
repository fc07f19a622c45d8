use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread;

use rustls::ServerConfig;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

/// Speaks TLS for a server that speaks none itself.
pub(crate) struct Front {
    /// Where it listens.
    pub(crate) address: SocketAddr,
}

impl Front {
    /// Stands before `server`.
    pub(crate) fn before(server: SocketAddr, config: Arc<ServerConfig>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        listener.set_nonblocking(true).expect("a listener can be asked without waiting");
        let address = listener.local_addr().expect("a listener has an address");
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("there is an event loop").block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).expect("the listener stands");
                while let Ok((client, _)) = listener.accept().await {
                    tokio::spawn(serve(client, server, TlsAcceptor::from(Arc::clone(&config))));
                }
            });
        });
        Self { address }
    }
}

/// A client that breaks off is what some tests want.
async fn serve(client: TcpStream, server: SocketAddr, acceptor: TlsAcceptor) {
    let Ok(mut client) = acceptor.accept(client).await else { return };
    let Ok(mut server) = TcpStream::connect(server).await else { return };
    let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
}
