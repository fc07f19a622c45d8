use std::path::{Path, PathBuf};
use std::{fs, io};

use sortie_core::{Action, Embedded, Failure, FailureKind, Integration, Mistakes, fold, suggest};

use crate::text_file::text_of;
use crate::{Home, reason};

/// All actions: the embedded ones and the files of a home, which win over embedded ones of their name.
///
/// A file is `actions/INTEGRATION/NAME.yaml`. Getting an action reads its file and no other, unless it is
/// asked for by a title that is not like its name.
#[derive(Debug, Clone)]
pub struct Catalogue {
    folder: PathBuf,
}

/// An action with the integration it belongs to.
#[derive(Clone)]
pub struct Found {
    /// The action.
    pub action: Action,
    /// What all actions of its product share.
    pub integration: Integration,
}

/// A file of the catalogue, read or with its mistakes.
pub struct Listed {
    /// The file's path, as messages show it.
    pub path: String,
    /// Whether it is built in.
    pub embedded: bool,
    /// The action, or every mistake in its file.
    pub action: Result<Action, Mistakes>,
}

/// Where an action's text is.
#[derive(Clone)]
enum Place {
    Embedded(&'static Embedded),
    File { integration: String, stem: String, path: PathBuf },
}

impl Catalogue {
    /// The catalogue of `home`.
    #[must_use]
    pub fn new(home: &Home) -> Self {
        Self { folder: home.actions() }
    }

    /// The action that `name` means: its canonical name, with or without the integration, its title, or an
    /// alias; case, spaces and punctuation do not count.
    ///
    /// # Errors
    /// Nothing is called so, several are, or its file has mistakes.
    pub fn get(&self, name: &str) -> Result<Found, Failure> {
        let files = self.files().map_err(|error| unreadable(&self.folder, &error))?;
        let own = named(name, &files);
        let places = if own.is_empty() { self.titled(name, &files) } else { own };
        match places.as_slice() {
            [] => Err(unknown(name, &files)),
            [place] => self.read(place),
            _ => {
                let names = places.iter().map(|place| format!("`{}`", place.name())).collect::<Vec<_>>();
                let message = format!("`{name}` can mean {}", names.join(" or "));
                Err(Failure::new(FailureKind::UnknownAction, message))
            }
        }
    }

    /// The integration called `name`.
    ///
    /// # Errors
    /// There is none, or its file has mistakes.
    pub fn integration(&self, name: &str) -> Result<Integration, Failure> {
        let (path, text) = self.integration_text(name)?;
        Integration::read(name, &path, &text).map_err(|mistakes| mistaken(&path, mistakes))
    }

    /// Every action, by name.
    ///
    /// # Errors
    /// A folder or file cannot be read, or an integration has mistakes.
    pub fn list(&self) -> Result<Vec<Listed>, Failure> {
        let files = self.files().map_err(|error| unreadable(&self.folder, &error))?;
        let overridden = |it: &&Embedded| files.iter().any(|file| file.name() == it.name());
        let embedded = Embedded::actions().iter().filter(|it| !overridden(it)).map(Place::Embedded);
        let mut places: Vec<Place> = files.iter().cloned().chain(embedded).collect();
        places.sort_by_key(Place::name);
        let mut known: Vec<Integration> = Vec::new();
        let mut listed = Vec::new();
        for place in places {
            if !known.iter().any(|it| it.name == place.integration()) {
                known.push(self.integration(place.integration())?);
            }
            let integration = known.iter().find(|it| it.name == place.integration());
            if let Some(integration) = integration {
                let path = place.path();
                let action =
                    place.text().and_then(|text| Action::read(&place.name(), &path, &text, integration));
                listed.push(Listed { path, embedded: matches!(place, Place::Embedded(_)), action });
            }
        }
        Ok(listed)
    }

    /// The files of the home whose title or alias is `name`. Reads them all: the last resort.
    fn titled(&self, name: &str, files: &[Place]) -> Vec<Place> {
        let folded = fold(name);
        let called = |place: &&Place| {
            self.read(place).is_ok_and(|found| {
                let action = found.action;
                [&action.title].into_iter().chain(&action.aliases).any(|title| fold(title) == folded)
            })
        };
        files.iter().filter(called).cloned().collect()
    }

    fn read(&self, place: &Place) -> Result<Found, Failure> {
        let integration = self.integration(place.integration())?;
        let path = place.path();
        let action = place
            .text()
            .and_then(|text| Action::read(&place.name(), &path, &text, &integration))
            .map_err(|mistakes| mistaken(&path, mistakes))?;
        Ok(Found { action, integration })
    }

