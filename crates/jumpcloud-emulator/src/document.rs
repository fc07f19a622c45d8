use serde_json::Value;

/// Something that a list shows: it can be asked for one key without the others being built.
pub(crate) trait Document {
    /// Every key such a document can have, in the order of its JSON.
    fn keys() -> impl Iterator<Item = &'static str>;

    /// Where a search looks that names no fields.
    const SEARCHED: &'static [&'static str];

    /// The value under `key`; none where this document lacks it.
    fn get(&self, key: &str) -> Option<Value>;

    /// Every key that this document has and what stands under it, in the order of its JSON.
    fn entries(&self) -> impl Iterator<Item = (&'static str, Value)> {
        Self::keys().filter_map(|key| Some((key, self.get(key)?)))
    }

    /// Whether documents of this kind can have something at `path`, as far as its first part tells.
    fn knows(path: &str) -> bool {
        Self::keys().any(|key| key == head(path))
    }

    /// What stands at the dotted `path`; an array on the way stands for each of its items.
    fn at(&self, path: &str) -> Vec<Value> {
        let mut parts = path.split('.');
        let mut values: Vec<Value> = parts.next().and_then(|key| self.get(key)).into_iter().collect();
        for part in parts {
            values = values.into_iter().flat_map(items).filter_map(|it| child(it, part)).collect();
        }
        values.into_iter().flat_map(items).collect()
    }
}

/// The part of a dotted `path` before its first dot.
pub(crate) fn head(path: &str) -> &str {
    path.split('.').next().unwrap_or(path)
}

fn items(value: Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items,
        other => vec![other],
    }
}

fn child(value: Value, key: &str) -> Option<Value> {
    match value {
        Value::Object(mut map) => map.remove(key),
        _ => None,
    }
}
