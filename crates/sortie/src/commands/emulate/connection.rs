use std::future::poll_fn;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use jumpcloud_emulator::Ending;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};

use super::answering::{Raw, answer};
use super::server::Server;

/// Answers what is asked over `stream`, until it ends or an answer ends it; `to_reset` makes its end a reset.
///
/// An answer that HTTP does not know is none of hyper's: hyper is told that there is no answer, lets go of the
/// connection without a word, and the bytes go out from here.
pub(super) async fn serve<S>(stream: S, server: &Server, to_reset: impl FnOnce(&S) -> io::Result<()>)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let raw = Arc::new(Mutex::new(None));
    let service = service_fn(|request| Box::pin(answer(request, server, &raw)));
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    // Whatever ends it, the client knows; there is nobody else to be told.
    let _ = poll_fn(|context| connection.poll_without_shutdown(context)).await;
    let mut stream = connection.into_parts().io.into_inner();
    let raw = raw.lock().unwrap_or_else(PoisonError::into_inner).take();
    // A client that has gone is what many a fault leads to.
    let _ = match raw {
        None => stream.shutdown().await,
        Some(raw) => end(stream, raw, to_reset).await,
    };
}

async fn end<S>(mut stream: S, raw: Raw, to_reset: impl FnOnce(&S) -> io::Result<()>) -> io::Result<()>
where
    S: AsyncWrite + Unpin,
{
    let (bytes, ending) = raw;
    stream.write_all(&bytes).await?;
    stream.flush().await?;
    match ending {
        Ending::Close => stream.shutdown().await,
        Ending::Reset => to_reset(&stream),
        Ending::Repeat(bytes) => loop {
            stream.write_all(&bytes).await?;
        },
    }
}
