use clap::Args;

use super::Format;

/// Say what this installation looks like, and what is wrong with it.
#[derive(Debug, Args)]
#[command(after_help = "\
Without -o the checks are told on stderr. As data they are {version, sections: [{name, checks: [{name, \
status, detail, hint}]}], ok}; status is ok, warning, failed or skipped.

Exit codes: 0 nothing failed; else that of the first check that did: 1 an API refuses, 2 something to mend \
here, 3 an API is not reached.")]
pub(crate) struct DoctorArgs {
    /// Examine each connection on the network as well, as `sortie connections test` does.
    #[arg(long)]
    pub(crate) online: bool,
    /// How to print the checks on stdout [default: text on stderr].
    #[arg(short, long, value_enum)]
    pub(crate) output: Option<Format>,
}
