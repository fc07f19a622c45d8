use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::SecretSource;
use crate::secret_source::{CommandLine, SecretSourceFile, one_of};

/// A value kept with a connection.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "ReferenceFields")]
pub struct ReferenceFile {
    /// Whether the value may be shown.
    pub kind: ReferenceType,
    /// The value itself, for type `text`: any JSON value.
    pub value: Option<Value>,
    /// Where it is kept, unless it is given itself.
    pub source: Option<SecretSource>,
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

// The keys of `ReferenceFile`, side by side with those of a source.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ReferenceFile", extend(
    "oneOf" = one_of(&["value", "env", "file", "command", "age", "keyring"]),
    "dependentRequired" = {"shell": ["command"], "timeout_seconds": ["command"]},
    "x-hint" = "write {type: text, value: TEXT}, or {type: password, env: NAME} for a secret",
    "x-one-of" = "a reference value has exactly one value",
    "x-one-of-hint" = "write one of `env`, `file`, `command`, `age` and `keyring`, or `value` for type text",
))]
/// A value kept with a connection.
struct ReferenceFields {
    /// Whether the value may be shown.
    #[serde(rename = "type")]
    kind: ReferenceType,
    /// The value itself, for type `text`: any JSON value.
    value: Option<Value>,
    /// The environment variable that holds it.
    #[schemars(extend("type" = "string"))]
    env: Option<String>,
    /// The file that holds it, from the home on; a line break at its end does not count. Nobody but its
    /// owner may read or write it.
    #[schemars(extend("type" = "string"))]
    file: Option<String>,
    /// The command that prints it, a list of a program and its arguments.
    #[schemars(with = "CommandLine")]
    #[serde(default)]
    command: Option<CommandLine>,
    /// Whether `command` is one text, for the shell.
    #[serde(default)]
    shell: bool,
    /// How long `command` may take: 10 seconds unless said here.
    #[schemars(range(min = 1, max = 600), extend("type" = "integer"))]
    timeout_seconds: Option<u64>,
    /// The value, encrypted with age to this machine's identity, as armored text.
    #[schemars(extend("type" = "string"))]
    age: Option<String>,
    /// The account under which the desktop's keyring holds it, in the service `sortie`.
    #[schemars(extend("type" = "string"))]
    keyring: Option<String>,
}

impl From<ReferenceFields> for ReferenceFile {
    fn from(fields: ReferenceFields) -> Self {
        let source = SecretSourceFile {
            env: fields.env,
            file: fields.file,
            command: fields.command,
            shell: fields.shell,
            timeout_seconds: fields.timeout_seconds,
            age: fields.age,
            keyring: fields.keyring,
        };
        Self { kind: fields.kind, value: fields.value, source: SecretSource::try_from(source).ok() }
    }
}

impl JsonSchema for ReferenceFile {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        ReferenceFields::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        ReferenceFields::json_schema(generator)
    }
}
