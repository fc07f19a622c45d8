use std::pin::Pin;

use sortie_core::{Failure, Request, Response, Secret};

/// An answer on its way.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<Response, Failure>> + Send + 'a>>;

/// The one way by which a request leaves: the network, the emulator in this process, a test's stub.
///
/// It adds the credential, sends once, and gives back whatever was answered, of any status. Its
/// failures tell whether the request can have arrived.
pub trait Transport: Send + Sync {
    /// Sends `request`, with `credential` as the value of the header that it names for it.
    fn send<'a>(&'a self, request: &'a Request, credential: Option<&'a Secret>) -> Sending<'a>;
}
