use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use sortie_core::{
    Connection, ConnectionFile, Failure, FailureKind, Integration, Mistakes, Proxy, ReferenceReads, Secret,
    SecretSource, suggest,
};

use crate::environment_proxy::EnvironmentProxy;
use crate::folder::{OF_CONNECTIONS, connection_files};
use crate::text_file::text_of;
use crate::trust::{authorities, identity};
use crate::{Home, NetworkMaterial, Sealed, reason, secrets};

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

    /// What the network fields of `connection` name. `hide` is told each secret before anything can be said of it, and
    /// the logins of proxies that the environment names.
    ///
    /// # Errors
    /// A file or secret that is not where the connection says, or is not what it should be.
    pub fn network(
        &self,
        connection: &Connection,
        mut hide: impl FnMut(&str),
    ) -> Result<NetworkMaterial, Failure> {
        let (label, network) = (&connection.label, &connection.network);
        let mut material = NetworkMaterial::default();
        if matches!(network.proxy, Proxy::OfEnvironment) {
            // A variable that cannot be read ends the run where something would go by it.
            let proxies = connection.hosts().filter_map(|(_, url)| EnvironmentProxy::to(url).ok().flatten());
            proxies.for_each(|proxy| proxy.hide_login(&mut hide));
        }
        if let Some(path) = &network.ca_bundle {
            let what = format!("ca_bundle of the connection `{label}`");
            material.authorities = authorities(&what, &self.home.join(path))?;
        }
        if let Some(own) = &network.client_certificate {
            let key =
                self.secret(&format!("client_certificate.key of the connection `{label}`"), &own.key)?;
            hide(key.expose());
            material.identity = Some(identity(label, own, &self.home.join(&own.certificate), &key)?);
        }
        if let Some(auth) = &network.proxy_auth {
            let what = format!("proxy_auth.password of the connection `{label}`");
            let password = self.secret(&what, &auth.password)?;
            hide(password.expose());
            hide(&format!("{}:{}", auth.username, password.expose()));
            material.proxy_auth = Some((auth.username.clone(), password));
        }
        Ok(material)
    }

    /// Fetches the secret at `source`, which messages call `what`. To fetch one may run a command or ask the
    /// user, so do it when it is needed, and once.
    ///
    /// It blocks its thread meanwhile, although runs wait without one: a process of the command line has one run,
    /// which can do nothing before it has its secret. Whoever runs several at once gives them threads.
    ///
    /// # Errors
    /// It is not there, or its place cannot be trusted.
    pub fn secret(&self, what: &str, source: &SecretSource) -> Result<Secret, Failure> {
        match self.sealed.as_ref().and_then(|sealed| sealed.at(source)) {
            Some(secret) => Ok(secret),
            None => secrets::read(what, source, &self.home),
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
