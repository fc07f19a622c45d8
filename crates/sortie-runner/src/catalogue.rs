use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use sortie_core::{Action, Diagnostic, Embedded, Failure, FailureKind, Integration, Mistakes, fold, suggest};

use crate::folder::{ENDINGS, folders, stem, yaml_files_named};
use crate::place::Place;
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
        let unreadable = |error| unreadable(&self.folder, &error);
        let mut places = self.named(name).map_err(unreadable)?;
        if places.is_empty() {
            places = self.titled(name).map_err(unreadable)?;
        }
        match places.as_slice() {
            [] => Err(self.unknown(name)),
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
    /// The folder cannot be listed. What is wrong with one file is told in its place.
    pub fn list(&self) -> Result<Vec<Listed>, Failure> {
        let files = self.files(|_, _| true).map_err(|error| unreadable(&self.folder, &error))?;
        let overridden = |it: &&Embedded| files.iter().any(|file| file.name() == it.name());
        let embedded = Embedded::actions().iter().filter(|it| !overridden(it)).map(Place::Embedded);
        let mut places: Vec<Place> = files.iter().cloned().chain(embedded).collect();
        places.sort_by_key(Place::name);
        let mut known: BTreeMap<String, Result<Integration, Failure>> = BTreeMap::new();
        let listed = places.into_iter().map(|place| {
            let name = place.integration();
            let integration = known.entry(name.to_owned()).or_insert_with(|| self.integration(name));
            let path = place.path();
            let action = match integration {
                Ok(integration) => {
                    place.text().and_then(|text| Action::read(&place.name(), &path, &text, integration))
                }
                Err(failure) => Err(whole_file(&path, failure)),
            };
            Listed { path, embedded: matches!(place, Place::Embedded(_)), action }
        });
        Ok(listed.collect())
    }

    /// The actions that `name` means by the name of their file; for embedded ones by title and alias too.
    /// What is built in, and what is called exactly so, needs no folder to be listed.
    fn named(&self, name: &str) -> io::Result<Vec<Place>> {
        if let Some(place) = self.exact(name) {
            return Ok(vec![place]);
        }
        let embedded = Embedded::actions().iter().filter(|it| it.is_called(name));
        let found: Vec<Place> = embedded.filter_map(|it| self.in_place_of(it, name)).collect();
        if !found.is_empty() {
            return Ok(found);
        }
        let folded = fold(name);
        self.files(|integration, stem| is_named(integration, stem, &folded))
    }

    /// The file of the home whose canonical name is `name`, letter by letter.
    fn exact(&self, name: &str) -> Option<Place> {
        let (integration, stem) = name.split_once('.')?;
        let plain = |part: &str| part.chars().all(|it| it.is_alphanumeric() || matches!(it, '_' | '-'));
        (plain(integration) && plain(stem)).then(|| self.file(integration, stem)).flatten()
    }

    fn file(&self, integration: &str, stem: &str) -> Option<Place> {
        let folder = self.folder.join(integration);
        let path = ENDINGS
            .map(|ending| folder.join(format!("{stem}.{ending}")))
            .into_iter()
            .find(|it| it.is_file())?;
        Some(Place::File { integration: integration.to_owned(), stem: stem.to_owned(), path })
    }

    /// An embedded action that is called `name`, or the file of the home that took its place; none where
    /// that file has given the title or alias `name` up.
    fn in_place_of(&self, embedded: &'static Embedded, name: &str) -> Option<Place> {
        let Some(file) = self.file(embedded.integration, embedded.stem) else {
            return Some(Place::Embedded(embedded));
        };
        let folded = fold(name);
        let named = is_named(embedded.integration, embedded.stem, &folded);
        // A file with mistakes is asked for its mistakes.
        let kept = || self.read(&file).map_or(true, |found| is_titled(&found.action, &folded));
        (named || kept()).then_some(file)
    }

    /// The files of the home whose title or alias is `name`. Looks into them all: the last resort.
    fn titled(&self, name: &str) -> io::Result<Vec<Place>> {
        let folded = fold(name);
        let mut files = self.files(|_, _| true)?;
        files.retain(|place| {
            place.may_be_titled(&folded)
                && self.read(place).is_ok_and(|found| is_titled(&found.action, &folded))
        });
        Ok(files)
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

    /// The action files of the home for whose integration and name `wanted` holds.
    fn files(&self, wanted: impl Fn(&str, &str) -> bool) -> io::Result<Vec<Place>> {
        let mut places = Vec::new();
        for folder in folders(&self.folder)? {
            let integration = stem(&folder);
            let named = |stem: &str| stem != "integration" && wanted(&integration, stem);
            for path in yaml_files_named(&folder, named)? {
                places.push(Place::File { integration: integration.clone(), stem: stem(&path), path });
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

    fn unknown(&self, name: &str) -> Failure {
        let files = self.files(|_, _| true).unwrap_or_default();
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
}

/// Whether a name that folds to `folded` means the file `stem`, with or without the integration.
fn is_named(integration: &str, stem: &str, folded: &str) -> bool {
    let before = folded.strip_suffix(fold(stem).as_str());
    before.is_some_and(|before| before.is_empty() || before == fold(integration))
}

/// Whether a title or alias of `action` folds to `folded`.
fn is_titled(action: &Action, folded: &str) -> bool {
    [&action.title].into_iter().chain(&action.aliases).any(|title| fold(title) == folded)
}

/// What is wrong with the file at `path` as a whole.
pub(crate) fn whole_file(path: &str, failure: &Failure) -> Mistakes {
    let hint = failure.hint().map(str::to_owned);
    Mistakes::new(vec![Diagnostic::new(path, "", 0..0, failure.to_string(), hint)])
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
