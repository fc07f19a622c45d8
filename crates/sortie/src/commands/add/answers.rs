use sortie_core::{
    AddressDraft, ConnectionDraft, ConnectionFile, CredentialDraft, Failure, FailureKind, Integration,
    SecretDraft,
};
use sortie_runner::Home;

use super::secret_place::SecretPlace;
use crate::args::{AddArgs, SecretWay};
use crate::commands::connections::{credential_place, goes_to};
use crate::output;
use crate::terminal::Terminal;

/// What is said of a connection: by flags, else on the terminal.
pub(super) struct Answers<'a> {
    args: &'a AddArgs,
    terminal: Option<&'a Terminal>,
    place: SecretPlace<'a>,
    /// What nobody could be asked.
    missing: Vec<&'static str>,
    asked: bool,
}

impl<'a> Answers<'a> {
    pub(super) fn new(home: &'a Home, args: &'a AddArgs, terminal: Option<&'a Terminal>) -> Self {
        let place = SecretPlace { home, terminal };
        Self { args, terminal, place, missing: Vec::new(), asked: false }
    }

    /// The label.
    pub(super) fn label(&mut self) -> Result<String, Failure> {
        if let Some(label) = &self.args.label {
            return Ok(label.clone());
        }
        let terminal = self.terminal.ok_or_else(|| missing(&["LABEL"]))?;
        self.asked = true;
        loop {
            let label = terminal.line("Label, for example acme-production: ")?;
            if !label.is_empty() {
                return Ok(label);
            }
        }
    }

    /// Everything else.
    pub(super) fn draft(
        &mut self,
        label: String,
        integration: &Integration,
        old: Option<&ConnectionFile>,
    ) -> Result<ConnectionDraft, Failure> {
        let args = self.args;
        let nothing_given = args.region.is_none()
            && args.base_url.is_none()
            && args.oauth_client_id.is_none()
            && args.api_key.way().is_none()
            && args.org_id.is_none()
            && args.description.is_none()
            && args.integration.is_none();
        let ask = old.is_none() || nothing_given;
        let mut draft =
            ConnectionDraft { label, description: args.description.clone(), ..ConnectionDraft::default() };
        draft.integration = args.integration.clone().or(old.is_none().then(|| integration.name.clone()));
        draft.address = self.address(ask, integration, old)?;
        let credential = self.credential(ask, old)?;
        draft.org_id = self.org_id(integration, old, &draft)?;
        match self.missing.as_slice() {
            [] => (),
            missing if old.is_none() => return Err(self::missing(missing)),
            _ => {
                return Err(invalid("nothing to change was given")
                    .with_hint("give what changes, for example --region or --api-key-env"));
            }
        }
        // Last, since it may make an identity.
        draft.credential = credential.map(|it| it.kept(&self.place)).transpose()?;
        Ok(draft)
    }

    fn address(
        &mut self,
        ask: bool,
        integration: &Integration,
        old: Option<&ConnectionFile>,
    ) -> Result<Option<AddressDraft>, Failure> {
        let given = self.args.region.clone().map(AddressDraft::Region);
        if let Some(given) = given.or(self.args.base_url.clone().map(AddressDraft::BaseUrl)) {
            return Ok(Some(given));
        }
        let Some(terminal) = self.terminal.filter(|_| ask) else {
            self.missing.extend(ask.then_some("--region or --base-url"));
            return Ok(None);
        };
        self.asked = true;
        let mut options: Vec<String> = integration.regions.keys().cloned().collect();
        options.push("another address".to_owned());
        options.extend(old.map(|file| format!("as it is ({})", goes_to(file))));
        let chosen = terminal.choice(&format!("Where is {}?", integration.title), &options)?;
        if let Some(region) = integration.regions.keys().nth(chosen) {
            return Ok(Some(AddressDraft::Region(region.clone())));
        }
        if chosen > integration.regions.len() {
            return Ok(None);
        }
        loop {
            let url = terminal.line("The console host, https://console.example.com: ")?;
            let address = AddressDraft::BaseUrl(url);
            let probe = ConnectionDraft { address: Some(address.clone()), ..ConnectionDraft::default() };
            match wrong(probe, integration) {
                None => return Ok(Some(address)),
                Some(why) => output::note(&why),
            }
        }
    }

