use std::path::PathBuf;

use sortie_core::{Embedded, Mistakes, fold};

use crate::text_file::text_of;

/// Where an action's text is.
#[derive(Clone)]
pub(crate) enum Place {
    Embedded(&'static Embedded),
    File { integration: String, stem: String, path: PathBuf },
}

impl Place {
    /// The integration it belongs to.
    pub(crate) fn integration(&self) -> &str {
        match self {
            Self::Embedded(embedded) => embedded.integration,
            Self::File { integration, .. } => integration,
        }
    }

    /// The action's canonical name.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Embedded(embedded) => embedded.name(),
            Self::File { integration, stem, .. } => format!("{integration}.{stem}"),
        }
    }

    /// Whether the file is worth parsing for a title that folds to `folded`: it stands in the text, or
    /// YAML's escapes may spell it.
    pub(crate) fn may_be_titled(&self, folded: &str) -> bool {
        self.text().is_ok_and(|text| text.contains('\\') || fold(&text).contains(folded))
    }

    /// The path as messages show it.
    pub(crate) fn path(&self) -> String {
        match self {
            Self::Embedded(embedded) => embedded.path.to_owned(),
            Self::File { path, .. } => path.display().to_string(),
        }
    }

    /// What stands there.
    pub(crate) fn text(&self) -> Result<String, Mistakes> {
        match self {
            Self::Embedded(embedded) => Ok(embedded.text.to_owned()),
            Self::File { path, .. } => text_of(path),
        }
    }
}
