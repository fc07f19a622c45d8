//! What was typed. What it means is for the commands.

mod actions;
mod add;
mod connections;
mod doctor;
mod emulate;
mod mistake;
mod render;
mod run;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::Resettable;
use clap::parser::ValueSource;
use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::output;
pub(crate) use actions::{ActionsCommand, SchemaKind};
pub(crate) use add::{AddArgs, SecretWay};
pub(crate) use connections::{ConnectionsCommand, TestArgs};
pub(crate) use doctor::DoctorArgs;
pub(crate) use emulate::{EmulateArgs, EmulateCommand};
pub(crate) use render::{RenderArgs, UndefinedPolicy};
pub(crate) use run::{PlanStyle, RunArgs};

/// Runs actions on JumpCloud's users.
#[derive(Debug, Parser)]
#[command(
    version,
    propagate_version = true,
    arg_required_else_help = true,
    after_help = "\
Exit codes:
  0  done
  1  the API answered and the run failed
  2  something to fix in the command, a file or an input
  3  the API could not be asked
  4  the result could not be written
  130  Ctrl-C ended it

Try it without a key or network:
  sortie run \"List All System Users\" -c demo -i 'params={\"limit\":\"2\"}'"
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: GlobalArgs,
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Arguments {
    /// What was typed.
    ///
    /// # Errors
    /// It is no command, or one for help, which has been answered; then what to exit with.
    pub(crate) fn read() -> Result<Self, ExitCode> {
        let command = without_empty_variables(Self::command());
        let matches = command.try_get_matches().map_err(|it| told(&mistake::without_texts(it)))?;
        let mut read = Self::from_arg_matches(&matches).map_err(|it| told(&it))?;
        read.global.home_by_flag = matches.value_source("home") == Some(ValueSource::CommandLine);
        Ok(read)
    }
}

/// Prints help on stdout like any other result, which may fail, and what is wrong on stderr.
fn told(error: &clap::Error) -> ExitCode {
    if error.use_stderr() {
        error.exit()
    }
    output::text(&error.render().ansi().to_string())
}

/// An empty variable is one that is not set.
fn without_empty_variables(command: clap::Command) -> clap::Command {
    let empty = |name: &std::ffi::OsStr| std::env::var_os(name).is_some_and(|value| value.is_empty());
    command
        .mut_args(|arg| if arg.get_env().is_some_and(empty) { arg.env(Resettable::Reset) } else { arg })
        .mut_subcommands(without_empty_variables)
}

/// The heading of what every command takes.
const GLOBAL: &str = "Global options";

/// What every command takes.
#[derive(Debug, Args)]
pub(crate) struct GlobalArgs {
    /// The folder with `connections/` and `actions/` [default: ./ if it holds connections/ or actions/, else the user's
    /// configuration folder].
    #[arg(
        long,
        global = true,
        env = "SORTIE_HOME",
        value_name = "DIR",
        hide_env_values = true,
        help_heading = GLOBAL
    )]
    pub(crate) home: Option<PathBuf>,
    /// Whether it was named on the command line, and not by the variable.
    #[arg(skip)]
    pub(crate) home_by_flag: bool,
    /// Say more on stderr: -v a line for each request, -vv headers and causes too, -vvv bodies too; secrets are hidden.
    #[arg(short, long, global = true, action = clap::ArgAction::Count, help_heading = GLOBAL)]
    pub(crate) verbose: u8,
    /// The format of messages on stderr.
    #[arg(
        long,
        global = true,
        help_heading = GLOBAL,
        value_enum,
        env = "SORTIE_LOG",
        hide_env_values = true,
        default_value = "text"
    )]
    pub(crate) log: LogFormat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run an action and print its envelope.
    Run(RunArgs),
    /// List, show and check actions.
    #[command(subcommand)]
    Actions(ActionsCommand),
    /// Manage connections (a JumpCloud organization and where its key is kept).
    #[command(subcommand)]
    Connections(ConnectionsCommand),
    /// Check this installation: its folders, files, environment and connections.
    Doctor(DoctorArgs),
    /// Render a template, as inputs are rendered.
    Render(RenderArgs),
    /// Serve an emulated product on this machine.
    #[command(subcommand)]
    Emulate(EmulateCommand),
    /// Print the completion script of a shell.
    #[command(after_help = COMPLETIONS)]
    Completions {
        /// The shell.
        shell: Shell,
    },
}

/// Where a completion script goes.
const COMPLETIONS: &str = "\
Where to put the script:
  bash: sortie completions bash > ~/.local/share/bash-completion/completions/sortie
  zsh:  sortie completions zsh > ~/.zfunc/_sortie, with `fpath+=~/.zfunc` before `compinit` in ~/.zshrc
  fish: sortie completions fish > ~/.config/fish/completions/sortie.fish
  others: in a file that the shell reads when it starts

Make the folder first, and start a new shell.";

/// How messages on stderr are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// Human-readable lines.
    Text,
    /// One JSON object per line.
    Json,
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Indented JSON.
    Json,
    /// YAML.
    Yaml,
    /// Human-readable aligned columns, cut to the terminal's width.
    Table,
    /// One JSON value per line: the rows of a list.
    Ndjson,
}