    fn files(&self) -> io::Result<Vec<Place>> {
        let mut places = Vec::new();
        for folder in folders(&self.folder)? {
            let integration = stem(&folder);
            for path in yaml_files(&folder)? {
                let stem = stem(&path);
                if stem != "integration" {
                    places.push(Place::File { integration: integration.clone(), stem, path });
                }
            }
        }
        Ok(places)
    }

    fn integration_text(&self, name: &str) -> Result<(String, String), Failure> {
        let path = self.folder.join(name).join("integration.yaml");
        match fs::read_to_string(&path) {
            Ok(text) => Ok((path.display().to_string(), text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => match Embedded::integration(name) {
                Some(embedded) => Ok((embedded.path.to_owned(), embedded.text.to_owned())),
                None => {
                    Err(Failure::new(FailureKind::UnknownAction, format!("there is no integration `{name}`"))
                        .with_hint(format!("its file would be {}", path.display())))
                }
            },
            Err(error) => Err(unreadable(&path, &error)),
        }
    }
}

impl Place {
    fn integration(&self) -> &str {
        match self {
            Self::Embedded(embedded) => embedded.integration,
            Self::File { integration, .. } => integration,
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Embedded(embedded) => embedded.name(),
            Self::File { integration, stem, .. } => format!("{integration}.{stem}"),
        }
    }

    fn is_named(&self, name: &str) -> bool {
        match self {
            Self::Embedded(embedded) => embedded.is_called(name),
            Self::File { stem, .. } => fold(stem) == fold(name) || fold(&self.name()) == fold(name),
        }
    }

    /// The path as messages show it.
    fn path(&self) -> String {
        match self {
            Self::Embedded(embedded) => embedded.path.to_owned(),
            Self::File { path, .. } => path.display().to_string(),
        }
    }

    fn text(&self) -> Result<String, Mistakes> {
        match self {
            Self::Embedded(embedded) => Ok(embedded.text.to_owned()),
            Self::File { path, .. } => text_of(path),
        }
    }
}

/// The actions whose file name means `name`: files of the home, else embedded ones.
fn named(name: &str, files: &[Place]) -> Vec<Place> {
    let own: Vec<Place> = files.iter().filter(|file| file.is_named(name)).cloned().collect();
    if !own.is_empty() {
        return own;
    }
    let embedded = Embedded::actions().iter().filter(|it| it.is_called(name));
    // An alias of an embedded action also means the file that took its place.
    let place = |it: &'static Embedded| {
        files.iter().find(|file| file.name() == it.name()).cloned().unwrap_or(Place::Embedded(it))
    };
    embedded.map(place).collect()
}

fn unknown(name: &str, files: &[Place]) -> Failure {
    let mut names: Vec<String> = files.iter().map(Place::name).collect();
    names.extend(Embedded::actions().iter().map(Embedded::name));
    let bare = |name: &str| name.rsplit_once('.').map_or(name, |(_, bare)| bare).to_owned();
    let near =
        suggest(&bare(name), names.iter().map(|it| it.rsplit_once('.').map_or(it.as_str(), |it| it.1)))
            .and_then(|near| names.iter().find(|it| it.ends_with(&format!(".{near}"))));
    let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    Failure::new(FailureKind::UnknownAction, format!("there is no action `{name}`{near}"))
        .with_hint("`sortie actions list` shows them all")
}

/// The `*.yaml` files of `folder`, by name; none where there is no such folder.
pub(crate) fn yaml_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    entries(folder, |entry| {
        let path = entry.path();
        let yaml = path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml");
        Ok((yaml && !entry.file_type()?.is_dir()).then_some(path))
    })
}

/// The folders in `folder`, by name; none where there is no such folder.
pub(crate) fn folders(folder: &Path) -> io::Result<Vec<PathBuf>> {
    entries(folder, |entry| Ok(entry.file_type()?.is_dir().then(|| entry.path())))
}

fn entries(
    folder: &Path,
    pick: impl Fn(&fs::DirEntry) -> io::Result<Option<PathBuf>>,
) -> io::Result<Vec<PathBuf>> {
    let listing = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        listing => listing?,
    };
    let mut paths = Vec::new();
    for entry in listing {
        paths.extend(pick(&entry?)?);
    }
    paths.sort();
    Ok(paths)
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn mistaken(path: &str, mistakes: Mistakes) -> Failure {
    Failure::new(FailureKind::UnknownAction, format!("a file of the catalogue has mistakes: {mistakes}"))
        .with_hint(format!("sortie actions check {path}"))
        .with_source(mistakes)
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let message = format!("{} cannot be read: {}", path.display(), reason(error));
    Failure::new(FailureKind::UnknownAction, message)
}
