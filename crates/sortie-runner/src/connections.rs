use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use sortie_core::{
    Connection, ConnectionFile, Failure, FailureKind, Integration, Mistakes, ReferenceReads, Secret,
    SecretSource, suggest,
};

use crate::deadline::Deadline;
use crate::folder::{OF_CONNECTIONS, connection_files};
use crate::other_thread::on_another_thread;
use crate::text_file::text_of;
use crate::{Home, Sealed, reason, secrets};

/// The connection that needs no file: the emulator in this process.
const DEMO: &str = include_str!("../../../connections/demo.yaml");

/// What stands for the path of a connection that has no file.
pub(crate) const BUILT_IN: &str = "built in";

/// The connections of a home, one file each, and the built-in `demo`.
#[derive(Debug, Clone)]
pub struct Connections {
    pub(crate) home: PathBuf,
    pub(crate) folder: PathBuf,
    /// One that stands in no file yet.
    tried: Option<ConnectionFile>,
    /// A secret of it that is not encrypted to anybody yet.
    sealed: Option<Sealed>,
}

impl Connections {
    /// The connections of `home`.
    #[must_use]
    pub fn new(home: &Home) -> Self {
        Self { home: home.path.clone(), folder: home.connections(), tried: None, sealed: None }
    }

    /// These connections with `file` among them, in the place of any other of its label; it may keep `sealed`.
    #[must_use]
    pub fn trying(self, file: ConnectionFile, sealed: Option<Sealed>) -> Self {
        Self { tried: Some(file), sealed, ..self }
    }

    /// The file of the connection called `label`. Only that file is parsed where its name is the label.
    ///
    /// # Errors
    /// There is no such connection, or its file cannot be read or has mistakes.
    pub fn file(&self, label: &str) -> Result<ConnectionFile, Failure> {
        if let Some(file) = self.tried.as_ref().filter(|file| file.label == label) {
            return Ok(file.clone());
        }
        let mut own = self.by_file_name(label)?;
        if own.is_empty() {
            own = self.by_label(label).map_err(|error| unreadable(&self.folder, &error))?;
        }
        let own = only_one(label, own)?;
        own.map(|(_, file)| file).ok_or_else(|| self.unknown(label))
    }

    /// Every connection file with its path, read or with its mistakes, by path; the built-in one last.
    ///
    /// # Errors
    /// The folder cannot be read; one that does not exist is empty.
    pub fn all(&self) -> io::Result<Vec<(PathBuf, Result<ConnectionFile, Mistakes>)>> {
        let mut files = Vec::new();
        for path in connection_files(&self.folder)? {
            let shown = path.display().to_string();
            let read = text_of(&path).and_then(|text| ConnectionFile::read(&shown, &text));
            files.push((path, read));
        }
        let demo = |(_, read): &(PathBuf, Result<ConnectionFile, Mistakes>)| {
            read.as_ref().is_ok_and(|file| file.label == "demo")
        };
        if !files.iter().any(demo) {
            files.push((BUILT_IN.into(), ConnectionFile::read("connections/demo.yaml", DEMO)));
        }
        Ok(files)
    }

    /// The connection of `file`: of its reference values, those that the run `reads` are fetched from where
    /// they are kept, once each, and its templates are filled.
    ///
    /// # Errors
    /// A value that is not where the file says, or an address that is none.
    pub fn open(
        &self,
        file: &ConnectionFile,
        integration: &Integration,
        reads: &ReferenceReads,
    ) -> Result<Connection, Failure> {
        self.open_until(None, file, integration, reads)
    }

    /// The same, for a run that has to have ended then.
    pub(crate) fn open_until(
        &self,
        until: Option<Deadline>,
        file: &ConnectionFile,
        integration: &Integration,
        reads: &ReferenceReads,
    ) -> Result<Connection, Failure> {
        let mut fetched = BTreeMap::new();
        for (name, value) in file.reference_values.iter().filter(|(name, _)| reads.has(name)) {
            if let Some(source) = &value.source {
                let what = format!("reference value `{name}` of the connection `{}`", file.label);
                fetched.insert(name.clone(), self.secret(&what, source, until)?);
            }
        }
        Connection::new(file, integration, &fetched)
    }

    /// The API key of `connection`; none for one that needs none.
    ///
    /// # Errors
    /// The key is not where the connection says.
    pub(crate) fn api_key(
        &self,
        connection: &Connection,
        until: Option<Deadline>,
    ) -> Result<Option<Secret>, Failure> {
        let what = format!("api_key of the connection `{}`", connection.label);
        connection.api_key.as_ref().map(|source| self.secret(&what, source, until)).transpose()
    }

    /// Fetches the secret at `source`, which messages call `what`, for a run that has to have ended then. To fetch one
    /// may run a command or ask the user, so do it when it is needed, and once.
    ///
    /// It blocks its thread meanwhile, although runs wait without one: before its first request a run can do nothing
    /// without its secret. Whoever runs several at once gives them threads.
    ///
    /// # Errors
    /// It is not there, its place cannot be trusted, or the run's time is up before a command ends.
    pub(crate) fn secret(
        &self,
        what: &str,
        source: &SecretSource,
        until: Option<Deadline>,
    ) -> Result<Secret, Failure> {
        match self.sealed.as_ref().and_then(|sealed| sealed.at(source)) {
            Some(secret) => Ok(secret),
            None => secrets::read(what, source, &self.home, until),
        }
    }

