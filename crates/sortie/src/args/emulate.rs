use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand};

/// The most users that fit a machine's memory, some hundred bytes each.
const MOST_USERS: i64 = 10_000_000;

/// Serve an emulated product on this machine.
#[derive(Debug, Subcommand)]
pub(crate) enum EmulateCommand {
    /// JumpCloud's REST API over a directory of made-up people, in memory.
    Jumpcloud(EmulateArgs),
}

/// JumpCloud's REST API over a directory of made-up people, in memory.
#[derive(Debug, Args)]
pub(crate) struct EmulateArgs {
    /// The address to listen at; port 0 takes a free port.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8480")]
    pub(crate) listen: SocketAddr,
    /// How many users there are at the start; 0 is an empty directory.
    #[arg(long, value_name = "N", default_value_t = 1026, value_parser = clap::value_parser!(u32).range(..=MOST_USERS))]
    pub(crate) users: u32,
    /// Decides everything that is random: the people, and what faults draw. The same seed gives the same again.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// The one API key to accept [default: any].
    #[arg(long, value_name = "KEY")]
    pub(crate) api_key: Option<String>,
    /// The one service account to give tokens to, at /oauth2/token [default: any].
    #[arg(long, value_name = "CLIENT_ID:CLIENT_SECRET")]
    pub(crate) oauth: Option<String>,
    /// How long a token is valid.
    #[arg(long, value_name = "SECONDS", default_value_t = 3600)]
    pub(crate) token_seconds: u64,
    /// Forget a token after this many calls [default: never].
    #[arg(long, value_name = "N")]
    pub(crate) token_calls: Option<u64>,
    /// Serve HTTPS, with a self-signed certificate made now.
    #[arg(long)]
    pub(crate) tls: bool,
    /// Write that certificate to a file (PEM), so that clients can trust it.
    #[arg(long, value_name = "FILE", requires = "tls")]
    pub(crate) certificate: Option<PathBuf>,
    /// Change an answer where it is not known what JumpCloud does; `--choose list` shows what there is.
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) choose: Vec<String>,
    /// Make something go wrong, such as `status=503,every=3`; `--fault list` shows what there is; can be repeated.
    #[arg(long, value_name = "RULE")]
    pub(crate) fault: Vec<String>,
    /// Listen at a second address of this machine, for control: GET /counters shows what was called, POST /faults adds
    /// rules (a JSON array of texts like those of --fault), DELETE /faults and DELETE /counters clear them.
    #[arg(long, value_name = "ADDR")]
    pub(crate) admin: Option<SocketAddr>,
}
