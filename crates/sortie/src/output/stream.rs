use std::io::{self, Write as _};
use std::process::ExitCode;

use serde_json::Value;
use sortie_core::{Envelope, spelled_json};
use sortie_runner::Rows;
use tokio::sync::mpsc::Receiver;

use super::{Completeness, json, report, written};

/// Rows that were printed as they came, and what became of it.
#[derive(Default)]
pub(crate) struct Stream {
    count: usize,
    /// Why no more could be printed.
    broken: Option<io::Error>,
}

impl Stream {
    /// Prints the `rows` that come, until there are no more or nobody takes them. It waits for both.
    pub(crate) fn print(mut rows: Receiver<Rows>) -> Self {
        let mut stream = Self::default();
        while let Some(rows) = rows.blocking_recv() {
            let mut stdout = io::stdout().lock();
            if let Err(error) =
                stdout.write_all(spelled_json(&rows.lines).as_bytes()).and_then(|()| stdout.flush())
            {
                stream.broken = Some(error);
                break;
            }
            stream.count += rows.count;
        }
        stream
    }

    /// Tells how the run ended that printed these rows. A failure is the last line.
    pub(crate) fn end(self, envelope: &Envelope) -> ExitCode {
        if let Some(error) = self.broken {
            return written(Err(error));
        }
        let map = envelope.to_map();
        let Some(failure) = envelope.failure() else {
            if let Some(completeness) = Completeness::of(&map) {
                completeness.tell();
            }
            return ExitCode::SUCCESS;
        };
        let printed = json(&format!("{}\n", Value::Object(map)));
        if self.count > 0 {
            Completeness::of_broken(self.count as u64).tell();
        }
        let told = report(failure);
        if printed == ExitCode::SUCCESS { told } else { printed }
    }
}
