use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};
use sortie_jinja::Undefined;
use url::Url;

use crate::address::Plain;
use crate::connection_fields::Fields;
use crate::name::or_meant;
use crate::{
    ConnectionFile, EmulatorFile, Failure, FailureKind, Integration, Limits, Network, Proxy, Redactor,
    ReferenceType, RetryPolicy, Secret, SecretSource, ServiceAccount,
};

/// Which tenant of which product, and how to reach it: a connection file with its templates filled in.
///
/// It knows where the API key or client secret is kept, not the secret itself.
#[derive(Clone)]
pub struct Connection {
    /// The name it is chosen by.
    pub label: String,
    /// The integration whose actions it serves.
    pub integration: String,
    /// Where the API key is kept.
    pub api_key: Option<SecretSource>,
    /// Who asks for tokens, instead of an API key.
    pub oauth: Option<ServiceAccount>,
    /// The organization, where the key serves several.
    pub org_id: Option<String>,
    /// How its hosts are reached, and whom it believes there.
    pub network: Network,
    /// What a name does in callers' templates that nobody defined.
    pub undefined: Undefined,
    /// How long to wait, how much to read, and how fast to ask.
    pub limits: Limits,
    /// How often a request is sent again that failed for a while.
    pub retry: RetryPolicy,
    /// The emulator to run inside this process, instead of going to any host.
    pub emulator: Option<EmulatorFile>,
    hosts: IndexMap<String, Url>,
    reference: Map<String, Value>,
    unread: BTreeSet<String>,
    secrets: Vec<Secret>,
}

impl Connection {
    /// Fills in the templates of `file`. `fetched` holds the reference values that are kept elsewhere; one that it
    /// lacks is a name that nobody defined.
    ///
    /// Its fields are rendered against reference values of type `text` only: an alert must not be able to
    /// move the host that the key is sent to, and a secret takes another spelling in an address.
    ///
    /// # Errors
    /// An address that is none, or is not safe to send a key to.
    pub fn new(
        file: &ConnectionFile,
        integration: &Integration,
        fetched: &BTreeMap<String, Secret>,
    ) -> Result<Self, Failure> {
        let (reference, secrets) = reference_values(file, fetched);
        let fields = Fields::new(&file.label, &readable_by_fields(file, &reference));
        let org_id = org_id(file, integration, &fields)?;
        let network = Network::new(file, &fields)?;
        let mut connection = Self {
            label: file.label.clone(),
            integration: file.integration.clone(),
            api_key: file.api_key.clone(),
            oauth: None,
            org_id,
            undefined: file.undefined.into(),
            limits: limits(file, integration),
            retry: integration.retry.with(file.retry),
            emulator: file.emulator,
            hosts: hosts(file, integration, &fields, plain(file, &network.proxy))?,
            network,
            unread: missing(file, &reference),
            reference,
            secrets,
        };
        if let Some(oauth) = &file.oauth {
            let client_id = fields.render("oauth.client_id", &oauth.client_id)?;
            connection.oauth = Some(ServiceAccount::new(client_id, oauth, &connection, integration)?);
        }
        Ok(connection)
    }

    /// The address of the host that the integration calls `name`.
    pub(crate) fn host(&self, name: &str) -> Result<&Url, Failure> {
        self.hosts.get(name).ok_or_else(|| {
            Failure::new(
                FailureKind::Connection,
                format!("the connection `{}` does not say where the host `{name}` is", self.label),
            )
            .with_hint(format!("add `hosts: {{{name}: https://…}}` beside its base_url"))
        })
    }

    /// The addresses of all hosts, by the names that the integration uses.
    pub fn hosts(&self) -> impl Iterator<Item = (&str, &Url)> {
        self.hosts.iter().map(|(name, url)| (name.as_str(), url))
    }

    /// The values kept with the connection, secrets among them.
    #[must_use]
    pub fn reference(&self) -> &Map<String, Value> {
        &self.reference
    }

    /// The names of the reference values that were not fetched, since nothing seemed to read them.
    #[must_use]
    pub fn unread(&self) -> &BTreeSet<String> {
        &self.unread
    }

    /// Makes `redactor` hide the secrets kept with the connection, but for the API key, which it lacks.
    pub fn hide_secrets(&self, redactor: &mut Redactor) {
        self.secrets.iter().for_each(|secret| redactor.add(secret.expose()));
    }

    /// What templates of definitions may read of the connection.
    pub(crate) fn scope(&self) -> Map<String, Value> {
        let own = json!({"label": self.label, "org_id": self.org_id});
        Map::from_iter([
            ("connection".to_owned(), own),
            ("reference".to_owned(), self.reference.clone().into()),
        ])
    }
}

