use std::collections::BTreeSet;
use std::process::ExitCode;
use std::sync::mpsc::RecvTimeoutError;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use sortie_core::{Envelope, Failure, FailureKind, Invocation};
use sortie_runner::{Home, Runner};
use tokio::sync::mpsc;

use crate::args::{Format, PlanStyle, RunArgs};
use crate::commands::items;
use crate::given::Given;
use crate::output::Shown;
use crate::settings::settings;
use crate::{commands, output};

/// Runs an action and prints its envelope, whatever happened.
pub(crate) fn execute(home: Result<Home, Failure>, args: RunArgs) -> Result<ExitCode, Failure> {
    let format = args.output.unwrap_or(Format::Json);
    let style = args.shown_as.or(args.output.is_none().then_some(PlanStyle::Text));
    let dry_run = args.dry_run;
    let items = args.items.clone();
    let wish = home.and_then(|home| Ok((invocation(&home, args)?, home)));
    match wish {
        Err(failure) => output::envelope(&Envelope::from(Err(failure)), format, &Shown::default()),
        Ok((invocation, home)) if dry_run => plan(&home, &invocation, format, style),
        Ok((invocation, home)) => run(&commands::runner(&home), &invocation, format, items),
    }
}

/// Runs `invocation` and prints its envelope; the rows of a whole list as they come, where they can be.
fn run(
    runner: &Runner,
    invocation: &Invocation,
    format: Format,
    items: Option<String>,
) -> Result<ExitCode, Failure> {
    let known = matches!(format, Format::Table | Format::Ndjson);
    let found = known.then(|| runner.catalogue().get(&invocation.action)).and_then(Result::ok);
    let own = found.as_ref().and_then(|found| found.action.items(&found.integration));
    let streams = format == Format::Ndjson && invocation.all_pages && own.is_some();
    if streams && (items.is_none() || items == own) {
        return stream(runner, invocation);
    }
    let action = found.map(|found| found.action);
    let wanted = items.as_deref().zip(action.as_ref());
    let refused = wanted.and_then(|(key, action)| items::refused(key, action));
    let envelope = match (refused, wanted) {
        (Some(failure), _) => Envelope::from(Err(failure)),
        (None, None) => commands::wait(runner.run(invocation))?,
        (None, Some((key, action))) => items::checked(key, commands::wait(runner.run(invocation))?, action),
    };
    let columns = action.map(|action| action.columns).unwrap_or_default();
    let items = items.or(own).unwrap_or_else(|| "results".to_owned());
    output::envelope(&envelope, format, &Shown { items, columns })
}

/// How long a reader may take at least for what has come when the run ends: the deadline may be what ended it.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// Prints the rows of a whole list as they come: by a thread of their own, so that whoever reads slowly keeps no answer
/// waiting that is under way. Whoever has not read them at the deadline is not waited for.
fn stream(runner: &Runner, invocation: &Invocation) -> Result<ExitCode, Failure> {
    let (sink, rows) = mpsc::channel(1);
    let (done, printed) = std::sync::mpsc::channel();
    let printing = thread::spawn(move || done.send(output::Stream::print(rows)));
    let (envelope, ends) = commands::wait(async {
        let ended = runner.stream(invocation, &sink).await;
        drop(sink);
        ended
    })?;
    let stream = match ends {
        Some(ends) => printed.recv_timeout(ends.saturating_duration_since(Instant::now()).max(LAST_WORDS)),
        None => printed.recv().map_err(Into::into),
    };
    match (stream, envelope.failure()) {
        (Ok(stream), _) => Ok(stream.end(&envelope)),
        (Err(RecvTimeoutError::Timeout), Some(failure)) => Ok(output::report(failure)),
        (Err(RecvTimeoutError::Timeout), None) => Err(unread()),
        (Err(RecvTimeoutError::Disconnected), _) => match printing.join() {
            Err(panic) => std::panic::resume_unwind(panic),
            Ok(_) => Err(unread()),
        },
    }
}

fn unread() -> Failure {
    Failure::new(FailureKind::Timeout, "the rows were not read when the run's time was over")
        .with_hint("give it more time with --deadline, or `timeouts.deadline` of the connection")
}

/// Prints the exact request, sending nothing but lookups.
fn plan(
    home: &Home,
    invocation: &Invocation,
    format: Format,
    style: Option<PlanStyle>,
) -> Result<ExitCode, Failure> {
    let runner = commands::runner(home);
    let envelope = match (commands::wait(runner.dry_run(invocation))?, style) {
        // What is not ASCII in them stands in a body of JSON.
        (Ok(planned), Some(PlanStyle::Text)) => return Ok(output::json(&planned.text)),
        (Ok(planned), Some(PlanStyle::Curl)) => return Ok(output::json(&planned.curl)),
        (outcome, _) => Envelope::from(outcome.map(|planned| json!({"request": planned.value}))),
    };
    output::envelope(&envelope, format, &Shown::default())
}

/// What was typed, as one wish.
fn invocation(home: &Home, args: RunArgs) -> Result<Invocation, Failure> {
    if args.items.is_some() && args.output != Some(Format::Ndjson) {
        return Err(Failure::new(FailureKind::InvalidInput, "`--items` chooses what `-o ndjson` prints")
            .with_hint("add -o ndjson, or leave it out"));
    }
    let given = Given::default();
    let mut inputs: Map<String, Value> = match &args.inputs_document {
        Some(document) => given.object("--inputs", document)?,
        None => Map::new(),
    };
    let mut typed = BTreeSet::new();
    for argument in &args.inputs {
        let (name, template) = given.input(argument)?;
        if !typed.insert(sortie_core::fold(&name)) {
            let message = format!("input `{name}` is given twice, under names that mean the same");
            return Err(Failure::new(FailureKind::InvalidInput, message));
        }
        inputs.retain(|known, _| sortie_core::fold(known) != sortie_core::fold(&name));
        inputs.insert(name, Value::String(template));
    }
    let context = match &args.context {
        Some(document) => given.object("--context", document)?,
        None => Map::new(),
    };
    let connection = match args.connection {
        Some(connection) => connection,
        None => settings(home)?.connection.ok_or_else(no_connection)?,
    };
    let RunArgs { action, all_pages, retries, deadline, .. } = args;
    Ok(Invocation { action, connection, inputs, context, all_pages, retries, deadline })
}

fn no_connection() -> Failure {
    Failure::new(FailureKind::UnknownConnection, "no connection is chosen")
        .with_hint("give one with -c LABEL; `-c demo` needs no key and no network")
}
