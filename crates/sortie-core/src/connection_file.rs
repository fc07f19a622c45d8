use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::Integration;
use crate::compiler::Compiler;
use crate::file::{Document, Fault, Mistakes, Steps};
use crate::legal_name::LegalName;
use crate::literal_secrets::LITERAL_SECRETS;
use crate::name::did_you_mean;

/// A connection file: which tenant of which product, and how to reach it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Sortie connection")]
pub struct ConnectionFile {
    /// The name it is chosen by.
    #[schemars(
        regex(pattern = "^[^\\s/].*$"),
        extend("x-hint" = "a label begins with neither a blank nor `/`")
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
    /// The organization, where the key serves several.
    pub org_id: Option<String>,
    /// Whether the server's certificate is verified. Leave it on.
    #[serde(default = "yes")]
    pub verify_ssl: bool,
    /// Whether an `http://` address that is not this machine's own may be used.
    #[serde(default)]
    pub allow_http: bool,
    /// How long to wait, instead of the integration's limits.
    #[serde(default)]
    pub timeouts: Timeouts,
    /// Runs the product's emulator inside this process, instead of going to any host.
    pub emulator: Option<EmulatorFile>,
}

fn yes() -> bool {
    true
}

/// A value kept with a connection.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReferenceFile {
    /// Whether the value may be shown.
    #[serde(rename = "type")]
    pub kind: ReferenceType,
    /// The value itself, for type `text`: any JSON value.
    pub value: Option<Value>,
    /// The environment variable that holds it.
    pub env: Option<String>,
    /// The file that holds it.
    pub file: Option<String>,
}

/// Whether a reference value may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ReferenceType {
    /// It may.
    Text,
    /// It is a secret: hidden in every output, and never written in the file itself.
    Password,
}

/// Where a secret is kept. Exactly one place.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-hint" = "a secret never stands in this file: write {env: NAME} or {file: PATH}"))]
pub struct SecretSource {
    /// The environment variable that holds it.
    pub env: Option<String>,
    /// The file that holds it; a line break at its end does not count.
    pub file: Option<String>,
}

/// How long to wait, in seconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Timeouts {
    /// Until a connection stands.
    #[schemars(range(min = 1))]
    pub connect: Option<u64>,
    /// Without a byte of the answer.
    #[schemars(range(min = 1))]
    pub read: Option<u64>,
    /// For one request as a whole.
    #[schemars(range(min = 1))]
    pub total: Option<u64>,
}

/// The emulator inside this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct EmulatorFile {
    /// How many users its directory has.
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
        let mut document = Document::parse_hiding(path, text, &LITERAL_SECRETS)?;
        let file: Self = document.read()?;
        let mut faults = Vec::new();
        file.check(&mut faults);
        document.finish(file, faults)
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
        let mut document = Document::parse_hiding(path, text, &LITERAL_SECRETS)?;
        let file: Self = document.read()?;
        let mut faults = Vec::new();
        file.check(&mut faults);
        if let Some(integration) = find(&file.integration) {
            file.check_beside(&integration, &mut faults);
        } else {
            let message = format!("there is no integration `{}`", file.integration);
            faults.push(Fault::value(&Steps::from(["integration"]), message));
        }
        document.finish(file, faults)
    }

    fn check_beside(&self, integration: &Integration, faults: &mut Vec<Fault>) {
        if let Some(region) = self.region.as_ref().filter(|it| !integration.regions.contains_key(*it)) {
            let message = format!("{} has no region `{region}`", integration.title);
            let known = integration.regions.keys().map(String::as_str);
            faults
                .push(Fault::value(&Steps::from(["region"]), message).with_help(did_you_mean(region, known)));
        }
        let known = || integration.regions.values().flat_map(|hosts| hosts.keys()).map(String::as_str);
        for name in self.hosts.keys().filter(|name| !known().any(|host| host == *name)) {
            let message = format!("{} has no host `{name}`", integration.title);
            let help = did_you_mean(name, known());
            faults.push(Fault::key(&Steps::from(["hosts", name.as_str()]), message).with_help(help));
        }
    }

    fn check(&self, faults: &mut Vec<Fault>) {
        let ways = [self.region.is_some(), self.base_url.is_some(), self.emulator.is_some()];
        if ways.iter().filter(|given| **given).count() != 1 {
            let fault = Fault::key(&Steps::from(["label"]), "where to go is not said, or said twice");
            faults.push(fault.with_help("give one of `region`, `base_url` and `emulator`"));
        }
        if let (None, None) = (&self.api_key, &self.emulator) {
            let fault = Fault::key(&Steps::from(["label"]), "the key `api_key` is missing");
            faults.push(fault.with_help("write {env: NAME} or {file: PATH}"));
        }
        if let Some(source) = &self.api_key
            && source.env.is_some() == source.file.is_some()
        {
            let fault = Fault::value(&Steps::from(["api_key"]), "a secret is kept in exactly one place");
            faults.push(fault.with_help("write {env: NAME} or {file: PATH}"));
        }
        for (name, value) in &self.reference_values {
            value.check(&Steps::from(["reference_values", name.as_str()]), faults);
        }
        self.check_templates(faults);
    }

    /// A connection's fields can read its reference values, and never the context.
    fn check_templates(&self, faults: &mut Vec<Fault>) {
        let names = self.reference_values.keys().map(String::as_str);
        let reference = LegalName::closed("reference", names.clone().map(LegalName::open));
        let mut compiler = Compiler::new(names.map(LegalName::open).chain([reference]));
        let hosts = self.hosts.iter().map(|(name, text)| (Steps::from(["hosts", name.as_str()]), text));
        let base_url = self.base_url.iter().map(|text| (Steps::from(["base_url"]), text));
        let org_id = self.org_id.iter().map(|text| (Steps::from(["org_id"]), text));
        for (at, text) in hosts.chain(base_url).chain(org_id) {
            compiler.text(text, &at);
        }
        faults.append(&mut compiler.faults);
    }
}

impl ReferenceFile {
    fn check(&self, at: &Steps, faults: &mut Vec<Fault>) {
        let elsewhere = usize::from(self.env.is_some()) + usize::from(self.file.is_some());
        let (wrong, help) = match (self.kind, self.value.is_some(), elsewhere) {
            (ReferenceType::Password, true, _) => {
                ("a secret never stands in this file", "write `env: NAME` or `file: PATH` instead of `value`")
            }
            (ReferenceType::Password, false, 1) => return,
            (ReferenceType::Password, false, _) => {
                ("a secret is kept in exactly one place", "write `env: NAME` or `file: PATH`")
            }
            (ReferenceType::Text, given, places) if usize::from(given) + places == 1 => return,
            (ReferenceType::Text, ..) => {
                ("a reference value has exactly one value", "write one of `value`, `env` and `file`")
            }
        };
        faults.push(Fault::value(at, wrong).with_help(help));
    }
}
