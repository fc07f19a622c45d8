use serde_json::Value;

use crate::document::Document;

/// Texts of which at least one must occur in at least one field, whatever its case.
#[derive(Debug)]
pub(crate) struct Term {
    texts: Vec<String>,
    fields: Vec<String>,
}

impl Term {
    /// Looks for `texts` in `fields`; with no fields, in those that the kind of document names.
    pub(crate) fn new<'a>(texts: impl Iterator<Item = &'a str>, fields: Vec<String>) -> Self {
        Self { texts: texts.map(str::to_lowercase).collect(), fields }
    }

    /// Whether one of the texts occurs in `document`.
    pub(crate) fn occurs<D: Document>(&self, document: &D) -> bool {
        if self.fields.is_empty() {
            D::SEARCHED.iter().any(|field| self.occurs_at(document, field))
        } else {
            self.fields.iter().any(|field| self.occurs_at(document, field))
        }
    }

    fn occurs_at<D: Document>(&self, document: &D, field: &str) -> bool {
        document.at(field).iter().any(|value| {
            let found = match value {
                Value::String(text) => text.to_lowercase(),
                Value::Number(_) | Value::Bool(_) => value.to_string(),
                _ => return false,
            };
            self.texts.iter().any(|text| found.contains(text))
        })
    }
}
