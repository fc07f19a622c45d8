use serde_json::{Map, Value};

/// Something that a list shows: it can be asked for one key without the others being built.
pub(crate) trait Document {
    /// Every key such a document can have, in the order of its JSON.
    fn keys() -> impl Iterator<Item = &'static str>;

    /// Where a search looks that names no fields.
    const SEARCHED: &'static [&'static str];

    /// The value under `key`; none where this document lacks it.
    fn get(&self, key: &str) -> Option<Value>;

    /// The whole document.
    fn to_value(&self) -> Value {
        Value::Object(Self::keys().filter_map(|key| Some((key.to_owned(), self.get(key)?))).collect())
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

    /// The document with only `fields`, which may be dotted, in its own key order, and its id.
    fn project(&self, fields: &[String], id: &str) -> Value {
        let mut shown = Map::new();
        for key in Self::keys() {
            let whole = key == id || fields.iter().any(|it| it == key);
            let parts: Vec<&str> = fields.iter().filter(|it| head(it) == key).map(String::as_str).collect();
            if !whole && parts.is_empty() {
                continue;
            }
            match self.get(key) {
                Some(Value::Object(map)) if !whole => {
                    let keep = |name: &str| parts.iter().any(|it| it.split('.').nth(1) == Some(name));
                    let part: Map<_, _> = map.into_iter().filter(|(name, _)| keep(name)).collect();
                    shown.insert(key.to_owned(), part.into());
                }
                Some(value) => {
                    shown.insert(key.to_owned(), value);
                }
                None => (),
            }
        }
        shown.into()
    }
}

fn head(path: &str) -> &str {
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
