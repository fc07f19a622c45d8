use std::sync::Arc;
use std::time::Duration;

use sortie_core::{Failure, FailureKind, Redactor, Request, Response, Secret, ServiceAccount, Token};

use crate::Transport;
use crate::patience::Patience;
use crate::token_store::{Held, Slot};

/// A service account with its secret, and the place of its token.
pub(crate) struct Account {
    pub(crate) identity: ServiceAccount,
    pub(crate) authorization: Secret,
    pub(crate) slot: Arc<Slot>,
}

impl Account {
    /// Sends `request` with a token. One that the API does not take any more is replaced by a new one, once.
    pub(crate) async fn send(
        &self,
        request: &Request,
        transport: &dyn Transport,
        patience: &Patience,
        redactor: &mut Redactor,
    ) -> Result<Response, Failure> {
        let (held, is_new) = self.token(None, transport, patience, redactor).await?;
        let token = &held.token.authorization;
        let refused = patience.send(transport, request, Some(token), redactor).await?;
        if refused.status != 401 || is_new {
            return Ok(refused);
        }
        // A 401 means that nothing was done, so that even a write may be sent again.
        let token = self.token(Some(&held), transport, patience, redactor).await;
        let (held, _) = token.map_err(|failure| failure.with_tries(refused.tries))?;
        let answered = patience.send(transport, request, Some(&held.token.authorization), redactor).await;
        let first = refused.tries;
        match answered {
            Ok(response) => Ok(Response { tries: first.and(response.tries), ..response }),
            Err(failure) => Err(failure.after(first)),
        }
    }

    /// How long its token lives, which is fetched where there is none.
    pub(crate) async fn lifetime(
        &self,
        transport: &dyn Transport,
        patience: &Patience,
        redactor: &mut Redactor,
    ) -> Result<Duration, Failure> {
        let (held, _) = self.token(None, transport, patience, redactor).await?;
        Ok(held.token.lifetime)
    }

    async fn token(
        &self,
        refused: Option<&Held>,
        transport: &dyn Transport,
        patience: &Patience,
        redactor: &mut Redactor,
    ) -> Result<(Held, bool), Failure> {
        let told = self.slot.token(refused, self.fetch(transport, patience, redactor)).await;
        // The fetch is shared by runs: what it counted is not how often this run's own request was sent.
        let (held, is_new) = told.map_err(|failure| failure.with_attempts(0))?;
        redactor.add(held.token.secret.expose());
        Ok((held, is_new))
    }

    async fn fetch(
        &self,
        transport: &dyn Transport,
        patience: &Patience,
        redactor: &Redactor,
    ) -> Result<Token, Failure> {
        let request = self.identity.plan();
        let answered = patience.send(transport, &request, Some(&self.authorization), redactor).await;
        let token = answered.and_then(|response| self.identity.read(&response));
        token.map_err(|failure| unreadable(failure).at_stage("token"))
    }
}

/// An answer that cannot be read is none of the API: nothing has been done.
fn unreadable(failure: Failure) -> Failure {
    if failure.kind() != FailureKind::Decode {
        return failure;
    }
    Failure::new(FailureKind::Connection, format!("no token: {failure}"))
        .with_hint("is this the address of the token host, and is a proxy in between?")
        .with_source(failure)
}
