//! The sortie command.

mod args;
mod commands;
mod connect;
mod core_dumps;
mod emulator_transport;
mod given;
mod logging;
mod output;
mod panics;
mod settings;
mod terminal;

use std::process::ExitCode;

fn main() -> ExitCode {
    core_dumps::forbid();
    panics::tell_place_only();
    let arguments = match args::Arguments::read() {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    logging::start(arguments.global.verbose, arguments.global.log);
    match commands::execute(arguments) {
        Ok(code) => code,
        Err(failure) => output::report(&failure),
    }
}
