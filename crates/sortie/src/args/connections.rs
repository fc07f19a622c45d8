use clap::Subcommand;

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
    /// Send a harmless read, to see whether address and key are right.
    Test {
        /// Its label.
        label: String,
        /// How to print the envelope.
        #[arg(short, long, value_enum, default_value = "json")]
        output: Format,
    },
}
