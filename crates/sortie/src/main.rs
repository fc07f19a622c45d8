//! The sortie command.

mod args;
mod commands;
mod connect;
mod emulator_transport;
mod given;
mod logging;
mod output;
mod panics;
mod settings;

use std::process::ExitCode;

fn main() -> ExitCode {
    panics::tell_place_only();
    let arguments = args::Arguments::read();
    logging::start(arguments.global.verbose);
    match commands::execute(arguments) {
        Ok(code) => code,
        Err(failure) => output::report(&failure),
    }
}
