use sortie_core::{AddressDraft, ConnectionDraft, ConnectionFile, Failure, FailureKind, Integration};
use sortie_runner::{Home, Sealed};

use super::credential::Credential;
use super::probe::{ask_until, wrong};
use super::secret_place::SecretPlace;
use crate::args::AddArgs;
use crate::commands::connections::goes_to;
use crate::terminal::Terminal;

/// What is said of a connection: by flags, else on the terminal.
pub(super) struct Answers<'a> {
    args: &'a AddArgs,
    terminal: Option<&'a Terminal>,
    place: SecretPlace<'a>,
    /// What nobody could be asked.
    missing: Vec<&'static str>,
    /// Whether somebody was asked anything.
    pub(super) asked: bool,
}

/// What a connection is going to say, and the secret that is to be encrypted in its file.
pub(super) struct Drafted {
    pub(super) draft: ConnectionDraft,
    pub(super) sealed: Option<Sealed>,
}

impl<'a> Answers<'a> {
    pub(super) fn new(home: &'a Home, args: &'a AddArgs, terminal: Option<&'a Terminal>) -> Self {
        let place = SecretPlace { home, terminal };
        Self { args, terminal, place, missing: Vec::new(), asked: false }
    }

    /// The label.
    pub(super) fn label(&mut self) -> Result<String, Failure> {
        if let Some(label) = self.args.label.clone() {
            return match wrong_label(&label) {
                None => Ok(label),
                Some(why) => Err(invalid(&format!("this is no label: {why}"))),
            };
        }
        let terminal = self.terminal.ok_or_else(|| missing(&["LABEL"]))?;
        self.asked = true;
        ask_label(terminal, "Label, for example acme-production: ")
    }

    /// Everything else.
    pub(super) fn draft(
        &mut self,
        label: String,
        integration: &Integration,
        old: Option<&ConnectionFile>,
    ) -> Result<Drafted, Failure> {
        let args = self.args;
        let ask = old.is_none() || self.nothing_is_given();
        let mut draft = ConnectionDraft {
            label,
            description: args.description.clone(),
            allow_http: args.allow_http,
            ..ConnectionDraft::default()
        };
        draft.integration = args.integration.clone().or(old.is_none().then(|| integration.name.clone()));
        draft.address = self.address(ask, integration, old)?;
        let credential = self.credential(ask, integration, old)?;
        let account = match &credential {
            Some(credential) => credential.client_id.is_some(),
            None => old.is_some_and(|file| file.oauth.is_some()),
        };
        draft.hosts = self.hosts(integration, old, &draft, account)?;
        draft.org_id = self.org_id(integration, old, &draft)?;
        self.check_complete(old.is_some())?;
        // Last, since it may read a secret from stdin.
        let mut sealed = None;
        if let Some(credential) = credential {
            let (credential, secret) = credential.kept(&self.place)?;
            (draft.credential, sealed) = (Some(credential), secret);
        }
        Ok(Drafted { draft, sealed })
    }

    /// Whether no flag says anything of the connection.
    fn nothing_is_given(&self) -> bool {
        let args = self.args;
        args.region.is_none()
            && args.base_url.is_none()
            && args.oauth_client_id.is_none()
            && args.api_key.way().is_none()
            && args.org_id.is_none()
            && args.description.is_none()
            && args.host.is_empty()
            && args.allow_http.is_none()
            && args.integration.is_none()
    }

    fn check_complete(&self, replaces: bool) -> Result<(), Failure> {
        match self.missing.as_slice() {
            [] => Ok(()),
            missing if !replaces => Err(self::missing(missing)),
            _ => Err(invalid("nothing to change was given")
                .with_hint("give what changes, for example --region or --api-key-env")),
        }
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
        let url = ask_until(terminal, "The console host, https://console.example.com: ", |url| {
            let probe = ConnectionDraft {
                address: Some(AddressDraft::BaseUrl(url.to_owned())),
                allow_http: self.args.allow_http,
                ..ConnectionDraft::default()
            };
            wrong(probe, Some(integration))
        })?;
        Ok(Some(AddressDraft::BaseUrl(url)))
    }

    fn credential(
        &mut self,
        ask: bool,
        integration: &Integration,
        old: Option<&ConnectionFile>,
    ) -> Result<Option<Credential>, Failure> {
        if let Some(given) = Credential::given(self.args) {
            return Ok(Some(given));
        }
        let Some(terminal) = self.terminal.filter(|_| ask) else {
            self.missing
                .extend(ask.then_some("--api-key-env, --api-key-file, --api-key-command or --api-key-stdin"));
            return Ok(None);
        };
        self.asked = true;
        Credential::asked(terminal, &self.place, integration, old)
    }

    /// The hosts that were given. Where tokens come from is asked of those who are asked anyway, if it is not known.
    fn hosts(
        &self,
        integration: &Integration,
        old: Option<&ConnectionFile>,
        draft: &ConnectionDraft,
        account: bool,
    ) -> Result<Vec<(String, String)>, Failure> {
        let mut hosts = self.args.host.clone();
        let own = matches!(draft.address, Some(AddressDraft::BaseUrl(_)));
        let own = own || draft.address.is_none() && old.is_some_and(|file| file.base_url.is_some());
        let Some((terminal, name)) = self.terminal.zip(integration.token_host()) else { return Ok(hosts) };
        let known = hosts.iter().any(|(host, _)| host == name)
            || old.is_some_and(|file| file.hosts.contains_key(name));
        if known || !own || !account || !self.asked {
            return Ok(hosts);
        }
        let url = ask_until(terminal, "The host that gives tokens, https://token.example.com: ", |url| {
            let probe = ConnectionDraft {
                address: draft.address.clone(),
                hosts: vec![(name.to_owned(), url.to_owned())],
                allow_http: draft.allow_http,
                ..ConnectionDraft::default()
            };
            wrong(probe, Some(integration))
        })?;
        hosts.push((name.to_owned(), url));
        Ok(hosts)
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
        let question = format!("Organization id, if the key serves several (Enter: {none}): ");
        let answer = ask_until(terminal, &question, |org_id| {
            let probe = ConnectionDraft {
                org_id: Some(org_id.to_owned()),
                address: draft.address.clone(),
                allow_http: draft.allow_http,
                ..ConnectionDraft::default()
            };
            if org_id.is_empty() { None } else { wrong(probe, Some(integration)) }
        })?;
        Ok(Some(answer).filter(|it| !it.is_empty()))
    }
}

/// The label that answers `question`.
pub(super) fn ask_label(terminal: &Terminal, question: &str) -> Result<String, Failure> {
    let none = || Some("a connection has a label".to_owned());
    ask_until(terminal, question, |label| if label.is_empty() { none() } else { wrong_label(label) })
}

fn wrong_label(label: &str) -> Option<String> {
    wrong(ConnectionDraft { label: label.to_owned(), ..ConnectionDraft::default() }, None)
}

fn missing(what: &[&str]) -> Failure {
    invalid(&format!("what is missing: {}", what.join("; "))).with_hint("on a terminal, sortie asks for it")
}

fn invalid(message: &str) -> Failure {
    Failure::new(FailureKind::InvalidInput, message)
}
