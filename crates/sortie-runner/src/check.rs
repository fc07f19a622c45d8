use std::fs;
use std::path::{Path, PathBuf};

use sortie_core::{
    Action, ConfigFile, ConnectionFile, Diagnostic, Embedded, Failure, FailureKind, Integration, Mistakes,
};

use crate::catalogue::whole_file;
use crate::collisions::collisions;
use crate::folder::{connection_files, folders, yaml_files};
use crate::text_file::text_of;
use crate::{Catalogue, Connections, Home, reason};

/// What a check of files found.
#[derive(Debug, Default)]
pub struct CheckReport {
    /// How many files were checked.
    pub files: usize,
    /// The mistakes of each file that has some.
    pub mistakes: Vec<Mistakes>,
}

/// Checks the files at `paths`, folders with everything in them; without any, all files of `home` and the
/// built-in catalogue.
///
/// A file's kind is told by its place: the home's `config.yaml` is its configuration, `connections/*.yaml` are connections, `integration.yaml` are
/// integrations, all others actions of the integration that their folder is named after.
///
/// # Errors
/// A path that does not exist or cannot be read.
pub fn check(home: &Home, paths: &[PathBuf]) -> Result<CheckReport, Failure> {
    let mut report = CheckReport::default();
    let catalogue = Catalogue::new(home);
    let mut files = Vec::new();
    for path in paths {
        collect(path, &mut files)?;
    }
    if paths.is_empty() {
        check_embedded(&mut report);
        for folder in [home.connections(), home.actions()].iter().filter(|folder| folder.exists()) {
            collect(folder, &mut files)?;
        }
        files.extend(Some(home.config()).filter(|path| path.exists()));
    }
    for file in &files {
        let mistakes = check_file(home, &catalogue, file)?;
        report.add(mistakes);
    }
    let checked: Vec<_> = files.iter().filter_map(|file| file.canonicalize().ok()).collect();
    for (path, mistakes) in collisions(&catalogue)? {
        if Path::new(&path).canonicalize().is_ok_and(|path| checked.contains(&path)) {
            report.mistakes.push(mistakes);
        }
    }
    if paths.is_empty() {
        report.mistakes.extend(Connections::new(home).twins());
    }
    Ok(report)
}

impl CheckReport {
    fn add(&mut self, mistakes: Option<Mistakes>) {
        self.files += 1;
        self.mistakes.extend(mistakes);
    }
}

fn check_embedded(report: &mut CheckReport) {
    for file in Embedded::integrations() {
        match Integration::read(file.integration, file.path, file.text) {
            Err(mistakes) => report.add(Some(mistakes)),
            Ok(integration) => {
                report.add(None);
                let own = Embedded::actions().iter().filter(|action| action.integration == file.integration);
                for action in own {
                    report.add(Action::read(&action.name(), action.path, action.text, &integration).err());
                }
            }
        }
    }
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    if path.is_dir() {
        let fail = |error: &std::io::Error| unreadable(path, error);
        let connections = path.file_name().is_some_and(|name| name == "connections");
        let own = if connections { connection_files(path) } else { yaml_files(path) };
        files.extend(own.map_err(|error| fail(&error))?);
        for folder in folders(path).map_err(|error| fail(&error))? {
            collect(&folder, files)?;
        }
        return Ok(());
    }
    files.push(path.to_owned());
    Ok(())
}

fn check_file(home: &Home, catalogue: &Catalogue, path: &Path) -> Result<Option<Mistakes>, Failure> {
    let shown = path.display().to_string();
    fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    let text = match text_of(path) {
        Ok(text) => text,
        Err(mistakes) => return Ok(Some(mistakes)),
    };
    let real = path.canonicalize().unwrap_or_default();
    let above = |levels| real.ancestors().nth(levels).and_then(Path::file_name).unwrap_or_default();
    let folder = above(1).to_string_lossy().into_owned();
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    if folder == "actions" && stem != "integration" {
        let help = format!("it belongs into actions/INTEGRATION/, for example actions/jumpcloud/{stem}.yaml");
        let message = "a file here is no action".to_owned();
        return Ok(Some(Mistakes::new(vec![Diagnostic::new(&shown, &text, 0..0, message, Some(help))])));
    }
    if home.config().canonicalize().is_ok_and(|config| config == real) {
        return Ok(ConfigFile::read_beside(&shown, &text, &labels(home)).err());
    }
    if folder == "connections" {
        let find = |name: &str| catalogue.integration(name).ok();
        return Ok(ConnectionFile::read_beside(&shown, &text, find).err());
    }
    if stem == "integration" {
        return Ok(Integration::read(&folder, &shown, &text).err());
    }
    let integration = match catalogue.integration(&folder) {
        Err(failure) if above(2) == "actions" => return Ok(Some(whole_file(&shown, &failure))),
        integration => integration.or_else(only_one)?,
    };
    let name = format!("{}.{stem}", integration.name);
    Ok(Action::read(&name, &shown, &text, &integration).err())
}

/// The labels of the connections of `home` that can be read.
fn labels(home: &Home) -> Vec<String> {
    let files = Connections::new(home).all().unwrap_or_default();
    files.into_iter().filter_map(|(_, read)| Some(read.ok()?.label)).collect()
}

/// A file outside of any integration's folder belongs to the one integration there is.
fn only_one(failure: Failure) -> Result<Integration, Failure> {
    match Embedded::integrations() {
        [only] if failure.kind() == FailureKind::UnknownAction => {
            Integration::read(only.integration, only.path, only.text).map_err(|_| failure)
        }
        _ => Err(failure),
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    let message = format!("{} cannot be read: {}", path.display(), reason(error));
    Failure::new(FailureKind::InvalidInput, message)
}
