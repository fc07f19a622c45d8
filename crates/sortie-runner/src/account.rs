use std::sync::Arc;
use std::time::Duration;

use sortie_core::{
    Connection, Failure, FailureKind, Redactor, Request, Response, Secret, ServiceAccount, SideEffect, Token,
};

use crate::credential::check;
use crate::deadline::Deadline;
use crate::patience::{Patience, SoFar};
use crate::token_store::{Fetched, Held, Slot, TokenStore};
use crate::{Connections, Transport};

/// A service account and the place of its token.
pub(crate) struct Account<'a> {
    label: String,
    identity: ServiceAccount,
    connections: &'a Connections,
    slot: Arc<Slot>,
    /// The client secret, where that was looked at already.
    client_secret: Option<Secret>,
}

impl<'a> Account<'a> {
    /// The account `identity` of `connection`, one of `connections`. Nothing is read yet.
    pub(crate) fn new(
        connection: &Connection,
        identity: &ServiceAccount,
        connections: &'a Connections,
        tokens: &TokenStore,
    ) -> Self {
        let (label, slot) = (connection.label.clone(), tokens.slot(connection, identity));
        Self { label, identity: identity.clone(), connections, slot, client_secret: None }
    }

    /// Who asks for tokens, whatever the secret is.
    pub(crate) fn client_id(&self) -> &str {
        &self.identity.client_id
    }

    /// Reads the client secret now, so that a token is asked for with this one.
    pub(crate) fn read_secret(
        &mut self,
        until: Option<Deadline>,
        redactor: &mut Redactor,
    ) -> Result<(), Failure> {
        let secret = self.connections.secret(&self.what(), &self.identity.client_secret, until)?;
        redactor.add(secret.expose());
        check(&secret, "client secret", &self.label)?;
        self.client_secret = Some(secret);
        Ok(())
    }

    /// Sends `request` with a token. One that the API does not take any more is replaced by a new one, once.
    pub(crate) async fn send(
        &self,
        request: &Request,
        transport: &dyn Transport,
        patience: &Patience,
        redactor: &mut Redactor,
    ) -> Result<Response, Failure> {
        let (held, is_new) = self.token(None, transport, patience, redactor).await?;
        let (token, so_far) = (&held.token.authorization, SoFar::nothing());
        let refused = patience.send_on(transport, request, Some(token), redactor, so_far).await?;
        if refused.status != 401 || is_new {
            return Ok(refused);
        }
        // A 401 means that nothing was done, so that even a write may be sent again.
        let token = self.token(Some(&held), transport, patience, redactor).await;
        let (held, _) = token.map_err(|failure| failure.with_tries(refused.tries))?;
        let (token, so_far) = (&held.token.authorization, so_far.after(refused.tries));
        patience.send_on(transport, request, Some(token), redactor, so_far).await
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
        // A fetch is rare, and would make every request that may need one larger.
        let fetch = Box::pin(self.fetch(transport, patience, redactor));
        // Whoever fetches one meanwhile may have more time, or no deadline.
        let turn = patience.by_deadline("the token was not there", self.slot.turn()).await;
        let turn = turn.map_err(|late| late.with_outcome(SideEffect::None, true).at_stage("token"))?;
        let (fetched, is_new) = turn.token(refused, fetch).await;
        // Whoever fetched it knows these secrets; this run may not.
        fetched.secrets.iter().for_each(|secret| redactor.add(secret.expose()));
        // The fetch is shared by runs: what it counted is not how often this run's own request was sent.
        let held = fetched.outcome.map_err(|failure| failure.with_attempts(0))?;
        Ok((held, is_new))
    }

    /// Reads the client secret and asks for a token with it.
    async fn fetch(
        &self,
        transport: &dyn Transport,
        patience: &Patience,
        redactor: &Redactor,
    ) -> Fetched<Token> {
        let mut redactor = redactor.clone();
        let mut secrets = Vec::new();
        let mut learn = |secret: &Secret| {
            redactor.add(secret.expose());
            secrets.push(secret.clone());
        };
        let client_secret = match self.secret(patience, &mut learn).await {
            Ok(secret) => secret,
            Err(failure) => {
                let cut_short = patience.ran_out(&failure);
                let outcome = Err(failure.at_stage("connection"));
                return Fetched { secrets: secrets.into(), outcome, cut_short };
            }
        };
        let [authorization, pair] = self.identity.authorization(&client_secret);
        [&authorization, &pair].into_iter().for_each(&mut learn);
        let request = self.identity.plan();
        let answered = patience.send(transport, &request, Some(&authorization), &redactor).await;
        let token = answered.and_then(|response| self.identity.read(&response));
        secrets.extend(token.iter().map(|token| token.secret.clone()));
        let outcome = token.map_err(|failure| unreadable(failure).at_stage("token"));
        let cut_short = outcome.as_ref().is_err_and(|failure| patience.ran_out(failure));
        Fetched { secrets: secrets.into(), outcome, cut_short }
    }

    /// The client secret, which `learn` is told before anything can be said of it. Pages may be under way meanwhile.
    async fn secret(
        &self,
        patience: &Patience,
        learn: &mut (dyn FnMut(&Secret) + Send),
    ) -> Result<Secret, Failure> {
        let secret = if let Some(secret) = &self.client_secret {
            secret.clone()
        } else {
            let (source, until) = (&self.identity.client_secret, patience.deadline());
            self.connections.secret_meanwhile(&self.what(), source, until).await?
        };
        learn(&secret);
        check(&secret, "client secret", &self.label)?;
        Ok(secret)
    }

    /// What messages call the client secret.
    fn what(&self) -> String {
        format!("client_secret of the connection `{}`", self.label)
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

#[cfg(test)]
#[path = "account_tests.rs"]
mod tests;
