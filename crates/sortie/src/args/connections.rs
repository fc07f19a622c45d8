use clap::Subcommand;

use super::Format;

/// Which tenants there are to run actions on.
#[derive(Debug, Subcommand)]
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
    /// Send a harmless read, to see whether address and key are right.
    Test {
        /// Its label.
        label: String,
        /// How to print the envelope.
        #[arg(short, long, value_enum, default_value = "json")]
        output: Format,
    },
}