    /// The same while requests are under way, which go on: what may take long takes another thread. A command is
    /// stopped when the run's time is up; a keyring that does not answer in time is left to itself.
    pub(crate) async fn secret_meanwhile(
        &self,
        what: &str,
        source: &SecretSource,
        until: Option<Deadline>,
    ) -> Result<Secret, Failure> {
        let (connections, name, kept) = (self.clone(), what.to_owned(), source.clone());
        let fetch = move || connections.secret(&name, &kept, until);
        match source {
            SecretSource::Command(_) => on_another_thread(what, None, fetch).await,
            SecretSource::Keyring(_) => on_another_thread(what, until, fetch).await,
            SecretSource::Env(_) | SecretSource::File(_) | SecretSource::Age(_) => fetch(),
        }
    }

    /// The connections in the files named after `label` that say so themselves.
    fn by_file_name(&self, label: &str) -> Result<Vec<(PathBuf, ConnectionFile)>, Failure> {
        if label.contains(['/', '\\']) || label.starts_with('.') {
            return Ok(Vec::new());
        }
        let mut own = Vec::new();
        for path in OF_CONNECTIONS.map(|ending| self.folder.join(format!("{label}.{ending}"))) {
            let text = match fs::metadata(&path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                _ => text_of(&path),
            };
            let read = text.and_then(|text| ConnectionFile::read(&path.display().to_string(), &text));
            let file = read.map_err(|mistakes| faulty(label, &path, mistakes))?;
            own.extend(Some((path, file)).filter(|(_, file)| file.label == label));
        }
        Ok(own)
    }

    /// The connections in files of other names that are labelled `label`. All files are read, but only
    /// those are parsed that may be it.
    fn by_label(&self, label: &str) -> io::Result<Vec<(PathBuf, ConnectionFile)>> {
        let mut own = Vec::new();
        for path in connection_files(&self.folder)? {
            // Somebody else's mistake: a file that cannot be read may still be the one, but it does not say so.
            let Ok(text) = text_of(&path) else { continue };
            let shown = || path.display().to_string();
            let read = may_be_labelled(&text, label).then(|| ConnectionFile::read(&shown(), &text));
            own.extend(read.and_then(Result::ok).filter(|file| file.label == label).map(|file| (path, file)));
        }
        if own.is_empty() && label == "demo" {
            let built_in = ConnectionFile::read("connections/demo.yaml", DEMO);
            own.extend(built_in.ok().map(|file| (BUILT_IN.into(), file)));
        }
        Ok(own)
    }

    fn unknown(&self, label: &str) -> Failure {
        let files = self.all().unwrap_or_default();
        let labels: Vec<String> = files.into_iter().filter_map(|(_, read)| Some(read.ok()?.label)).collect();
        let near = suggest(label, labels.iter().map(String::as_str));
        let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        let known = labels.iter().map(|label| format!("`{label}`")).collect::<Vec<_>>().join(", ");
        Failure::new(FailureKind::UnknownConnection, format!("there is no connection `{label}`{near}"))
            .with_hint(format!("known in {}, and built in: {known}", self.folder.display()))
    }
}

/// Whether the file of `text` is worth parsing for `label`: its words stand there, or YAML's escapes may
/// spell them.
fn may_be_labelled(text: &str, label: &str) -> bool {
    let mut words = label.split(|it: char| !it.is_alphanumeric());
    text.contains('\\') || words.all(|word| text.contains(word))
}

/// The one of the files `own`, all of which say that they are the connection `label`.
pub(crate) fn only_one(
    label: &str,
    mut own: Vec<(PathBuf, ConnectionFile)>,
) -> Result<Option<(PathBuf, ConnectionFile)>, Failure> {
    if own.len() > 1 {
        let paths = own.iter().map(|(path, _)| path.display().to_string()).collect::<Vec<_>>().join(" and ");
        let message = format!("the connection `{label}` is in several files: {paths}");
        return Err(Failure::new(FailureKind::UnknownConnection, message));
    }
    Ok(own.pop())
}

/// The failure of the connection `label` in the file at `path`, which has `mistakes`.
pub(crate) fn faulty(label: &str, path: &Path, mistakes: Mistakes) -> Failure {
    let message = format!("the connection `{label}` has mistakes: {mistakes}");
    Failure::new(FailureKind::UnknownConnection, message)
        .with_hint(format!("sortie actions check {}", path.display()))
        .with_source(mistakes)
}

pub(crate) fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let message = format!("{} cannot be read: {}", path.display(), reason(error));
    Failure::new(FailureKind::UnknownConnection, message)
}

#[cfg(test)]
mod tests {
    use std::fs::OpenOptions;
    use std::io::Write as _;
    use std::process::Command;

    use futures_util::future::join;
    use tokio::runtime::Builder;

    use super::*;
    use crate::HomeReason;

    /// The command ends when the pipe has been written to, by the one thread that waits for it.
    #[test]
    fn whoever_waits_for_a_command_can_do_something_else_meanwhile() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let pipe = folder.path().join("pipe");
        let made = Command::new("mkfifo").arg(&pipe).status().expect("every Unix has mkfifo");
        assert!(made.success());
        // Whoever may read as well waits for nobody who reads, and what is written stays until somebody does.
        let mut pipe = OpenOptions::new().read(true).write(true).open(pipe).expect("it has just been made");
        let connections = Connections::new(&Home::named(folder.path(), HomeReason::Flag));
        let text = "label: a\nintegration: jumpcloud\nregion: us\n\
            api_key: {command: [head, -c, '6', pipe], timeout_seconds: 60}\n";
        let file = ConnectionFile::read("a.yaml", text).expect("it is a connection");
        let source = file.api_key.expect("it has a key");
        let told = async {
            let writing = async { pipe.write_all(b"s3cret").expect("a pipe holds that much") };
            join(connections.secret_meanwhile("the key", &source, None), writing).await.0
        };
        let runtime = Builder::new_current_thread().build().expect("the system gives an event loop");
        assert_eq!(runtime.block_on(told).expect("it is printed").expose(), "s3cret");
    }
}
