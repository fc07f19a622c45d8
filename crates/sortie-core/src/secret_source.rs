use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{Deserializer, Error, SeqAccess, Visitor, value::SeqAccessDeserializer};

/// The ways to keep a secret, as a file's author writes them.
pub(crate) const WAYS: &str = "write {env: NAME}, {file: PATH}, {command: [PROGRAM, ARGUMENT]}, \
                               {age: ENCRYPTED TEXT} or {keyring: ACCOUNT}";

/// Where a secret is kept: exactly one place, and never the connection file itself.
#[derive(Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "SecretSourceFile")]
pub enum SecretSource {
    /// The environment variable of this name.
    Env(String),
    /// The file at this path, from the home on.
    File(String),
    /// What a command prints.
    Command(SecretCommand),
    /// This armored text, encrypted with age to the identity of this machine.
    Age(String),
    /// The keyring of the desktop, under this account of the service `sortie`.
    Keyring(String),
}

/// A command that prints a secret.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SecretCommand {
    /// What is run.
    pub line: CommandLine,
    /// How long it may take.
    pub timeout_seconds: u64,
    /// Whether its author asked for a shell.
    pub(crate) shell: bool,
}

/// What is run to print a secret.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum CommandLine {
    /// A program and its arguments, without any shell.
    Program(Vec<String>),
    /// A text for the shell.
    Shell(String),
}

// The keys of `SecretSource`, side by side.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SecretSource", extend(
    "oneOf" = one_of(&PLACES),
    "dependentRequired" = {"shell": ["command"], "timeout_seconds": ["command"]},
    "x-one-of" = "a secret is kept in exactly one place",
    "x-one-of-hint" = WAYS,
    "x-hint" = format!("a secret never stands in this file: {WAYS}"),
))]
/// Where a secret is kept. Exactly one place.
pub(crate) struct SecretSourceFile {
    /// The environment variable that holds it.
    #[schemars(extend("type" = "string"))]
    pub(crate) env: Option<String>,
    /// The file that holds it, from the home on; a line break at its end does not count. Nobody but its
    /// owner may read or write it.
    #[schemars(extend("type" = "string"))]
    pub(crate) file: Option<String>,
    /// The command that prints it, a list of a program and its arguments; a line break at the end does not count.
    /// A program without `/` is looked for in PATH, another path begins at the home, where the command runs.
    #[schemars(with = "CommandLine")]
    #[serde(default)]
    pub(crate) command: Option<CommandLine>,
    /// Whether `command` is one text, for the shell.
    #[serde(default)]
    pub(crate) shell: bool,
    /// How long `command` may take: 10 seconds unless said here.
    #[schemars(range(min = 1, max = 600), extend("type" = "integer"))]
    pub(crate) timeout_seconds: Option<u64>,
    /// The secret itself, encrypted with age to this machine's identity, as armored text.
    #[schemars(extend("type" = "string"))]
    pub(crate) age: Option<String>,
    /// The account under which the desktop's keyring holds it, in the service `sortie`.
    #[schemars(extend("type" = "string"))]
    pub(crate) keyring: Option<String>,
}

/// The steps to a value, what is wrong with it, and the cure.
type Mistake = (&'static [&'static str], &'static str, &'static str);

/// The keys that name a place.
pub(crate) const PLACES: [&str; 5] = ["env", "file", "command", "age", "keyring"];

/// Whether `name` is one that somebody gives an environment variable: an environment can hold it, and it does not look
/// like the secret itself, where `$KEY` was written for `KEY`.
pub(crate) fn names_variable(name: &str) -> bool {
    let never = |it: char| it == '=' || it.is_whitespace() || it.is_control();
    !name.is_empty() && !name.contains(never) && !looks_like_key(name)
}

/// Whether `text` looks like an API key: long, of letters and digits without a break but for a short prefix (`jca_`).
fn looks_like_key(text: &str) -> bool {
    let own = text.split_once('_').filter(|(prefix, _)| prefix.len() <= 4).map_or(text, |(_, own)| own);
    // What is in capitals is named as variables are.
    let lower = own.contains(|it: char| it.is_ascii_lowercase());
    own.len() >= 20 && lower && own.contains(|it: char| it.is_ascii_digit()) && !own.contains('_')
}

