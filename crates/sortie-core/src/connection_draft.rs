use indexmap::IndexMap;

use crate::ConnectionFile;
use crate::file::{Change, edited};
use crate::yaml_text::{listed, scalar};

/// What is said of a connection, to be written into its file. What is not said is left out, or stays as it is.
#[derive(Clone, Default)]
pub struct ConnectionDraft {
    /// The name it is chosen by.
    pub label: String,
    /// What it is for.
    pub description: Option<String>,
    /// The integration whose actions it serves.
    pub integration: Option<String>,
    /// Where it goes.
    pub address: Option<AddressDraft>,
    /// Further hosts, by name.
    pub hosts: Vec<(String, String)>,
    /// Whether it may go to an `http://` address of another machine.
    pub allow_http: Option<bool>,
    /// What it shows there.
    pub credential: Option<CredentialDraft>,
    /// The organization, where the key serves several.
    pub org_id: Option<String>,
}

/// Where a connection goes.
#[derive(Clone)]
pub enum AddressDraft {
    /// A region of the product.
    Region(String),
    /// The console host.
    BaseUrl(String),
}

/// What a connection shows.
#[derive(Clone)]
pub enum CredentialDraft {
    /// An API key.
    ApiKey(SecretDraft),
    /// A service account.
    ServiceAccount {
        /// Its client id.
        client_id: String,
        /// Where its client secret is kept.
        client_secret: SecretDraft,
    },
}

/// Where a secret is kept. None of these is one itself.
#[derive(Clone)]
pub enum SecretDraft {
    /// An environment variable.
    Env(String),
    /// A file.
    File(String),
    /// A program and its arguments.
    Command(Vec<String>),
    /// A text for the shell.
    ShellCommand(String),
    /// The secret, encrypted, as armored text.
    Age(String),
}

impl ConnectionDraft {
    /// A new file.
    #[must_use]
    pub fn to_text(&self) -> String {
        let lines = self.changes(IndexMap::new()).into_iter().map(|change| {
            let space = if change.value.starts_with('\n') { "" } else { " " };
            format!("{}:{space}{}\n", change.key, change.value)
        });
        lines.collect()
    }

    /// `source`, the text of a connection file without mistakes, with what the draft says. Comments, order and
    /// whatever else it says stay as they are. None where it is written in a way that only a person can change.
    #[must_use]
    pub fn edit(&self, source: &str) -> Option<String> {
        let old = ConnectionFile::read("", source).ok()?;
        let mut text = source.to_owned();
        for change in self.changes(old.hosts) {
            text = edited(&text, &change)?;
        }
        Some(text)
    }

    /// The same, with `armored` where a secret is kept encrypted.
    #[must_use]
    pub fn resealed(mut self, armored: String) -> Self {
        let secret = self.credential.as_mut().map(|credential| match credential {
            CredentialDraft::ApiKey(secret) => secret,
            CredentialDraft::ServiceAccount { client_secret, .. } => client_secret,
        });
        if let Some(SecretDraft::Age(text)) = secret {
            *text = armored;
        }
        self
    }

    /// What changes in a file with `hosts`, which stay unless others of their names are given.
    fn changes(&self, mut hosts: IndexMap<String, String>) -> Vec<Change> {
        let mut changes = vec![plain("label", &self.label)];
        changes.extend(self.description.as_ref().map(|text| plain("description", text)));
        changes.extend(self.integration.as_ref().map(|text| plain("integration", text)));
        changes.extend(self.address.as_ref().map(AddressDraft::change));
        if !self.hosts.is_empty() {
            hosts.extend(self.hosts.iter().cloned());
            let hosts = hosts.iter().map(|(name, url)| format!("{}: {}", scalar(name), scalar(url)));
            let hosts = format!("{{{}}}", hosts.collect::<Vec<_>>().join(", "));
            changes.push(change("hosts", hosts, &[]));
        }
        changes.extend(self.credential.as_ref().map(CredentialDraft::change));
        changes.extend(self.org_id.as_ref().map(|text| plain("org_id", text)));
        changes.extend(self.allow_http.map(|it| change("allow_http", it.to_string(), &[])));
        changes
    }
}

impl AddressDraft {
    fn change(&self) -> Change {
        match self {
            Self::Region(name) => Change { instead_of: &["base_url"], ..plain("region", name) },
            Self::BaseUrl(url) => Change { instead_of: &["region"], ..plain("base_url", url) },
        }
    }
}

impl CredentialDraft {
    fn change(&self) -> Change {
        match self {
            Self::ApiKey(secret) => change("api_key", secret.block(1), &["oauth"]),
            Self::ServiceAccount { client_id, client_secret } => {
                let secret = client_secret.block(2);
                let space = if secret.starts_with('\n') { "" } else { " " };
                let value = format!("\n  client_id: {}\n  client_secret:{space}{secret}", scalar(client_id));
                change("oauth", value, &["api_key"])
            }
        }
    }
}

impl SecretDraft {
    /// As YAML behind a key that stands `depth - 1` levels deep.
    fn block(&self, depth: usize) -> String {
        match self {
            Self::Env(name) => format!("{{env: {}}}", scalar(name)),
            Self::File(path) => format!("{{file: {}}}", scalar(path)),
            Self::Command(words) => format!("{{command: {}}}", listed(words)),
            Self::ShellCommand(text) => format!("{{command: {}, shell: true}}", scalar(text)),
            Self::Age(armored) => {
                let indent = "  ".repeat(depth);
                let lines = armored.trim().lines().map(|line| format!("\n{indent}  {line}"));
                format!("\n{indent}age: |{}", lines.collect::<String>())
            }
        }
    }
}

/// The keys of a connection file, in the order in which new ones are written.
const ORDER: [&str; 11] = [
    "label",
    "description",
    "integration",
    "region",
    "base_url",
    "hosts",
    "reference_values",
    "api_key",
    "oauth",
    "org_id",
    "allow_http",
];

fn plain(key: &'static str, text: &str) -> Change {
    change(key, scalar(text), &[])
}

fn change(key: &'static str, value: String, instead_of: &'static [&'static str]) -> Change {
    let own = ORDER.iter().position(|it| *it == key).unwrap_or(ORDER.len());
    Change { key, value, instead_of, after: &ORDER[..own] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(label: &str, credential: SecretDraft) -> ConnectionDraft {
        ConnectionDraft {
            label: label.to_owned(),
            integration: Some("jumpcloud".to_owned()),
            address: Some(AddressDraft::Region("eu".to_owned())),
            credential: Some(CredentialDraft::ApiKey(credential)),
            ..ConnectionDraft::default()
        }
    }

    #[rustfmt::skip]
    const WORDS: [&str; 34] = [
        "acme", "a b", "yes", "No", "null", "~", "1e5", "0x1f", "5d0000000000000000000039", "a: b", "a #b",
        "#a", "a:", "größe", "日本", "{{ x }}", "[a]", "\"q\"", "it's", "*a", "&a", "!a", "%a", "@a", "- a",
        "a\\b", "=", ".5", "<<", "---", "|", "a,b", "🎉", ".inf",
    ];

    /// Whatever people call things, the file says the same.
    #[test]
    fn a_new_file_says_what_was_said() {
        for word in WORDS {
            let mut draft = draft(word, SecretDraft::File(word.to_owned()));
            draft.description = Some(word.to_owned());
            let text = draft.to_text();
            let file = ConnectionFile::read("x.yaml", &text);
            let file = file.unwrap_or_else(|mistakes| panic!("{text}{mistakes}"));
            assert_eq!((file.label.as_str(), file.description.as_deref()), (word, Some(word)));
        }
    }
}