/// Shows names only: a reference value can be a secret, and an address can be made of one.
impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hosts: Vec<&String> = self.hosts.keys().collect();
        let reference: Vec<&String> = self.reference.keys().collect();
        let mut shown = f.debug_struct("Connection");
        shown.field("label", &self.label).field("integration", &self.integration);
        shown.field("hosts", &hosts).field("reference", &reference);
        shown.finish_non_exhaustive()
    }
}

fn hosts(
    file: &ConnectionFile,
    integration: &Integration,
    fields: &Fields,
    plain: Plain,
) -> Result<IndexMap<String, Url>, Failure> {
    let mut texts: IndexMap<String, String> = IndexMap::new();
    if let Some(region) = &file.region {
        let known = integration.regions.get(region).ok_or_else(|| {
            let near = or_meant(region, integration.regions.keys().map(String::as_str));
            let message = format!("{} has no region `{region}`{near}", integration.title);
            Failure::new(FailureKind::Connection, message)
        })?;
        texts.extend(known.clone());
    }
    if file.emulator.is_some() {
        let names = integration.regions.values().flat_map(|hosts| hosts.keys());
        texts.extend(names.map(|name| (name.clone(), "https://emulator.invalid".to_owned())));
    }
    if let Some(base_url) = &file.base_url {
        texts.insert("console".to_owned(), base_url.clone());
    }
    texts.extend(file.hosts.clone());
    let urls = texts.iter().map(|(name, text)| {
        let field = if name == "console" && file.base_url.is_some() { "base_url" } else { name };
        Ok((name.clone(), fields.url(field, text, plain)?))
    });
    urls.collect()
}

/// The reference values of `file` that are known, those that were `fetched` among them; and which of them are secrets.
fn reference_values(
    file: &ConnectionFile,
    fetched: &BTreeMap<String, Secret>,
) -> (Map<String, Value>, Vec<Secret>) {
    let (mut known, mut secrets) = (Map::new(), Vec::new());
    for (name, value) in &file.reference_values {
        if let Some(secret) = fetched.get(name) {
            known.insert(name.clone(), secret.expose().into());
            if value.kind == ReferenceType::Password {
                secrets.push(secret.clone());
            }
        } else if value.source.is_none() {
            known.insert(name.clone(), value.value.clone().unwrap_or_default());
        }
    }
    (known, secrets)
}

/// Those of the `reference` values that are no passwords.
fn readable_by_fields(file: &ConnectionFile, reference: &Map<String, Value>) -> Map<String, Value> {
    let is_text =
        |name: &String| file.reference_values.get(name).map(|it| it.kind) == Some(ReferenceType::Text);
    let readable = reference.iter().filter(|(name, _)| is_text(name));
    readable.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// The names of the reference values of `file` that `reference` lacks.
fn missing(file: &ConnectionFile, reference: &Map<String, Value>) -> BTreeSet<String> {
    file.reference_values.keys().filter(|name| !reference.contains_key(*name)).cloned().collect()
}

/// The organization; none where it is empty.
fn org_id(
    file: &ConnectionFile,
    integration: &Integration,
    fields: &Fields,
) -> Result<Option<String>, Failure> {
    let Some(text) = &file.org_id else { return Ok(None) };
    let rendered = fields.render("org_id", text)?;
    if let Some(org_id) = &integration.org_id
        && let Some(why) = org_id.wrong(&rendered)
    {
        return Err(fields.failure("org_id", &why, &org_id.hint));
    }
    Ok(Some(rendered).filter(|id| !id.is_empty()))
}

/// Where the connection of `file` may send its key without TLS, going by `proxy`.
pub(crate) fn plain(file: &ConnectionFile, proxy: &Proxy) -> Plain {
    match (file.allow_http, proxy.leaves()) {
        (true, _) => Plain::Everywhere,
        (false, true) => Plain::Nowhere,
        (false, false) => Plain::Here,
    }
}

fn limits(file: &ConnectionFile, integration: &Integration) -> Limits {
    let (own, given, fast) = (integration.limits, file.timeouts, file.limits);
    Limits {
        connect_seconds: given.connect.unwrap_or(own.connect_seconds),
        read_seconds: given.read.unwrap_or(own.read_seconds),
        total_seconds: given.total.unwrap_or(own.total_seconds),
        deadline_seconds: file.deadline_seconds(integration),
        requests_per_second: fast.requests_per_second.unwrap_or(own.requests_per_second),
        burst: fast.burst.unwrap_or(own.burst),
        concurrent: fast.concurrent.unwrap_or(own.concurrent),
        ..own
    }
}
