use std::time::Duration;

use clap::{Args, ValueEnum};

use super::Format;

/// What a connection may say at most of the same.
const MOST_RETRIES: u32 = 100;
const LONGEST: Duration = Duration::from_hours(365 * 24);

/// Run an action and print its envelope.
#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    /// The action, by name (`jumpcloud.list_all_system_users`), title or alias.
    pub(crate) action: String,
    /// The connection's label.
    #[arg(short, long, env = "SORTIE_CONNECTION", value_name = "LABEL", hide_env_values = true)]
    pub(crate) connection: Option<String>,
    /// An input. Its value is a Jinja template; NAME=@FILE and NAME=@- read it from a file or stdin, NAME=@@…
    /// begins with one @. A line break at the end of a file or of stdin does not count.
    #[arg(short, long = "input", value_name = "NAME=TEMPLATE")]
    pub(crate) inputs: Vec<String>,
    /// Inputs as one JSON object: the object itself, @FILE, or - for stdin.
    #[arg(long = "inputs", value_name = "JSON|@FILE|-")]
    pub(crate) inputs_document: Option<String>,
    /// The document that templates read: a JSON object, @FILE, or - for stdin.
    #[arg(long, value_name = "JSON|@FILE|-")]
    pub(crate) context: Option<String>,
    /// Follow a list to its end. With -o ndjson rows are printed as they come; where the run fails in the middle, its
    /// envelope is the last line.
    #[arg(long)]
    pub(crate) all_pages: bool,
    /// How often a request is sent again that failed for a while [default: what the connection says].
    #[arg(long, env = "SORTIE_RETRIES", value_name = "N", hide_env_values = true, value_parser = retries)]
    pub(crate) retries: Option<u32>,
    /// End the run after so many seconds, whatever it waits for [default: what the connection says].
    #[arg(long, env = "SORTIE_DEADLINE", value_name = "SECONDS", hide_env_values = true, value_parser = seconds)]
    pub(crate) deadline: Option<Duration>,
    /// The key of the result whose rows -o ndjson prints [default: that of the list's rows].
    #[arg(long, value_name = "KEY")]
    pub(crate) items: Option<String>,
    /// Print the exact request instead of sending it. Names are looked up; nothing else is sent.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// How a dry run shows the request [default: text, unless -o says otherwise].
    #[arg(long = "as", value_enum, value_name = "STYLE", requires = "dry_run", conflicts_with = "output")]
    pub(crate) shown_as: Option<PlanStyle>,
    /// How to print the result [default: json; a dry run prints text].
    #[arg(short, long, value_enum, env = "SORTIE_OUTPUT", hide_env_values = true)]
    pub(crate) output: Option<Format>,
}

/// How a dry run shows a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PlanStyle {
    /// As it reads on the wire, its body laid out for eyes.
    Text,
    /// As a command of curl, its key in a variable of the shell.
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
