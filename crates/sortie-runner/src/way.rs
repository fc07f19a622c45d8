use sortie_core::{Failure, Redactor, Request, Response};

use crate::Transport;
use crate::credential::Credential;
use crate::patience::Patience;

/// The way to a connection, what to show there, and how often to try.
pub(crate) struct Way<'a> {
    pub(crate) transport: Box<dyn Transport>,
    pub(crate) credential: Credential<'a>,
    pub(crate) patience: Patience,
}

impl Way<'_> {
    /// Sends `request`; `redactor` learns the token that it is sent with before anything can be said of it.
    pub(crate) async fn send(&self, request: &Request, redactor: &mut Redactor) -> Result<Response, Failure> {
        let (transport, patience) = (&*self.transport, &self.patience);
        match &self.credential {
            Credential::None => patience.send(transport, request, None, redactor).await,
            Credential::Key(key) => patience.send(transport, request, Some(key), redactor).await,
            Credential::Account(account) => account.send(request, transport, patience, redactor).await,
        }
    }
}
