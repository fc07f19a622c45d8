use std::path::PathBuf;

use sortie_core::{FailureKind, Mistakes};
use sortie_runner::{Check, Home, HomeReason, check};

use super::Section;
use crate::settings::settings;

/// The files of `home`, and how many mistakes they have.
pub(super) fn found(home: &Home) -> Section {
    let folders = [("actions", home.actions()), ("connections", home.connections())];
    let mut checks: Vec<Check> = folders.iter().map(|(name, folder)| counted(home, name, folder)).collect();
    checks.push(match settings(home) {
        Err(failure) => Check::of("config", &failure),
        Ok(_) if home.config().exists() => Check::ok("config", home.config().display().to_string()),
        Ok(_) => Check::skipped("config", "there is no config.yaml"),
    });
    checks.push(match check(home, &[]) {
        Err(failure) => Check::of("mistakes", &failure),
        Ok(report) => match report.mistakes.iter().flat_map(Mistakes::diagnostics).count() {
            0 => Check::ok("mistakes", "none, the built-in files among them"),
            many => mistakes(home, many),
        },
    });
    Section::new("files", checks)
}

fn counted(home: &Home, name: &'static str, folder: &PathBuf) -> Check {
    let shown = folder.display();
    if !folder.exists() {
        return Check::skipped(name, format!("{shown} does not exist; what is built in is all there is"));
    }
    if !folder.is_dir() {
        return Check::failed(name, FailureKind::InvalidInput, format!("{shown} is no folder"));
    }
    match check(home, std::slice::from_ref(folder)) {
        Err(failure) => Check::of(name, &failure),
        Ok(report) => Check::ok(name, format!("{} in {shown}", of(report.files, "file"))),
    }
}

fn mistakes(home: &Home, many: usize) -> Check {
    let check = Check::failed("mistakes", FailureKind::InvalidInput, of(many, "mistake"));
    match home.reason {
        HomeReason::Flag => check.with_hint(format!("sortie actions check --home {}", home.path.display())),
        _ => check.with_hint("sortie actions check"),
    }
}

fn of(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