    fn credential(&mut self, ask: bool, old: Option<&ConnectionFile>) -> Result<Option<Credential>, Failure> {
        if let (Some(client_id), Some(way)) = (&self.args.oauth_client_id, self.args.client_secret.way()) {
            return Ok(Some(Credential { client_id: Some(client_id.clone()), way: Way::Given(way) }));
        }
        if let Some(way) = self.args.api_key.way() {
            return Ok(Some(Credential { client_id: None, way: Way::Given(way) }));
        }
        let Some(terminal) = self.terminal.filter(|_| ask) else {
            self.missing
                .extend(ask.then_some("--api-key-env, --api-key-file, --api-key-command or --api-key-stdin"));
            return Ok(None);
        };
        self.asked = true;
        let mut options = WAYS.map(str::to_owned).to_vec();
        options.push("there is no key: it is a service account (OAuth)".to_owned());
        options.extend(old.map(|file| format!("as it is ({})", credential_place(file))));
        let chosen = terminal.choice("Where is the API key kept?", &options)?;
        let mut client_id = None;
        let way = match chosen {
            4 => {
                client_id = Some(terminal.line("Its client id: ")?);
                let chosen = terminal.choice("Where is its client secret kept?", &WAYS.map(str::to_owned))?;
                way(terminal, chosen, "Client secret")?
            }
            5.. => return Ok(None),
            chosen => way(terminal, chosen, "API key")?,
        };
        Ok(Some(Credential { client_id, way }))
    }

    /// Asked only of those who are asked anyway.
    fn org_id(
        &self,
        integration: &Integration,
        old: Option<&ConnectionFile>,
        draft: &ConnectionDraft,
    ) -> Result<Option<String>, Failure> {
        let (Some(terminal), None, true) = (self.terminal, &self.args.org_id, self.asked) else {
            return Ok(self.args.org_id.clone());
        };
        let none = if old.is_some() { "as it is" } else { "none" };
        loop {
            let answer =
                terminal.line(&format!("Organization id, if the key serves several (Enter: {none}): "))?;
            let org_id = Some(answer).filter(|it| !it.is_empty());
            let probe = ConnectionDraft {
                org_id: org_id.clone(),
                address: draft.address.clone(),
                ..ConnectionDraft::default()
            };
            match wrong(probe, integration).filter(|_| org_id.is_some()) {
                None => return Ok(org_id),
                Some(why) => output::note(&why),
            }
        }
    }
}

/// The ways to keep a secret, in the order in which they are offered.
const WAYS: [&str; 4] = [
    "I paste it now; it is kept encrypted in the connection's file",
    "in an environment variable",
    "in a file",
    "a command prints it",
];

/// What a connection shows, and where that comes from.
struct Credential {
    client_id: Option<String>,
    way: Way,
}

enum Way {
    Given(SecretWay),
    Pasted(sortie_core::Secret),
}

impl Credential {
    fn kept(self, place: &SecretPlace<'_>) -> Result<CredentialDraft, Failure> {
        let secret = match self.way {
            Way::Given(way) => place.of(way)?,
            Way::Pasted(secret) => SecretDraft::Age(place.encrypted(&secret)?),
        };
        Ok(match self.client_id {
            Some(client_id) => CredentialDraft::ServiceAccount { client_id, client_secret: secret },
            None => CredentialDraft::ApiKey(secret),
        })
    }
}

fn way(terminal: &Terminal, chosen: usize, what: &str) -> Result<Way, Failure> {
    Ok(match chosen {
        0 => Way::Pasted(pasted(terminal, what)?),
        1 => Way::Given(SecretWay::Env(terminal.line("The variable's name: ")?)),
        2 => Way::Given(SecretWay::File(
            terminal.line("The file's path (a relative one begins at the home): ")?,
        )),
        _ => Way::Given(SecretWay::Command(terminal.line("The command: ")?)),
    })
}

fn pasted(terminal: &Terminal, what: &str) -> Result<sortie_core::Secret, Failure> {
    loop {
        let secret = terminal.secret(&format!("{what} (it is not shown): "))?;
        if !secret.expose().is_empty() {
            return Ok(secret);
        }
    }
}

/// What is wrong with a connection of `probe`, were all else right.
fn wrong(probe: ConnectionDraft, integration: &Integration) -> Option<String> {
    let whole = ConnectionDraft {
        label: "probe".to_owned(),
        integration: Some(integration.name.clone()),
        address: probe
            .address
            .or_else(|| integration.regions.keys().next().cloned().map(AddressDraft::Region)),
        credential: Some(CredentialDraft::ApiKey(SecretDraft::Env("KEY".to_owned()))),
        ..probe
    };
    let mistakes = super::read("", &whole.to_text(), integration).err()?;
    let first = mistakes.diagnostics().first()?.to_value();
    let text = |key: &str| first[key].as_str().map(str::to_owned);
    match (text("message"), text("help")) {
        (Some(message), Some(help)) => Some(format!("{message}; {help}")),
        (message, _) => message,
    }
}

fn missing(what: &[&str]) -> Failure {
    invalid(&format!("what is missing: {}", what.join("; "))).with_hint("on a terminal, sortie asks for it")
}

fn invalid(message: &str) -> Failure {
    Failure::new(FailureKind::InvalidInput, message)
}
