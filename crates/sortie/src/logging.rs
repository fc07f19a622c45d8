use std::fmt;
use std::io::{self, IsTerminal as _, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use anstyle::{AnsiColor, Style};
use sortie_core::spelled_json;
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, layer};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::args::LogFormat;
use crate::output;

/// The target of what people are told anyway: it is an event only where all of stderr is JSON.
pub(crate) const TOLD: &str = "sortie::told";

/// Whether everything on stderr is JSON.
static JSON: AtomicBool = AtomicBool::new(false);

/// Starts logging to stderr: a line for each request from `-v` on, headers and causes from `-vv` on, bodies from
/// `-vvv` on.
///
/// Only Sortie's own events are shown: what libraries log may hold headers.
pub(crate) fn start(verbose: u8, format: LogFormat) {
    let level = match verbose {
        0 => LevelFilter::WARN,
        1 => LevelFilter::INFO,
        2 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    let own = Targets::new()
        .with_target("sortie", level)
        .with_target("sortie_runner", level)
        .with_target(TOLD, LevelFilter::INFO)
        .with_default(LevelFilter::from_level(Level::ERROR));
    let registry = tracing_subscriber::registry().with(own);
    if format == LogFormat::Json {
        JSON.store(true, Ordering::Relaxed);
        let lines = layer().json().flatten_event(true).with_span_list(false).with_target(false);
        registry.with(lines.with_writer(|| SpelledJson(io::stderr()))).init();
        return;
    }
    let colours = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    registry.with(layer().with_writer(io::stderr).with_ansi(colours).event_format(ForEyes)).init();
}

/// Whether everything on stderr is to be an event.
pub(crate) fn is_json() -> bool {
    JSON.load(Ordering::Relaxed)
}

/// A line for eyes: what an event says, and its level where that is a warning.
struct ForEyes;

impl<S, N> FormatEvent<S, N> for ForEyes
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        if *event.metadata().level() <= Level::WARN {
            let style =
                if writer.has_ansi_escapes() { AnsiColor::Yellow.on_default().bold() } else { Style::new() };
            write!(writer, "{style}warning:{style:#} ")?;
        }
        let mut told = String::new();
        context.format_fields(Writer::new(&mut told), event)?;
        writeln!(writer, "{}", output::visible(&told))
    }
}

/// Passes JSON texts on, one a write, with what a terminal would obey spelled out.
struct SpelledJson<W>(W);

impl<W: Write> Write for SpelledJson<W> {
    fn write(&mut self, json: &[u8]) -> io::Result<usize> {
        self.0.write_all(spelled_json(&String::from_utf8_lossy(json)).as_bytes())?;
        Ok(json.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
