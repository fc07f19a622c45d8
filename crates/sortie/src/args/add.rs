use clap::Args;

/// Add or change a connection: asks on a terminal, and takes the common settings as flags.
#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    /// The connection's label: the name to choose it by with -c.
    pub(crate) label: Option<String>,
    /// The region of the product; for JumpCloud us, eu or in.
    #[arg(long, value_name = "REGION", conflicts_with = "base_url")]
    pub(crate) region: Option<String>,
    /// The console host instead of a region: `https://console.example.com`.
    #[arg(long, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// Another host beside --base-url, by its name in the integration: for JumpCloud `token=https://…` or
    /// `api=https://…`; can be repeated.
    #[arg(long, value_name = "NAME=URL", value_parser = host)]
    pub(crate) host: Vec<(String, String)>,
    /// Allow an `http://` address of another machine. Others on the network can then read the key.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) allow_http: Option<bool>,
    #[command(flatten)]
    pub(crate) api_key: ApiKeyArgs,
    /// The service account instead of an API key, by its client id.
    #[arg(long, value_name = "ID", conflicts_with = "ApiKeyArgs", requires = "ClientSecretArgs")]
    pub(crate) oauth_client_id: Option<String>,
    #[command(flatten)]
    pub(crate) client_secret: ClientSecretArgs,
    /// The organization id, if the key serves several organizations.
    #[arg(long, value_name = "ID")]
    pub(crate) org_id: Option<String>,
    /// What the connection is for.
    #[arg(long, value_name = "TEXT")]
    pub(crate) description: Option<String>,
    /// The integration whose actions use the connection [default: jumpcloud].
    #[arg(long, value_name = "NAME")]
    pub(crate) integration: Option<String>,
    /// Change the existing connection of this label: only what is given changes in its file.
    #[arg(long)]
    pub(crate) replace: bool,
    /// Save without a test.
    #[arg(long)]
    pub(crate) no_test: bool,
    /// Ask nothing, and save even if the test fails.
    #[arg(short, long)]
    pub(crate) yes: bool,
    /// What people try; it is refused.
    #[arg(long = "api-key", hide = true, num_args = 0..=1, default_missing_value = "", value_parser = unread)]
    pub(crate) literal_key: Option<Unread>,
    /// What people try; it is refused.
    #[arg(long = "client-secret", hide = true, num_args = 0..=1, default_missing_value = "", value_parser = unread)]
    pub(crate) literal_client_secret: Option<Unread>,
}

/// Where the API key is kept.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub(crate) struct ApiKeyArgs {
    /// The API key is in this environment variable whenever it is needed.
    #[arg(id = "api_key_env", long = "api-key-env", value_name = "NAME")]
    env: Option<String>,
    /// The API key is in this file; a relative path begins at the home.
    #[arg(id = "api_key_file", long = "api-key-file", value_name = "PATH")]
    file: Option<String>,
    /// This command prints the API key whenever it is needed.
    #[arg(id = "api_key_command", long = "api-key-command", value_name = "COMMAND")]
    command: Option<String>,
    /// Read the API key from stdin now, and keep it encrypted in the connection's file.
    #[arg(id = "api_key_stdin", long = "api-key-stdin")]
    stdin: bool,
}

/// Where the client secret of the service account is kept.
#[derive(Debug, Args)]
#[group(multiple = false, requires = "oauth_client_id")]
pub(crate) struct ClientSecretArgs {
    /// Its client secret is in this environment variable whenever it is needed.
    #[arg(id = "client_secret_env", long = "client-secret-env", value_name = "NAME")]
    env: Option<String>,
    /// Its client secret is in this file; a relative path begins at the home.
    #[arg(id = "client_secret_file", long = "client-secret-file", value_name = "PATH")]
    file: Option<String>,
    /// This command prints its client secret whenever it is needed.
    #[arg(id = "client_secret_command", long = "client-secret-command", value_name = "COMMAND")]
    command: Option<String>,
    /// Read its client secret from stdin now, and keep it encrypted in the connection's file.
    #[arg(id = "client_secret_stdin", long = "client-secret-stdin")]
    stdin: bool,
}

/// Where a secret is to be kept.
#[derive(Debug, Clone)]
pub(crate) enum SecretWay {
    /// In an environment variable.
    Env(String),
    /// In a file.
    File(String),
    /// A command prints it.
    Command(String),
    /// It comes from stdin now.
    Stdin,
}

impl ApiKeyArgs {
    /// The way that was given.
    pub(crate) fn way(&self) -> Option<SecretWay> {
        way([&self.env, &self.file, &self.command], self.stdin)
    }
}

impl ClientSecretArgs {
    /// The way that was given.
    pub(crate) fn way(&self) -> Option<SecretWay> {
        way([&self.env, &self.file, &self.command], self.stdin)
    }
}

/// The one of these that was given.
fn way([env, file, command]: [&Option<String>; 3], stdin: bool) -> Option<SecretWay> {
    let env = env.clone().map(SecretWay::Env);
    let file = file.clone().map(SecretWay::File);
    let command = command.clone().map(SecretWay::Command);
    env.or(file).or(command).or(stdin.then_some(SecretWay::Stdin))
}

fn host(text: &str) -> Result<(String, String), &'static str> {
    match text.split_once('=') {
        Some((name, url)) if !name.is_empty() => Ok((name.to_owned(), url.to_owned())),
        _ => Err("write NAME=URL, for example token=https://token.example.com"),
    }
}

/// The value of a flag that takes none. It may be a secret, and is let go.
#[derive(Debug, Clone)]
pub(crate) struct Unread;

#[expect(clippy::unnecessary_wraps, reason = "a parser of arguments can refuse")]
fn unread(_: &str) -> Result<Unread, String> {
    Ok(Unread)
}
