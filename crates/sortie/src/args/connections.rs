use clap::{Args, Subcommand};

use super::{AddArgs, Format};

/// Manage connections (a JumpCloud organization and where its key is kept).
#[derive(Debug, Subcommand)]
#[expect(clippy::large_enum_variant, reason = "there is one of it in a process")]
pub(crate) enum ConnectionsCommand {
    /// List all connections, one per line.
    List {
        /// The output format.
        #[arg(short, long, value_enum, default_value = "table")]
        output: Format,
    },
    /// Show one connection: where it goes and where its secrets are kept. No secret is read.
    Show {
        /// The connection's label.
        label: String,
        /// The output format.
        #[arg(short, long, value_enum, default_value = "yaml")]
        output: Format,
    },
    /// Add or change a connection: asks on a terminal, and takes the common settings as flags.
    #[command(after_help = ADD)]
    Add(AddArgs),
    /// Remove a connection's file.
    Remove {
        /// The connection's label.
        label: String,
        /// Remove it without asking.
        #[arg(short, long)]
        yes: bool,
    },
    /// Check each step from the file to the API's answer, and say what is wrong.
    Test(TestArgs),
}

/// What is told below the flags of `connections add`.
const ADD: &str = "\
A secret is never the value of a flag: others could read it. Pipe it into --api-key-stdin, or say where it is kept.

ca_bundle, client_certificate, proxy, proxy_auth, verify_ssl, timeouts, retry, limits, reference_values and undefined \
have no flag: write them into the file.

Exit codes: 0 saved; 1 the API refused the key; 2 something to fix first: a flag, a file, a secret; 3 the API is not \
reached; 130 Ctrl-C, nothing was saved.

Example:
  sortie connections add acme --region us --api-key-env JUMPCLOUD_API_KEY";

/// Check each step from the file to the API's answer, and say what is wrong.
#[derive(Debug, Args)]
#[command(after_help = "\
Without -o the checks are human-readable text on stderr. With -o they are data on stdout: {label, checks: [{name, status, detail, hint}], \
actions: [{name, effect, may}], ok}; status is ok, warning, failed or skipped, may is yes, no or unknown.

Exit codes: 0 nothing failed; else that of the first check that did: 1 the API refuses, 2 something to fix \
here, 3 the API is not reached.")]
pub(crate) struct TestArgs {
    /// The connection's label.
    pub(crate) label: String,
    /// If the key or service account is refused, show it to the hosts of the product's other regions too, to find the
    /// one that takes it [default: asked on a terminal, else no].
    #[arg(long)]
    pub(crate) all_regions: bool,
    /// Find out whether the key may write, by a write to a user who cannot exist. It changes nothing, but appears in
    /// the product's log.
    #[arg(long)]
    pub(crate) probe_writes: bool,
    /// The output format of the checks on stdout [default: human-readable text on stderr].
    #[arg(short, long, value_enum)]
    pub(crate) output: Option<Format>,
}
