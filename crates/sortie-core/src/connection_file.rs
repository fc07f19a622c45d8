use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::connection_check::{check, check_beside};
use crate::file::{Document, Fault, Mistakes, Steps};
use crate::literal_secrets::LITERAL_SECRETS;
use crate::network_file::{ClientCertificateFile, ProxyAuthFile, UndefinedFile};
use crate::{Integration, ReferenceFile, RetryFile, SecretSource};

/// A connection file: which tenant of which product, and how to reach it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Sortie connection")]
pub struct ConnectionFile {
    /// The name it is chosen by.
    #[schemars(
        regex(pattern = "^[^\\s/]"),
        length(max = 100),
        extend("x-hint" = "a label begins with neither a blank nor `/`, and has at most 100 characters")
    )]
    pub label: String,
    /// What it is for.
    pub description: Option<String>,
    /// The integration whose actions it serves.
    pub integration: String,
    /// The region of the product, where it has several.
    pub region: Option<String>,
    /// The console host instead of a region, without any path: `https://console.example.com`.
    pub base_url: Option<String>,
    /// Further hosts by name, for an integration with several: `{api: https://api.example.com}`.
    #[serde(default)]
    pub hosts: IndexMap<String, String>,
    /// Values to use in this file and in inputs, by name.
    #[serde(default)]
    pub reference_values: IndexMap<String, ReferenceFile>,
    /// Where the API key is kept.
    pub api_key: Option<SecretSource>,
    /// The service account instead of an API key.
    pub oauth: Option<OAuthFile>,
    /// The organization, where the key serves several.
    pub org_id: Option<String>,
    /// Whether the server's certificate is verified. Leave it on.
    #[serde(default = "yes")]
    pub verify_ssl: bool,
    /// A PEM file of authorities to trust beside the system's. A relative path begins at the home.
    pub ca_bundle: Option<String>,
    /// What to show a server that asks who is calling.
    pub client_certificate: Option<ClientCertificateFile>,
    /// The proxy for all requests, `http://HOST:PORT`, also `https:` and `socks5:`; or `none`. It goes before
    /// the environment's.
    pub proxy: Option<String>,
    /// What to show the proxy.
    pub proxy_auth: Option<ProxyAuthFile>,
    /// Whether an `http://` address that is not this machine's own may be used.
    #[serde(default)]
    pub allow_http: bool,
    /// How long to wait, instead of the integration's limits.
    #[serde(default)]
    pub(crate) timeouts: Timeouts,
    /// How fast to ask, instead of the integration's limits.
    #[serde(default)]
    pub(crate) limits: OwnLimits,
    /// How often a request is sent again that failed for a while, instead of the integration's policy.
    #[serde(default)]
    pub(crate) retry: RetryFile,
    /// What a name does in the templates of inputs that nobody defined.
    #[serde(default)]
    pub undefined: UndefinedFile,
    /// Runs the product's emulator inside this process, instead of going to any host.
    pub emulator: Option<EmulatorFile>,
}

fn yes() -> bool {
    true
}

/// A service account: who asks for tokens by OAuth 2.0's client credentials.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OAuthFile {
    /// Its client id; no secret.
    pub client_id: String,
    /// Where its client secret is kept.
    pub client_secret: SecretSource,
}

/// How long to wait, in seconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Timeouts {
    /// Until a connection stands.
    #[schemars(range(min = 1, max = 86_400))]
    pub(crate) connect: Option<u64>,
    /// Without a byte of the answer.
    #[schemars(range(min = 1, max = 86_400))]
    pub(crate) read: Option<u64>,
    /// For one request as a whole, each attempt by itself.
    #[schemars(range(min = 1, max = 86_400))]
    pub(crate) total: Option<u64>,
    /// For one run as a whole, with all its requests and pauses.
    #[schemars(range(min = 1, max = 31_536_000))]
    pub(crate) deadline: Option<u64>,
}

/// How fast to ask.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OwnLimits {
    /// Requests in any second, over all processes of the user on this machine.
    #[schemars(range(min = 1, max = 10_000))]
    pub(crate) requests_per_second: Option<u64>,
    /// Requests that may leave at once after a time without any.
    #[schemars(range(min = 1, max = 10_000))]
    pub(crate) burst: Option<u64>,
    /// Requests under way at once, over all processes of the user on this machine.
    #[schemars(range(min = 1, max = 100))]
    pub(crate) concurrent: Option<u64>,
}

/// The emulator inside this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct EmulatorFile {
    /// How many users its directory has.
    #[schemars(range(max = 10_000_000))]
    pub users: usize,
    /// What its directory is made from: the same seed gives the same people.
    pub seed: u64,
}

impl Default for EmulatorFile {
    fn default() -> Self {
        Self { users: 1026, seed: 1 }
    }
}

impl ConnectionFile {
    /// Reads the text of the connection file at `path`.
    ///
    /// # Errors
    /// Every mistake in the file, at its place.
    pub fn read(path: &str, text: &str) -> Result<Self, Mistakes> {
        Self::read_and(path, text, |_, _| ())
    }

    /// Reads the text of the connection file at `path`, and holds it against its integration too, which
    /// `find` gives by name.
    ///
    /// # Errors
    /// Every mistake in the file, at its place.
    pub fn read_beside(
        path: &str,
        text: &str,
        find: impl FnOnce(&str) -> Option<Integration>,
    ) -> Result<Self, Mistakes> {
        Self::read_and(path, text, |file, faults| {
            if let Some(integration) = find(&file.integration) {
                check_beside(file, &integration, faults);
            } else {
                let message = format!("there is no integration `{}`", file.integration);
                faults.push(Fault::value(&Steps::from(["integration"]), message));
            }
        })
    }

    /// The same connection, as it would be in `region`.
    #[must_use]
    pub fn in_region(&self, region: &str) -> Self {
        let region = Some(region.to_owned());
        Self { region, base_url: None, hosts: IndexMap::new(), ..self.clone() }
    }

    /// How many seconds a run over it may take, with all its requests and pauses.
    #[must_use]
    pub fn deadline_seconds(&self, integration: &Integration) -> Option<u64> {
        self.timeouts.deadline.or(integration.limits.deadline_seconds)
    }

    fn read_and(
        path: &str,
        text: &str,
        check_more: impl FnOnce(&Self, &mut Vec<Fault>),
    ) -> Result<Self, Mistakes> {
        let mut document = Document::parse_hiding(path, text, &LITERAL_SECRETS)?;
        let file: Self = document.read()?;
        let mut faults = Vec::new();
        check(&file, &mut faults);
        check_more(&file, &mut faults);
        document.finish(file, faults)
    }
}
