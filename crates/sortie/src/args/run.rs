use std::time::Duration;

use clap::{Args, ValueEnum};

use super::Format;

/// What a connection may say at most of the same.
const MOST_RETRIES: u32 = 100;
const LONGEST: Duration = Duration::from_hours(365 * 24);

/// Run an action and print its envelope.
#[derive(Debug, Args)]
#[command(after_help = "\
Exit codes: 0 done; 1 the API answered and the run failed; 2 something to fix in the command, a file or an input; \
3 the API could not be asked; 4 the result could not be written; 130 Ctrl-C.

Example, without a key or network:
  sortie run \"Expire a System User's Password\" -c demo -i system_user_id=ai_hammad --dry-run")]
pub(crate) struct RunArgs {
    /// The action, by name (`jumpcloud.list_all_system_users`), title or alias.
    pub(crate) action: String,
    /// The connection's label [default: `connection` in the home's config.yaml].
    #[arg(short, long, env = "SORTIE_CONNECTION", value_name = "LABEL", hide_env_values = true)]
    pub(crate) connection: Option<String>,
    /// An input; can be repeated. Its value is a Jinja template. NAME=@FILE and NAME=@- read it from a file or stdin,
    /// without a line break at the end. For a value that begins with @, write @@.
    #[arg(short, long = "input", value_name = "NAME=TEMPLATE")]
    pub(crate) inputs: Vec<String>,
    /// Inputs as one JSON object: the object itself, @FILE, or - for stdin.
    #[arg(long = "inputs", value_name = "JSON|@FILE|-")]
    pub(crate) inputs_document: Option<String>,
    /// The context, a document that templates read: a JSON object, @FILE, or - for stdin.
    #[arg(long, value_name = "JSON|@FILE|-")]
    pub(crate) context: Option<String>,
    /// Follow a list to its end. With -o ndjson rows are printed as they arrive; if the run fails in the middle, its
    /// envelope is the last line.
    #[arg(long)]
    pub(crate) all_pages: bool,
    /// How often to repeat a request that failed for a while [default: what the connection says].
    #[arg(long, env = "SORTIE_RETRIES", value_name = "N", hide_env_values = true, value_parser = retries)]
    pub(crate) retries: Option<u32>,
    /// End the run after this many seconds, whatever it waits for but a reader of its result [default: what the
    /// connection says].
    #[arg(long, env = "SORTIE_DEADLINE", value_name = "SECONDS", hide_env_values = true, value_parser = seconds)]
    pub(crate) deadline: Option<Duration>,
    /// The key of the result whose rows -o ndjson prints [default: the key of the list's rows].
    #[arg(long, value_name = "KEY")]
    pub(crate) items: Option<String>,
    /// Print the request instead of sending it. Only reads that look up names are sent.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// How --dry-run prints the request [default: text]. For data, give -o instead.
    #[arg(long = "as", value_enum, value_name = "STYLE", requires = "dry_run", conflicts_with = "output")]
    pub(crate) shown_as: Option<PlanStyle>,
    /// The output format of the result [default: json; with --dry-run: text].
    #[arg(short, long, value_enum, env = "SORTIE_OUTPUT", hide_env_values = true)]
    pub(crate) output: Option<Format>,
}

/// How a dry run shows a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PlanStyle {
    /// As HTTP, with an indented body; without a content-length.
    Text,
    /// As a curl command that takes the key from a shell variable.
    Curl,
}

/// So many repeats as a connection may ask for.
fn retries(text: &str) -> Result<u32, String> {
    let count = text.parse().ok().filter(|count| *count <= MOST_RETRIES);
    count.ok_or_else(|| format!("write a whole number from 0 to {MOST_RETRIES}"))
}

/// A time in seconds, such as 30 or 0.5.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    let seconds = seconds.filter(|it| !it.is_zero() && *it <= LONGEST);
    seconds.ok_or_else(|| {
        format!("write a number of seconds above 0, up to {}, such as 30 or 0.5", LONGEST.as_secs())
    })
}
