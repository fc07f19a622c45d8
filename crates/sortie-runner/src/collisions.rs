use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs;

use sortie_core::{Action, Diagnostic, Failure, Mistakes, fold};

use crate::{Catalogue, Connections, Listed};

/// The titles and aliases of a home's files by which another action is found already: it would be the other
/// that runs, or neither.
pub(crate) fn collisions(catalogue: &Catalogue) -> Result<Vec<Mistakes>, Failure> {
    let listed = catalogue.list()?;
    let mut owners: BTreeMap<String, String> = BTreeMap::new();
    let mut found = Vec::new();
    // What is built in comes first: its names are taken.
    let (embedded, own): (Vec<Listed>, Vec<Listed>) = listed.into_iter().partition(|file| file.embedded);
    for file in embedded.iter().chain(&own) {
        let Ok(action) = &file.action else { continue };
        let mut mistakes = Vec::new();
        for name in names(action) {
            let owner = owners.entry(fold(name)).or_insert_with(|| action.name.clone());
            if *owner != action.name {
                mistakes.push(collision(
                    &file.path,
                    name,
                    owner,
                    "choose another; case, spaces and punctuation do not count",
                ));
            }
        }
        if !mistakes.is_empty() {
            found.push(Mistakes::new(mistakes));
        }
    }
    Ok(found)
}

/// The connections of a home whose label another file has already: nobody could say which one is meant.
pub(crate) fn twins(connections: &Connections) -> Vec<Mistakes> {
    let mut owners: BTreeMap<String, String> = BTreeMap::new();
    let mut found = Vec::new();
    // A folder that cannot be read has been told by then.
    for (path, read) in connections.all().unwrap_or_default() {
        let Ok(file) = read else { continue };
        match owners.entry(file.label) {
            Entry::Vacant(entry) => drop(entry.insert(path)),
            Entry::Occupied(owner) => {
                found.push(Mistakes::new(vec![collision(
                    &path,
                    owner.key(),
                    owner.get(),
                    "choose another label",
                )]));
            }
        }
    }
    found
}

fn names(action: &Action) -> impl Iterator<Item = &str> {
    let stem = action.name.rsplit('.').next().unwrap_or_default();
    [stem, &action.title].into_iter().chain(action.aliases.iter().map(String::as_str))
}

fn collision(path: &str, name: &str, owner: &str, help: &str) -> Diagnostic {
    let text = fs::read_to_string(path).unwrap_or_default();
    let start = text.find(name).unwrap_or(0);
    let end = if text[start..].starts_with(name) { start + name.len() } else { start };
    let message = format!("`{name}` means `{owner}` already");
    Diagnostic::new(path, &text, start..end, message, Some(help.to_owned()))
}
