use std::cmp::Ordering;

use serde_json::Value;

use crate::{document::Document, selection::compare};

/// The order of a list: by one field after the other, some of them backwards.
#[derive(Debug)]
pub(super) struct Sort {
    keys: Vec<Key>,
    id: &'static str,
}

#[derive(Debug)]
struct Key {
    field: String,
    descending: bool,
}

impl Sort {
    /// Reads `names`, of which a dash in front turns one around; `id` is the field that lists are sorted by
    /// anyway.
    pub(super) fn parse(names: Vec<String>, id: &'static str) -> Self {
        let key = |name: String| match name.strip_prefix('-') {
            Some(field) => Key { field: field.to_owned(), descending: true },
            None => Key { field: name, descending: false },
        };
        Self { keys: names.into_iter().map(key).collect(), id }
    }

    /// Whether the order is that of the ids backwards; none where it is neither that nor that of the ids.
    pub(super) fn natural(&self) -> Option<bool> {
        match self.keys.first() {
            None => Some(false),
            Some(key) if key.field == self.id || key.field == "id" => Some(key.descending),
            Some(_) => None,
        }
    }

    /// Sorts `documents`; equal ones keep their order.
    pub(super) fn sort<D: Document>(&self, documents: Vec<D>) -> Vec<D> {
        let values = |it: &D| self.keys.iter().map(|key| it.at(&key.field).into_iter().next()).collect();
        let mut keyed: Vec<(Vec<Option<Value>>, D)> =
            documents.into_iter().map(|document| (values(&document), document)).collect();
        keyed.sort_by(|(left, _), (right, _)| self.compare(left, right));
        keyed.into_iter().map(|(_, document)| document).collect()
    }

    fn compare(&self, left: &[Option<Value>], right: &[Option<Value>]) -> Ordering {
        let pairs = self.keys.iter().zip(left.iter().zip(right));
        pairs.fold(Ordering::Equal, |order, (key, (left, right))| {
            order.then_with(|| {
                let order = rank(left.as_ref()).cmp(&rank(right.as_ref())).then_with(|| {
                    left.as_ref().zip(right.as_ref()).map_or(Ordering::Equal, |(left, right)| {
                        compare(left, right).unwrap_or(Ordering::Equal)
                    })
                });
                if key.descending { order.reverse() } else { order }
            })
        })
    }
}

/// Where values of different kinds stand among each other; what is missing comes first.
fn rank(value: Option<&Value>) -> u8 {
    match value {
        None | Some(Value::Null) => 0,
        Some(Value::Number(_)) => 1,
        Some(Value::String(_)) => 2,
        Some(Value::Object(_)) => 3,
        Some(Value::Array(_)) => 4,
        Some(Value::Bool(_)) => 5,
    }
}
