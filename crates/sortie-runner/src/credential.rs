use sortie_core::{Connection, Failure, FailureKind, Redactor, Secret};

use crate::Connections;
use crate::account::Account;
use crate::deadline::Deadline;
use crate::token_store::TokenStore;

/// What a connection's requests are sent with.
pub(crate) enum Credential<'a> {
    /// Nothing.
    None,
    /// The API key.
    Key(Secret),
    /// A token, which is fetched when it is needed; so is the client secret.
    Account(Box<Account<'a>>),
}

impl<'a> Credential<'a> {
    /// The credential of `connection`, by the deadline of the run; `redactor` learns what is secret of it.
    pub(crate) fn open(
        connection: &Connection,
        connections: &'a Connections,
        tokens: &TokenStore,
        until: Option<Deadline>,
        redactor: &mut Redactor,
    ) -> Result<Self, Failure> {
        let label = &connection.label;
        if let Some(account) = &connection.oauth {
            return Ok(Self::Account(Box::new(Account::new(connection, account, connections, tokens))));
        }
        let Some(key) = connections.api_key(connection, until)? else { return Ok(Self::None) };
        redactor.add(key.expose());
        check(&key, "API key", label)?;
        Ok(Self::Key(key))
    }
}

impl Credential<'_> {
    /// What tells it from others: the API key, a secret, or who asks for tokens.
    pub(crate) fn identity(&self) -> &str {
        match self {
            Self::None => "",
            Self::Key(key) => key.expose(),
            Self::Account(account) => account.client_id(),
        }
    }
}

/// Refuses what no key is, which `what` of the connection `label` should be.
pub(crate) fn check(secret: &Secret, what: &str, label: &str) -> Result<(), Failure> {
    if secret.expose().bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(());
    }
    let message = format!("the {what} of the connection `{label}` holds a character that no key has");
    Err(Failure::new(FailureKind::Connection, message)
        .with_hint("look for blanks, line breaks or quotes around it"))
}
