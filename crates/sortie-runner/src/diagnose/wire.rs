use tokio::io::{AsyncRead, AsyncWrite};

/// What the next host on the way is spoken to over: TCP, or TLS with a proxy.
pub(super) trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}
