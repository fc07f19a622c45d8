use std::ops::Range;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::file::{Document, Fault, Hide, Kind, Mistakes, Node, Steps};
use crate::literal_secrets::{LITERAL_SECRETS, everything};
use crate::name::did_you_mean;

/// A home's `config.yaml`: what is used where neither a flag nor a variable says otherwise.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(title = "Sortie configuration")]
pub struct ConfigFile {
    /// The label of the connection to use.
    pub connection: Option<String>,
}

/// No secret belongs here, and a key's author may have tried.
const HIDE: Hide = Hide { in_tree, in_text: LITERAL_SECRETS.in_text };

impl ConfigFile {
    /// Reads the text of the file at `path`; an empty one says nothing.
    ///
    /// # Errors
    /// Every mistake in the file, at its place.
    pub fn read(path: &str, text: &str) -> Result<Self, Mistakes> {
        Self::read_and(path, text, |_, _| ())
    }

    /// Reads the text of the file at `path`, and holds it against the `labels` of the connections there are.
    ///
    /// # Errors
    /// Every mistake in the file, at its place.
    pub fn read_beside(path: &str, text: &str, labels: &[String]) -> Result<Self, Mistakes> {
        Self::read_and(path, text, |file, faults| {
            if let Some(label) = file.connection.as_ref().filter(|label| !labels.contains(label)) {
                let fault =
                    Fault::value(&Steps::from(["connection"]), format!("there is no connection `{label}`"));
                faults.push(fault.with_help(did_you_mean(label, labels.iter().map(String::as_str))));
            }
        })
    }

    fn read_and(
        path: &str,
        text: &str,
        check: impl FnOnce(&Self, &mut Vec<Fault>),
    ) -> Result<Self, Mistakes> {
        let mut document = Document::parse_hiding(path, text, &HIDE)?;
        if document.is_empty() {
            return Ok(Self::default());
        }
        let file = document.read()?;
        let mut faults = Vec::new();
        check(&file, &mut faults);
        document.finish(file, faults)
    }
}

fn in_tree(_: &str, root: &Node) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    match &root.kind {
        Kind::Map(entries) => {
            let others = entries.iter().filter(|(key, _)| key.name != "connection");
            others.for_each(|(_, value)| everything(value, &mut found));
        }
        _ => everything(root, &mut found),
    }
    found
}