/// The words of JSON Schema for a mapping with exactly one of `keys`.
pub(crate) fn one_of(keys: &[&str]) -> serde_json::Value {
    keys.iter().map(|key| serde_json::json!({"required": [key]})).collect()
}

impl TryFrom<SecretSourceFile> for SecretSource {
    type Error = &'static str;

    /// Fails for none and for several places, which the schema has told before.
    fn try_from(file: SecretSourceFile) -> Result<Self, Self::Error> {
        let (shell, timeout_seconds) = (file.shell, file.timeout_seconds.unwrap_or(10));
        let command = file.command.map(|line| SecretCommand { line, timeout_seconds, shell });
        let given = [
            file.env.map(Self::Env),
            file.file.map(Self::File),
            command.map(Self::Command),
            file.age.map(Self::Age),
            file.keyring.map(Self::Keyring),
        ];
        let mut given = given.into_iter().flatten();
        match (given.next(), given.next()) {
            (Some(source), None) => Ok(source),
            _ => Err("a secret is kept in exactly one place"),
        }
    }
}

impl SecretSource {
    /// What is wrong with the value of a key although the structure is right, and the cure.
    pub(crate) fn mistake(&self) -> Option<Mistake> {
        let begin = "-----BEGIN AGE ENCRYPTED FILE-----";
        match self {
            Self::Env(name) if name.is_empty() => Some((&["env"], "an empty name", "")),
            Self::Env(name) if !names_variable(name) => Some((
                &["env"],
                "this is no name of an environment variable",
                "write the variable's name, without `$`, blanks and `=`; the secret itself is never written here",
            )),
            Self::File(path) if path.is_empty() => Some((&["file"], "an empty path", "")),
            Self::Keyring(account) if account.is_empty() => Some((&["keyring"], "an empty account", "")),
            Self::Age(text) if !text.trim_start().starts_with(begin) => Some((
                &["age"],
                "this is no text encrypted with age",
                "such a text begins with -----BEGIN AGE ENCRYPTED FILE-----",
            )),
            Self::Command(command) => command.mistake(),
            _ => None,
        }
    }

    /// Where it is, for people: `in the environment variable KEY`. What only a command's author should read is
    /// left out.
    #[must_use]
    pub fn place(&self) -> String {
        match self {
            Self::Env(name) => format!("in the environment variable {name}"),
            Self::File(path) => format!("in the file {path}"),
            Self::Command(command) => format!("printed by {}", command.name()),
            Self::Age(_) => "encrypted in the connection file".to_owned(),
            Self::Keyring(account) => format!("in the keyring, under the account {account}"),
        }
    }
}

/// Shows what [`SecretSource::place`] tells.
impl fmt::Debug for SecretSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.place())
    }
}

impl SecretCommand {
    /// What it is called in messages: its program, without arguments, which may hold anything.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.line {
            CommandLine::Program(words) => {
                format!("the command `{}`", words.first().map_or("", String::as_str))
            }
            CommandLine::Shell(_) => "a shell command".to_owned(),
        }
    }

    fn mistake(&self) -> Option<Mistake> {
        match (&self.line, self.shell) {
            (CommandLine::Program(_), true) => Some((
                &["command"],
                "a list where a shell takes one text",
                "write one text, or leave `shell` out",
            )),
            (CommandLine::Shell(_), false) => Some((
                &["command"],
                "a text where no shell reads it",
                "write [PROGRAM, ARGUMENT], or `shell: true` beside it",
            )),
            (CommandLine::Shell(text), true) if text.trim().is_empty() => {
                Some((&["command"], "an empty command", ""))
            }
            (CommandLine::Program(words), false) if words.first().is_some_and(String::is_empty) => {
                Some((&["command", "0"], "an empty program", ""))
            }
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for CommandLine {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CommandLineVisitor)
    }
}

struct CommandLineVisitor;

impl<'de> Visitor<'de> for CommandLineVisitor {
    type Value = CommandLine;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of texts, or a text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<CommandLine, E> {
        Ok(CommandLine::Shell(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, words: A) -> Result<CommandLine, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(words)).map(CommandLine::Program)
    }
}

impl JsonSchema for CommandLine {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "CommandLine".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": ["array", "string"], "items": {"type": "string"}, "minItems": 1})
    }
}

impl JsonSchema for SecretSource {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        SecretSourceFile::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        SecretSourceFile::json_schema(generator)
    }
}
