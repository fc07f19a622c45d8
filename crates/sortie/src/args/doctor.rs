use clap::Args;

use super::Format;

/// Check this installation: its folders, files, environment and connections.
#[derive(Debug, Args)]
#[command(after_help = "\
Without -o the checks are human-readable text on stderr. With -o they are data on stdout: {version, sections: [{name, checks: [{name, \
status, detail, hint}]}], ok}; status is ok, warning, failed or skipped.

Exit codes: 0 nothing failed; else that of the first check that did: 1 an API refuses, 2 something to fix \
here, 3 an API is not reached.")]
pub(crate) struct DoctorArgs {
    /// Also check each connection over the network, as `sortie connections test` does.
    #[arg(long)]
    pub(crate) online: bool,
    /// The output format of the checks on stdout [default: human-readable text on stderr].
    #[arg(short, long, value_enum)]
    pub(crate) output: Option<Format>,
}
