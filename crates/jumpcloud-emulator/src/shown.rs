use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::{Map, Value};

use crate::document::{Document, head};

/// A document as an answer shows it: written key by key, so that nothing is built that is not sent.
#[derive(Debug)]
pub(crate) struct Shown<'a, D> {
    document: D,
    fields: &'a [String],
    id: &'a str,
}

impl<D: Document> Shown<'static, D> {
    /// All of `document`.
    pub(crate) fn whole(document: D) -> Self {
        Self { document, fields: &[], id: "" }
    }
}

impl<'a, D: Document> Shown<'a, D> {
    /// Only `fields` of `document`, which may be dotted, and its id, in the document's own key order; all of it
    /// where there are no fields.
    pub(crate) fn with_fields(document: D, fields: &'a [String], id: &'a str) -> Self {
        Self { document, fields, id }
    }

    /// What is shown under `key`; none where it is not asked for or not there.
    fn value(&self, key: &str) -> Option<Value> {
        if key == self.id || self.fields.iter().any(|it| it == key) {
            return self.document.get(key);
        }
        let parts = || self.fields.iter().filter(|it| head(it) == key).filter_map(|it| it.split('.').nth(1));
        parts().next()?;
        match self.document.get(key)? {
            Value::Object(map) => {
                let shown: Map<_, _> =
                    map.into_iter().filter(|(name, _)| parts().any(|part| part == name)).collect();
                Some(shown.into())
            }
            other => Some(other),
        }
    }
}

impl<D: Document> Serialize for Shown<'_, D> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if self.fields.is_empty() {
            for (key, value) in self.document.entries() {
                map.serialize_entry(key, &value)?;
            }
        } else {
            for key in D::keys() {
                if let Some(value) = self.value(key) {
                    map.serialize_entry(key, &value)?;
                }
            }
        }
        map.end()
    }
}
