use clap::{Args, Subcommand};

use super::{AddArgs, Format};

/// Which tenants there are to run actions on.
#[derive(Debug, Subcommand)]
#[expect(clippy::large_enum_variant, reason = "there is one of it in a process")]
pub(crate) enum ConnectionsCommand {
    /// All connections, one a line.
    List {
        /// How to print them.
        #[arg(short, long, value_enum, default_value = "table")]
        output: Format,
    },
    /// One connection: where it goes and where its secrets are kept. No secret is read.
    Show {
        /// Its label.
        label: String,
        /// How to print it.
        #[arg(short, long, value_enum, default_value = "yaml")]
        output: Format,
    },
    /// Write down a connection: asks on a terminal, and takes every answer as a flag.
    #[command(
        after_help = "A secret is never a flag's value: others could read it. Pipe it into --api-key-stdin, or say where it is kept."
    )]
    Add(AddArgs),
    /// Remove a connection's file.
    Remove {
        /// Its label.
        label: String,
        /// Do not ask.
        #[arg(short, long)]
        yes: bool,
    },
    /// Look at each step from the file to the API's answer, and say what is wrong.
    Test(TestArgs),
}

/// Look at each step from the file to the API's answer, and say what is wrong.
#[derive(Debug, Args)]
#[command(after_help = "\
Without -o the checks are told on stderr. As data they are {label, checks: [{name, status, detail, hint}], \
actions: [{name, effect, may}], ok}; status is ok, warning, failed or skipped, may is yes, no or unknown.

Exit codes: 0 nothing failed; else that of the first check that did: 1 the API refuses, 2 something to mend \
here, 3 the API is not reached.")]
pub(crate) struct TestArgs {
    /// Its label.
    pub(crate) label: String,
    /// Where the key or service account is refused, show it to the hosts of the product's other regions too, to find the
    /// one that takes it [default: asked on a terminal, else no].
    #[arg(long)]
    pub(crate) all_regions: bool,
    /// Find out whether the key may write, by a write to what cannot exist. It changes nothing, and stands in the
    /// product's log.
    #[arg(long)]
    pub(crate) probe_writes: bool,
    /// How to print the checks on stdout [default: text on stderr].
    #[arg(short, long, value_enum)]
    pub(crate) output: Option<Format>,
}
