use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use sortie_core::{Action, Diagnostic, Failure, Mistakes, fold};

use crate::{Catalogue, Connections};

/// The titles and aliases of a home's files by which another action is found too: it would be the other that
/// runs, or neither. Each with the path of its file.
pub(crate) fn collisions(catalogue: &Catalogue) -> Result<Vec<(String, Mistakes)>, Failure> {
    let listed = catalogue.list()?;
    let actions = || listed.iter().filter_map(|file| Some((file, file.action.as_ref().ok()?)));
    let mut owners: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (_, action) in actions() {
        for name in names(action) {
            owners.entry(fold(name)).or_default().insert(&action.name);
        }
    }
    let own = actions().filter(|(file, _)| !file.embedded);
    let found = own.map(|(file, action)| {
        let taken = names(action).filter_map(|name| {
            let other = owners[&fold(name)].iter().find(|owner| **owner != action.name)?;
            let help = "choose another; case, spaces and punctuation do not count";
            Some(collision(Path::new(&file.path), name, other, help))
        });
        (file.path.clone(), Mistakes::new(taken.collect()))
    });
    Ok(found.filter(|(_, mistakes)| !mistakes.diagnostics().is_empty()).collect())
}

impl Connections {
    /// The files whose label another one has already: nobody could say which of them is meant.
    #[must_use]
    pub fn twins(&self) -> Vec<Mistakes> {
        let mut owners: BTreeMap<String, PathBuf> = BTreeMap::new();
        let mut found = Vec::new();
        // A folder that cannot be read has been told by then.
        for (path, read) in self.all().unwrap_or_default() {
            let Ok(file) = read else { continue };
            match owners.entry(file.label) {
                Entry::Vacant(free) => {
                    free.insert(path);
                }
                Entry::Occupied(owner) => {
                    let (label, other) = (owner.key(), owner.get().display().to_string());
                    found.push(Mistakes::new(vec![collision(&path, label, &other, "choose another label")]));
                }
            }
        }
        found
    }
}

fn names(action: &Action) -> impl Iterator<Item = &str> {
    let stem = action.name.rsplit('.').next().unwrap_or_default();
    [stem, &action.title].into_iter().chain(action.aliases.iter().map(String::as_str))
}

fn collision(path: &Path, name: &str, owner: &str, help: &str) -> Diagnostic {
    let text = fs::read_to_string(path).unwrap_or_default();
    let start = text.find(name).unwrap_or(0);
    let end = if text[start..].starts_with(name) { start + name.len() } else { start };
    let message = format!("`{name}` means `{owner}` too");
    Diagnostic::new(&path.display().to_string(), &text, start..end, message, Some(help.to_owned()))
}
