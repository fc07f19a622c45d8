use std::process::ExitCode;

use serde_json::{Value, json};
use sortie_core::{Diagnostic, Failure, Mistakes};
use sortie_runner::CheckReport;

use super::{diagnostics, note, value};
use crate::args::Format;

/// Tells what a check found; its exit code is 2 where there is anything to mend.
pub(crate) fn report_check(report: &CheckReport, format: Option<Format>) -> Result<ExitCode, Failure> {
    let found: Vec<&Diagnostic> = report.mistakes.iter().flat_map(Mistakes::diagnostics).collect();
    match format {
        None => diagnostics(found.iter().copied()),
        Some(format) => {
            let data: Vec<Value> = found.iter().map(|it| it.to_value()).collect();
            let printed = value(&json!(data), format)?;
            if printed != ExitCode::SUCCESS {
                return Ok(printed);
            }
        }
    }
    note(&match found.len() {
        0 => format!("{} checked, no mistakes", files(report.files)),
        1 => format!("{} checked, 1 mistake", files(report.files)),
        many => format!("{} checked, {many} mistakes", files(report.files)),
    });
    Ok(if found.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

fn files(count: usize) -> String {
    if count == 1 { "1 file".to_owned() } else { format!("{count} files") }
}
