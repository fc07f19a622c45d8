use std::env;

use sortie_core::{Failure, FailureKind};
use sortie_runner::{Check, Examination, Home, reason};

use super::Section;
use crate::commands;
use crate::settings::settings;

/// The connection that is used unless another is named, and each of them.
pub(super) fn found(home: &Home, online: bool) -> Result<Vec<Section>, Failure> {
    let runner = commands::runner(home);
    let examination = if online { Examination::USUAL } else { Examination::OFFLINE };
    let files = match runner.connections().all() {
        Ok(files) => files,
        Err(error) => {
            let why = format!("{} cannot be read: {}", home.connections().display(), reason(&error));
            let check = Check::failed("connections", FailureKind::UnknownConnection, why);
            return Ok(vec![Section::new("connections", vec![check])]);
        }
    };
    let labels: Vec<&String> =
        files.iter().filter_map(|(_, read)| read.as_ref().ok()).map(|file| &file.label).collect();
    let mut sections = vec![Section::new("connections", vec![default(home, &labels)])];
    for (path, read) in &files {
        let path = path.display();
        let (label, mut checks) = match read {
            Ok(file) => {
                let diagnosis = commands::wait(runner.diagnose(&file.label, &examination))?;
                (file.label.as_str(), diagnosis.checks)
            }
            Err(mistakes) => {
                let check = Check::failed("file", FailureKind::UnknownConnection, mistakes.to_string());
                ("", vec![check.with_hint(format!("sortie actions check {path}"))])
            }
        };
        if !online {
            checks.retain(|check| ["file", "secrets"].contains(&check.name));
        }
        let title = if label.is_empty() { path.to_string() } else { format!("connection {label} ({path})") };
        sections.push(Section::new(title, checks));
    }
    Ok(sections)
}

/// What `run` takes where no connection is named.
fn default(home: &Home, labels: &[&String]) -> Check {
    let variable = env::var("SORTIE_CONNECTION").ok().filter(|label| !label.is_empty());
    let config = || settings(home).ok()?.connection;
    let chosen =
        variable.map(|label| (label, "SORTIE_CONNECTION")).or_else(|| Some((config()?, "config.yaml")));
    match chosen {
        None => Check::skipped("default", "none; `run` needs -c LABEL"),
        Some((label, whence)) if labels.contains(&&label) => {
            Check::ok("default", format!("{label}, from {whence}"))
        }
        Some((label, whence)) => {
            let detail = format!("{label}, from {whence}, which no file can be read for");
            Check::failed("default", FailureKind::UnknownConnection, detail)
                .with_hint("sortie connections list")
        }
    }
}
