use sortie_core::{Failure, Redactor, Request, Response};

use crate::Transport;
use crate::credential::Credential;
use crate::watched::watched;

/// The way to a connection, and what to show there.
pub(crate) struct Way {
    pub(crate) transport: Box<dyn Transport>,
    pub(crate) credential: Credential,
}

impl Way {
    /// Sends `request`; `redactor` learns the token that it is sent with before anything can be said of it.
    pub(crate) async fn send(&self, request: &Request, redactor: &mut Redactor) -> Result<Response, Failure> {
        match &self.credential {
            Credential::None => watched(&*self.transport, request, None, redactor).await,
            Credential::Key(key) => watched(&*self.transport, request, Some(key), redactor).await,
            Credential::Account(account) => account.send(request, &*self.transport, redactor).await,
        }
    }
}
