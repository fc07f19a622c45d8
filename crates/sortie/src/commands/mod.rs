//! What is done for each command.

mod actions;
mod add;
mod connection_list;
mod connections;
mod diagnose;
mod doctor;
mod emulate;
mod items;
mod remove;
mod render;
mod run;

use std::process::ExitCode;

use clap::CommandFactory as _;
use sortie_core::{Failure, FailureKind};
use sortie_runner::{Budgets, Catalogue, Connections, Home, HomeReason, Runner};

use crate::args::{Arguments, Command, ConnectionsCommand, GlobalArgs};
use crate::connect::connect;
use crate::output;

/// Does what `arguments` ask for. A failure is one that no envelope tells.
pub(crate) fn execute(arguments: Arguments) -> Result<ExitCode, Failure> {
    let adds = matches!(arguments.command, Command::Connections(ConnectionsCommand::Add(_)));
    let home = home(&arguments.global, adds);
    match arguments.command {
        Command::Run(args) => run::execute(home, args),
        Command::Actions(command) => actions::execute(&home?, command),
        Command::Connections(command) => connections::execute(&home?, command),
        Command::Doctor(args) => doctor::execute(home, &args),
        Command::Render(args) => render::execute(&home?, &args),
        Command::Emulate(command) => emulate::execute(command),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "sortie", &mut script);
            Ok(output::bytes(&script))
        }
    }
}

/// The home; one that was named has to be there, unless it is to be made.
fn home(global: &GlobalArgs, made: bool) -> Result<Home, Failure> {
    match &global.home {
        Some(named) if !named.is_dir() && (!made || named.exists()) => {
            let what = if named.exists() { "is no folder" } else { "does not exist" };
            let message = format!("the home `{}` {what}", named.display());
            let other = if global.home_by_flag { "leave out --home" } else { "unset SORTIE_HOME" };
            Err(Failure::new(FailureKind::InvalidInput, message)
                .with_hint(format!("name a folder that exists, or {other}")))
        }
        Some(named) if global.home_by_flag => Ok(Home::named(named, HomeReason::Flag)),
        Some(named) => Ok(Home::named(named, HomeReason::Variable)),
        None => Ok(Home::find()),
    }
}

fn runner(home: &Home) -> Runner {
    runner_of(home, Connections::new(home))
}

/// A runner of the actions of `home` over `connections`.
fn runner_of(home: &Home, connections: Connections) -> Runner {
    Runner::new(Catalogue::new(home), connections, Budgets::of_user(), connect)
}

/// Waits for `future` on this thread: one run needs no more, and starts faster so.
fn wait<T>(future: impl Future<Output = T>) -> Result<T, Failure> {
    wait_in(&mut tokio::runtime::Builder::new_current_thread(), future)
}

/// Waits for `future`, which may give other threads work to do.
fn wait_on_threads<T>(future: impl Future<Output = T>) -> Result<T, Failure> {
    wait_in(&mut tokio::runtime::Builder::new_multi_thread(), future)
}

fn wait_in<T>(builder: &mut tokio::runtime::Builder, future: impl Future<Output = T>) -> Result<T, Failure> {
    let runtime = builder.enable_all().build().map_err(|error| {
        Failure::new(FailureKind::Connection, format!("the system gives no event loop: {error}"))
    })?;
    let done = runtime.block_on(future);
    // A name that nobody looks up any more is not waited for.
    runtime.shutdown_background();
    Ok(done)
}
