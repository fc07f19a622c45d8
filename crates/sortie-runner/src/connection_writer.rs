use std::io;
use std::path::{Path, PathBuf};

use sortie_core::{Failure, FailureKind};

use crate::folder_lock::FolderLock;
use crate::secrets::{has_identity, identity_path, make_identity, recipient};
use crate::{Connections, Sealed, reason, whole_file};

/// A file's name is no longer than this, in bytes; most systems take 255.
const LONGEST: usize = 120;

/// Changes the files of connections. Until it is dropped no other one does, in this process or another.
///
/// What has been read before may have changed since: read it again. Nobody should be asked anything meanwhile.
#[derive(Debug)]
pub struct ConnectionWriter<'a> {
    connections: &'a Connections,
    /// The identity that was made, until something is saved that needs it.
    made: Option<PathBuf>,
    _lock: FolderLock,
}

impl Connections {
    /// Waits until nobody else changes these connections. Their folder is made where it is missing.
    ///
    /// # Errors
    /// The system refuses; then nothing is changed.
    pub fn writer(&self) -> Result<ConnectionWriter<'_>, Failure> {
        let lock = FolderLock::wait(&self.folder).map_err(|error| {
            let message = format!("nothing can be changed in {}: {}", self.folder.display(), reason(&error));
            failure(message).with_hint("everything is as it was")
        })?;
        Ok(ConnectionWriter { connections: self, made: None, _lock: lock })
    }
}

impl ConnectionWriter<'_> {
    /// `sealed` as armored text that runs in this home can decrypt. Where this machine has no identity yet, one is made;
    /// it goes again unless a file is saved.
    ///
    /// # Errors
    /// There is an identity that cannot be read, or none can be made.
    pub fn encrypted(&mut self, sealed: &Sealed) -> Result<String, Failure> {
        let home = &self.connections.home;
        if !has_identity(home) {
            match make_identity(home) {
                Ok(recipient) => {
                    self.made = Some(identity_path(home));
                    return sealed.encrypted(&recipient);
                }
                // Another tool has made one meanwhile.
                Err(_) if has_identity(home) => (),
                Err(failure) => return Err(failure),
            }
        }
        sealed.encrypted(&recipient(home)?)
    }

    /// Writes a new connection file of `text` for `label`, and gives its path.
    ///
    /// # Errors
    /// The system refuses; then there is no such file.
    pub fn create(mut self, label: &str, text: &str) -> Result<PathBuf, Failure> {
        let folder = &self.connections.folder;
        let name = file_name(label);
        let mut path = folder.join(format!("{name}.yaml"));
        for number in 2.. {
            match whole_file::create(&path, text.as_bytes()) {
                // Another connection's: labels may differ where names do not.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    path = folder.join(format!("{name}-{number}.yaml"));
                }
                written => {
                    written.map_err(|error| refused(&path, "written", &error))?;
                    break;
                }
            }
        }
        self.made = None;
        Ok(path)
    }

    /// Writes `text` to the connection file at `path`, in the place of what it holds.
    ///
    /// # Errors
    /// The system refuses; then the file holds what it held.
    pub fn replace(mut self, path: &Path, text: &str) -> Result<(), Failure> {
        whole_file::replace(path, text.as_bytes())
            .map_err(|error| refused(path, "written", &error).with_hint("the file is as it was"))?;
        self.made = None;
        Ok(())
    }

    /// Removes the connection file at `path`.
    ///
    /// # Errors
    /// The system refuses.
    pub fn remove(self, path: &Path) -> Result<(), Failure> {
        whole_file::remove(path).map_err(|error| refused(path, "removed", &error))
    }
}

impl Drop for ConnectionWriter<'_> {
    fn drop(&mut self) {
        if let Some(identity) = &self.made {
            // Nobody else has used it: who writes a connection waits for this writer. One that stays is used next time.
            let _ = whole_file::remove(identity);
        }
    }
}

/// The name of the file for the connection `label`, without its ending: the label where that is a file's name
/// everywhere, else the nearest to it.
pub(crate) fn file_name(label: &str) -> String {
    let safe = |it: char| if it.is_alphanumeric() || "-_.".contains(it) { it } else { '-' };
    let name: String = label.chars().map(safe).collect();
    let name = name.trim_start_matches(['-', '.']);
    let end = (0..=name.len().min(LONGEST)).rev().find(|at| name.is_char_boundary(*at)).unwrap_or(0);
    match &name[..end] {
        "" => "connection".to_owned(),
        name => name.to_owned(),
    }
}

fn refused(path: &Path, done: &str, error: &io::Error) -> Failure {
    failure(format!("{} cannot be {done}: {}", path.display(), reason(error)))
}

fn failure(message: String) -> Failure {
    Failure::new(FailureKind::Connection, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Home, HomeReason};

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

    #[test]
    fn an_identity_is_made_for_what_is_saved_and_for_nothing_else() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let home = Home::named(folder.path(), HomeReason::Flag);
        let connections = Connections::new(&home);
        let sealed = Sealed::new(&home, sortie_core::Secret::new("s3cret".to_owned())).expect("it is short");
        let identity = identity_path(&home.path);
        assert!(!identity.exists(), "nothing is made before something is saved");

        let mut writer = connections.writer().expect("the home is writable");
        writer.encrypted(&sealed).expect("the home is writable");
        assert!(identity.exists(), "it is there as soon as something is encrypted to it");
        writer.replace(Path::new("/nowhere"), "").expect_err("there is no such file");
        assert!(!identity.exists(), "what could not be saved leaves none");

        let mut writer = connections.writer().expect("the home is writable");
        let first = writer.encrypted(&sealed).expect("the home is writable");
        writer.create("a", "x").expect("the home is writable");
        let mut writer = connections.writer().expect("the home is writable");
        writer.encrypted(&sealed).expect("there is an identity");
        writer.replace(Path::new("/nowhere"), "").expect_err("there is no such file");
        let source = sortie_core::SecretSource::Age(first);
        let read = connections.secret("the key", &source, None).expect("the first's identity is still there");
        assert_eq!(read.expose(), "s3cret");
    }
}
