use schemars::JsonSchema;
use serde::Deserialize;

use crate::SecretSource;

/// What this machine shows to a server that asks who is calling.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientCertificateFile {
    /// The PEM file of the certificate, with those that vouch for it after it. A relative path begins at the home.
    pub certificate: String,
    /// Where its private key is kept, as PEM and not encrypted.
    pub key: SecretSource,
}

/// What a proxy is shown.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProxyAuthFile {
    /// The name to log in with.
    #[schemars(regex(pattern = "^[^:]+$"), extend("x-hint" = "a user name has no `:`"))]
    pub username: String,
    /// Where its password is kept.
    pub password: SecretSource,
}

/// What a name does in callers' templates that nobody defined.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum UndefinedFile {
    /// It is an error.
    #[default]
    Strict,
    /// It prints as nothing; looking into it is an error. Jinja2's own way.
    Lenient,
    /// It prints as nothing, and so does what is in it.
    Chainable,
}
