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

use std::alloc::System;
use std::process::ExitCode;

use zeroizing_alloc::ZeroAlloc;

/// Zeroes what is freed. Secrets pass through buffers of templates, HTTP and TLS that no type of ours could zero.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

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
