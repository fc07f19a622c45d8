use std::process::ExitCode;

use sortie_core::Failure;
use sortie_runner::{Diagnosis, Examination, Home};

use crate::args::{Format, TestArgs};
use crate::terminal::Terminal;
use crate::{commands, output};

/// Examines a connection and tells what was found.
pub(crate) fn execute(home: &Home, args: &TestArgs) -> Result<ExitCode, Failure> {
    let runner = commands::runner(home);
    let mut examination =
        Examination { all_regions: args.all_regions, probe_writes: args.probe_writes, ..Examination::USUAL };
    let mut diagnosis = commands::wait(runner.diagnose(&args.label, &examination))?;
    if !diagnosis.unasked_regions.is_empty() && may_ask(&diagnosis) {
        examination.all_regions = true;
        diagnosis = commands::wait(runner.diagnose(&args.label, &examination))?;
    }
    tell(&diagnosis, args.output)
}

fn tell(diagnosis: &Diagnosis, format: Option<Format>) -> Result<ExitCode, Failure> {
    let told = diagnosis.to_value();
    let printed = match format {
        None => {
            output::diagnosis(diagnosis);
            ExitCode::SUCCESS
        }
        Some(Format::Table) => output::value(&output::rows(&told), Format::Table)?,
        Some(format) => output::value(&told, format)?,
    };
    let code = ExitCode::from(diagnosis.exit_code());
    Ok(if printed == ExitCode::SUCCESS { code } else { printed })
}

/// Asks whether what was refused may be shown to the hosts of other regions; no where nobody is there to be asked.
fn may_ask(diagnosis: &Diagnosis) -> bool {
    let regions = diagnosis.unasked_regions.join(", ");
    let question = format!(
        "The key or service account is refused. Show it to the hosts of {regions} as well, with the same read?"
    );
    Terminal::open().is_some_and(|terminal| terminal.yes(&question).unwrap_or(false))
}
