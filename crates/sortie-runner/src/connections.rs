use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use sortie_core::{
    Connection, ConnectionFile, Failure, FailureKind, Integration, Mistakes, ReferenceReads, Secret,
    SecretSource, suggest,
};

use crate::folder::yaml_files;
use crate::text_file::text_of;
use crate::{Home, reason, secrets};

/// The connection that needs no file: the emulator in this process.
const DEMO: &str = include_str!("../../../connections/demo.yaml");

/// What stands for the path of a connection that has no file.
pub(crate) const BUILT_IN: &str = "built in";

/// The connections of a home, one file each, and the built-in `demo`.
#[derive(Debug, Clone)]
pub struct Connections {
    home: PathBuf,
    pub(crate) folder: PathBuf,
    /// One that stands in no file yet.
    tried: Option<ConnectionFile>,
}

impl Connections {
    /// The connections of `home`.
    #[must_use]
    pub fn new(home: &Home) -> Self {
        Self { home: home.path.clone(), folder: home.connections(), tried: None }
    }

    /// These connections with `file` among them, in the place of any other of its label.
    #[must_use]
    pub fn trying(self, file: ConnectionFile) -> Self {
        Self { tried: Some(file), ..self }
    }

    /// The file of the connection called `label`. Only that file is read where its name is the label.
    ///
    /// # Errors
    /// There is no such connection, or its file cannot be read or has mistakes.
    pub fn file(&self, label: &str) -> Result<ConnectionFile, Failure> {
        if let Some(file) = self.tried.as_ref().filter(|file| file.label == label) {
            return Ok(file.clone());
        }
        if let Some(file) = self.by_file_name(label)? {
            return Ok(file);
        }
        let files = self.all().map_err(|error| unreadable(&self.folder, &error))?;
        // Somebody else's mistake: a file that cannot be read may still be the one, but it does not say so.
        let readable = files.into_iter().filter_map(|(path, read)| Some((path, read.ok()?)));
        let (mut own, others): (Vec<_>, Vec<_>) = readable.partition(|(_, file)| file.label == label);
        if own.len() > 1 {
            let paths = own.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>().join(" and ");
            let message = format!("the connection `{label}` is in several files: {paths}");
            return Err(Failure::new(FailureKind::UnknownConnection, message));
        }
        if let Some((_, file)) = own.pop() {
            return Ok(file);
        }
        let labels: Vec<String> = others.into_iter().map(|(_, file)| file.label).collect();
        let near = suggest(label, labels.iter().map(String::as_str));
        let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        let known = labels.iter().map(|label| format!("`{label}`")).collect::<Vec<_>>().join(", ");
        Err(Failure::new(FailureKind::UnknownConnection, format!("there is no connection `{label}`{near}"))
            .with_hint(format!("known in {}, and built in: {known}", self.folder.display())))
    }

    /// Every connection file with its path, read or with its mistakes, by path; the built-in one last.
    ///
    /// # Errors
    /// The folder cannot be read; one that does not exist is empty.
    pub fn all(&self) -> io::Result<Vec<(String, Result<ConnectionFile, Mistakes>)>> {
        let mut files = Vec::new();
        for path in yaml_files(&self.folder)? {
            let shown = path.display().to_string();
            let read = text_of(&path).and_then(|text| ConnectionFile::read(&shown, &text));
            files.push((shown, read));
        }
        let demo = |(_, read): &(String, Result<ConnectionFile, Mistakes>)| {
            read.as_ref().is_ok_and(|file| file.label == "demo")
        };
        if !files.iter().any(demo) {
            files.push((BUILT_IN.to_owned(), ConnectionFile::read("connections/demo.yaml", DEMO)));
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
        let mut fetched = BTreeMap::new();
        for (name, value) in file.reference_values.iter().filter(|(name, _)| reads.has(name)) {
            if let Some(source) = &value.source {
                let what = format!("reference value `{name}` of the connection `{}`", file.label);
                fetched.insert(name.clone(), self.secret(&what, source)?);
            }
        }
        Connection::new(file, integration, &fetched)
    }

    /// The API key of `connection`; none for one that needs none.
    ///
    /// # Errors
    /// The key is not where the connection says.
    pub fn api_key(&self, connection: &Connection) -> Result<Option<Secret>, Failure> {
        let what = format!("api_key of the connection `{}`", connection.label);
        connection.api_key.as_ref().map(|source| self.secret(&what, source)).transpose()
    }

    /// Fetches the secret at `source`, which messages call `what`. To fetch one may run a command or ask the
    /// user, so do it when it is needed, and once.
    ///
    /// # Errors
    /// It is not there, or its place cannot be trusted.
    pub fn secret(&self, what: &str, source: &SecretSource) -> Result<Secret, Failure> {
        secrets::read(what, source, &self.home)
    }

    /// The connection in the file named after `label`, where there is one and it says so itself.
    fn by_file_name(&self, label: &str) -> Result<Option<ConnectionFile>, Failure> {
        if label.contains(['/', '\\']) || label.starts_with('.') {
            return Ok(None);
        }
        let path = self.folder.join(format!("{label}.yaml"));
        let text = match fs::metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            _ => text_of(&path),
        };
        let read = text.and_then(|text| ConnectionFile::read(&path.display().to_string(), &text));
        let file = read.map_err(|mistakes| {
            Failure::new(
                FailureKind::UnknownConnection,
                format!("the connection `{label}` has mistakes: {mistakes}"),
            )
            .with_hint(format!("sortie actions check {}", path.display()))
            .with_source(mistakes)
        })?;
        Ok(Some(file).filter(|file| file.label == label))
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let message = format!("{} cannot be read: {}", path.display(), reason(error));
    Failure::new(FailureKind::UnknownConnection, message)
}
