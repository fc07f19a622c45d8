use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

use super::Format;

/// List, show and check actions.
#[derive(Debug, Subcommand)]
pub(crate) enum ActionsCommand {
    /// List all actions, one per line.
    List {
        /// The output format.
        #[arg(short, long, value_enum, default_value = "table")]
        output: Format,
    },
    /// Show one action with its inputs and examples.
    Show {
        /// The action, by name, title or alias.
        action: String,
        /// The output format [default: human-readable text].
        #[arg(short, long, value_enum)]
        output: Option<Format>,
    },
    /// Check files and show every mistake with its line.
    Check {
        /// Files, or folders of files [default: all files of the home, and the built-in ones].
        paths: Vec<PathBuf>,
        /// The output format of the mistakes on stdout [default: human-readable text on stderr].
        #[arg(short, long, value_enum)]
        output: Option<Format>,
    },
    /// Print the JSON Schema of the files you write, for completion in editors.
    Schema {
        /// The kind of file [default: any of them].
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
