use sortie_core::{
    ConnectionDraft, ConnectionFile, CredentialDraft, Failure, Integration, Secret, SecretDraft,
};
use sortie_runner::Sealed;

use super::probe::{ask_until, wrong};
use super::secret_place::{Kept, SecretPlace};
use crate::args::{AddArgs, SecretWay};
use crate::commands::connections::credential_place;
use crate::output;
use crate::terminal::Terminal;

/// What a connection shows, and where that comes from.
pub(super) struct Credential {
    /// The service account; none for an API key.
    pub(super) client_id: Option<String>,
    way: Way,
}

enum Way {
    /// Perhaps by stdin, which is read when nothing else is missing.
    Given(SecretWay),
    Answered(Kept),
}

/// The ways to keep a secret, in the order in which they are offered.
const WAYS: [&str; 4] = [
    "I paste it now; it is kept encrypted in the connection's file",
    "in an environment variable",
    "in a file",
    "a command prints it",
];

impl Credential {
    /// The one that was given by flags.
    pub(super) fn given(args: &AddArgs) -> Option<Self> {
        let account = args.oauth_client_id.clone().zip(args.client_secret.way());
        let account = account.map(|(id, way)| Self { client_id: Some(id), way: Way::Given(way) });
        let key = || args.api_key.way().map(|way| Self { client_id: None, way: Way::Given(way) });
        account.or_else(key)
    }

    /// The one that somebody answers; none where it stays as it is in `old`.
    pub(super) fn asked(
        terminal: &Terminal,
        place: &SecretPlace<'_>,
        integration: &Integration,
        old: Option<&ConnectionFile>,
    ) -> Result<Option<Self>, Failure> {
        let mut options = WAYS.map(str::to_owned).to_vec();
        options.push("there is no key: it is a service account (OAuth)".to_owned());
        options.extend(old.map(|file| format!("as it is ({})", credential_place(file))));
        let (client_id, kept) = match terminal.choice("Where is the API key kept?", &options)? {
            4 => {
                let client_id = client_id(terminal, integration)?;
                let chosen = terminal.choice("Where is its client secret kept?", &WAYS.map(str::to_owned))?;
                (Some(client_id), answered(terminal, place, chosen, "Client secret")?)
            }
            5.. => return Ok(None),
            chosen => (None, answered(terminal, place, chosen, "API key")?),
        };
        Ok(Some(Self { client_id, way: Way::Answered(kept) }))
    }

    /// What the connection's file says of it, and the secret that is to be encrypted there.
    pub(super) fn kept(self, place: &SecretPlace<'_>) -> Result<(CredentialDraft, Option<Sealed>), Failure> {
        let kept = match self.way {
            Way::Given(way) => place.of(way)?,
            Way::Answered(kept) => kept,
        };
        let (secret, sealed) = match kept {
            Kept::Elsewhere(secret) => (secret, None),
            Kept::Sealed(sealed) => (SecretDraft::Age(sealed.text().to_owned()), Some(sealed)),
        };
        let draft = match self.client_id {
            Some(client_id) => CredentialDraft::ServiceAccount { client_id, client_secret: secret },
            None => CredentialDraft::ApiKey(secret),
        };
        Ok((draft, sealed))
    }
}

fn client_id(terminal: &Terminal, integration: &Integration) -> Result<String, Failure> {
    ask_until(terminal, "Its client id: ", |client_id| {
        let client_secret = SecretDraft::Env("SECRET".to_owned());
        let account = CredentialDraft::ServiceAccount { client_id: client_id.to_owned(), client_secret };
        let probe = ConnectionDraft { credential: Some(account), ..ConnectionDraft::default() };
        wrong(probe, Some(integration))
    })
}

/// Where the secret is that messages call `what`, by the way that was chosen.
fn answered(
    terminal: &Terminal,
    place: &SecretPlace<'_>,
    chosen: usize,
    what: &str,
) -> Result<Kept, Failure> {
    loop {
        let way = match chosen {
            0 => return place.sealed(pasted(terminal, what)?),
            1 => SecretWay::Env(terminal.line("The variable's name: ")?),
            2 => SecretWay::File(terminal.line("The file's path (a relative one begins at the home): ")?),
            _ => SecretWay::Command(terminal.line("The command: ")?),
        };
        match place.of(way) {
            Ok(kept) => return Ok(kept),
            Err(failure) => output::note(&failure.to_string()),
        }
    }
}

fn pasted(terminal: &Terminal, what: &str) -> Result<Secret, Failure> {
    loop {
        let secret = terminal.secret(&format!("{what} (it is not shown): "))?;
        if !secret.expose().is_empty() {
            return Ok(secret);
        }
    }
}
