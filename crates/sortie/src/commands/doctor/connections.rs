use std::env;
use std::path::{Path, PathBuf};

use sortie_core::{ConnectionFile, Failure, FailureKind, Mistakes};
use sortie_runner::{Check, Connections, Examination, Home, reason};

use super::Section;
use crate::commands;
use crate::settings::settings;

/// A connection file, or what is wrong with it.
type Read = Result<ConnectionFile, Mistakes>;

/// The connection that is used unless another is named, and each of them.
pub(super) fn found(home: &Home, online: bool) -> Result<Vec<Section>, Failure> {
    let examination = if online { Examination::USUAL } else { Examination::OFFLINE };
    let files = match Connections::new(home).all() {
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
        let twins = twins(path, read, &files);
        let path = path.display();
        let (label, mut checks) = match read {
            Ok(file) => {
                // By its label alone it might be another file that is examined.
                let runner = commands::runner_of(home, Connections::new(home).trying(file.clone(), None));
                let mut checks = commands::wait(runner.diagnose(&file.label, &examination))?.checks;
                checks.splice(0..0, twins);
                (file.label.as_str(), checks)
            }
            Err(mistakes) => {
                let check = Check::failed("file", FailureKind::UnknownConnection, mistakes.to_string());
                ("", vec![check.with_hint(format!("sortie actions check {path}"))])
            }
        };
        if !online {
            checks.retain(|check| ["label", "file", "secrets"].contains(&check.name));
        }
        let title = if label.is_empty() { path.to_string() } else { format!("connection {label} ({path})") };
        sections.push(Section::new(title, checks));
    }
    Ok(sections)
}

/// The other files of which each says that it is the same connection as the one at `path`.
fn twins(path: &Path, read: &Read, files: &[(PathBuf, Read)]) -> Option<Check> {
    let label = &read.as_ref().ok()?.label;
    let alike = |(other, read): &&(PathBuf, Read)| {
        other != path && read.as_ref().is_ok_and(|file| file.label == *label)
    };
    let others: Vec<String> =
        files.iter().filter(alike).map(|(path, _)| path.display().to_string()).collect();
    let check = Check::failed(
        "label",
        FailureKind::UnknownConnection,
        format!("`{label}` is in {}, too", others.join(" and ")),
    );
    (!others.is_empty()).then(|| check.with_hint("choose another label for one of them"))
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
