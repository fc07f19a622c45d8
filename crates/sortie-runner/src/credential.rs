use sortie_core::{Connection, Failure, FailureKind, Redactor, Secret};

use crate::Connections;
use crate::account::Account;
use crate::token_store::TokenStore;

/// What a connection's requests are sent with.
pub(crate) enum Credential {
    /// Nothing.
    None,
    /// The API key.
    Key(Secret),
    /// A token, which is fetched when it is needed.
    Account(Box<Account>),
}

impl Credential {
    /// The credential of `connection`; `redactor` learns what is secret of it.
    pub(crate) fn open(
        connection: &Connection,
        connections: &Connections,
        tokens: &TokenStore,
        redactor: &mut Redactor,
    ) -> Result<Self, Failure> {
        let label = &connection.label;
        if let Some(account) = &connection.oauth {
            let what = format!("client_secret of the connection `{label}`");
            let secret = connections.secret(&what, &account.client_secret)?;
            redactor.add(secret.expose());
            check(&secret, "client secret", label)?;
            let [authorization, pair] = account.authorization(&secret);
            redactor.add(authorization.expose());
            redactor.add(pair.expose());
            let slot = tokens.slot(connection, account, &secret);
            return Ok(Self::Account(Box::new(Account { identity: account.clone(), authorization, slot })));
        }
        let Some(key) = connections.api_key(connection)? else { return Ok(Self::None) };
        redactor.add(key.expose());
        check(&key, "API key", label)?;
        Ok(Self::Key(key))
    }
}

impl Credential {
    /// What tells it from others, a secret: the API key, or who asks for tokens.
    pub(crate) fn identity(&self) -> &str {
        match self {
            Self::None => "",
            Self::Key(key) => key.expose(),
            Self::Account(account) => account.authorization.expose(),
        }
    }
}

fn check(secret: &Secret, what: &str, label: &str) -> Result<(), Failure> {
    if secret.expose().bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(());
    }
    let message = format!("the {what} of the connection `{label}` holds a character that no key has");
    Err(Failure::new(FailureKind::Connection, message)
        .with_hint("look for blanks, line breaks or quotes around it"))
}
