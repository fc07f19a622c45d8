use serde_json::{Map, Value, json};

use super::Pager;
use crate::Tries;

impl Pager<'_> {
    /// What the API said beside the rows, with `rows` in their place.
    #[must_use]
    pub fn body(&mut self, rows: Vec<Value>) -> Value {
        let rows = Value::Array(rows);
        match (&self.paging.rows, self.frame.take()) {
            (Some(key), Value::Object(mut frame)) => {
                frame.insert(key.clone(), rows);
                Value::Object(frame)
            }
            (Some(key), _) => Value::Object(Map::from_iter([(key.clone(), rows)])),
            (None, _) => rows,
        }
    }

    /// The status of the last page, and how often that was asked for.
    #[must_use]
    pub fn answered(&self) -> (u16, Tries) {
        self.answered
    }

    /// What is known of the list's completeness.
    #[must_use]
    pub fn report(&self) -> Value {
        let distinct = self.census.distinct();
        let mut told = json!({
            "complete": self.is_complete(),
            "expected": self.expected,
            "fetched": self.fetched,
            "distinct": distinct,
            "pages": self.pages,
            "drift": self.drift,
        });
        if self.nulls > 0 {
            told["nulls"] = self.nulls.into();
        }
        told
    }

    /// Only where nothing of it is in doubt.
    fn is_complete(&self) -> bool {
        // Rows that an API does not name are told apart by nothing; those that it ought to name are in doubt without.
        let nameless = self.census.is_nameless() && (self.paging.id.is_none() || self.pages < 2);
        let told_apart = nameless || self.census.distinct() == Some(self.fetched);
        // Without anchors nothing tells that a list stood still between two of its pages.
        let anchored = self.overlap() == 1 || self.pages < 2;
        let whole = self.expected.map_or(self.ended, |expected| expected == self.fetched);
        whole && told_apart && anchored && !self.drift && !self.doubt && self.nulls == 0
    }
}
