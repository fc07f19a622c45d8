use std::io::{self, IsTerminal as _};

use tracing::Level;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Starts logging to stderr: a line for each request from `-v` on, everything from `-vv` on.
///
/// Only Sortie's own events are shown: what libraries log may hold headers.
pub(crate) fn start(verbose: u8) {
    let level = match verbose {
        0 => LevelFilter::WARN,
        1 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    let own = Targets::new()
        .with_target("sortie", level)
        .with_target("sortie_runner", level)
        .with_default(LevelFilter::from_level(Level::ERROR));
    let colours = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(colours)
        .with_target(false)
        .without_time();
    tracing_subscriber::registry().with(own).with(lines).init();
}
