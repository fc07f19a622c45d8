use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

use super::Format;

/// What there is to run.
#[derive(Debug, Subcommand)]
pub(crate) enum ActionsCommand {
    /// All actions, one a line.
    List {
        /// How to print them.
        #[arg(short, long, value_enum, default_value = "table")]
        output: Format,
    },
    /// One action with its inputs and examples.
    Show {
        /// The action, by name, title or alias.
        action: String,
        /// How to print it [default: text for eyes].
        #[arg(short, long, value_enum)]
        output: Option<Format>,
    },
    /// Check files and print every mistake at its place.
    Check {
        /// Files, or folders of files [default: all files of the home, and the built-in ones].
        paths: Vec<PathBuf>,
        /// How to print the mistakes on stdout [default: text on stderr].
        #[arg(short, long, value_enum)]
        output: Option<Format>,
    },
    /// The JSON Schema of the files that authors write, for editors.
    Schema {
        /// Which kind of file [default: any of them].
        kind: Option<SchemaKind>,
    },
}

/// The kinds of file that authors write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaKind {
    /// `actions/INTEGRATION/NAME.yaml`.
    Action,
    /// `actions/INTEGRATION/integration.yaml`.
    Integration,
    /// `connections/NAME.yaml`.
    Connection,
    /// `config.yaml`.
    Config,
}
