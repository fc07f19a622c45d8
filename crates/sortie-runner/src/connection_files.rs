//! Connection files as they come and go.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sortie_core::{ConnectionFile, Failure, FailureKind};

use crate::connections::BUILT_IN;
use crate::{Connections, reason, whole_file};

/// A file's name is no longer than this, in bytes; most systems take 255.
const LONGEST: usize = 120;

impl Connections {
    /// The file in which the connection `label` stands, and what it says; none where there is no such
    /// connection, or where it is built in.
    ///
    /// # Errors
    /// It stands in several files, or one that may be it has mistakes.
    pub fn find(&self, label: &str) -> Result<Option<(PathBuf, ConnectionFile)>, Failure> {
        let fail = |why: String| Failure::new(FailureKind::UnknownConnection, why);
        let all = self
            .all()
            .map_err(|error| fail(format!("{} cannot be read: {}", self.folder.display(), reason(&error))))?;
        let own_name = file_name(label);
        let mut own = Vec::new();
        for (path, read) in all.into_iter().map(|(path, read)| (PathBuf::from(path), read)) {
            match read {
                Ok(file) if file.label == label && path != Path::new(BUILT_IN) => own.push((path, file)),
                Err(mistakes) if path.file_stem().is_some_and(|stem| stem == own_name.as_str()) => {
                    let failure = fail(format!("the connection `{label}` has mistakes: {mistakes}"));
                    return Err(failure.with_hint(format!("sortie actions check {}", path.display())));
                }
                _ => (),
            }
        }
        if own.len() > 1 {
            let paths: Vec<String> = own.iter().map(|(path, _)| path.display().to_string()).collect();
            return Err(fail(format!(
                "the connection `{label}` is in several files: {}",
                paths.join(" and ")
            )));
        }
        Ok(own.pop())
    }

    /// Writes a new connection file of `text` for `label`, and gives its path. Folders that are missing are made.
    ///
    /// # Errors
    /// The system refuses; then there is no such file.
    pub fn create(&self, label: &str, text: &str) -> Result<PathBuf, Failure> {
        let name = file_name(label);
        let mut path = self.folder.join(format!("{name}.yaml"));
        for number in 2.. {
            match whole_file::create(&path, text.as_bytes()) {
                // Another connection's: labels may differ where names do not.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.exists() => {
                    path = self.folder.join(format!("{name}-{number}.yaml"));
                }
                written => return written.map_err(|error| unwritable(&path, &error)).map(|()| path),
            }
        }
        Ok(path)
    }

    /// Writes `text` to the connection file at `path`, in the place of what it holds.
    ///
    /// # Errors
    /// The system refuses; then the file holds what it held.
    pub fn replace(&self, path: &Path, text: &str) -> Result<(), Failure> {
        whole_file::replace(path, text.as_bytes())
            .map_err(|error| unwritable(path, &error).with_hint("the file is as it was"))
    }

    /// Removes the connection file at `path`.
    ///
    /// # Errors
    /// The system refuses.
    pub fn remove(&self, path: &Path) -> Result<(), Failure> {
        fs::remove_file(path)
            .map_err(|error| failure(format!("{} cannot be removed: {}", path.display(), reason(&error))))
    }
}

/// The name of the file for the connection `label`, without its ending: the label where that is a file's name
/// everywhere, else the nearest to it.
fn file_name(label: &str) -> String {
    let safe = |it: char| if it.is_alphanumeric() || "-_.".contains(it) { it } else { '-' };
    let name: String = label.chars().map(safe).collect();
    let name = name.trim_start_matches(['-', '.']);
    let end = (0..=name.len().min(LONGEST)).rev().find(|at| name.is_char_boundary(*at)).unwrap_or(0);
    match &name[..end] {
        "" => "connection".to_owned(),
        name => name.to_owned(),
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    failure(format!("{} cannot be written: {}", path.display(), reason(error)))
}

fn failure(message: String) -> Failure {
    Failure::new(FailureKind::Connection, message)
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_label_becomes_a_files_name_that_leads_nowhere_else() {
        let named = |label: &str| file_name(label);
        assert_eq!(named("acme-production"), "acme-production");
        assert_eq!(named("../../etc/passwd"), "etc-passwd");
        assert_eq!(named("a/b\\c d:e\0f\ng"), "a-b-c-d-e-f-g");
        assert_eq!(named(".hidden"), "hidden");
        assert_eq!(named("..."), "connection");
        assert_eq!(named("Größe 日本"), "Größe-日本");
        assert_eq!(named(&"é".repeat(300)).len(), 120);
    }
}
