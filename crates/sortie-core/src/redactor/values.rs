use std::borrow::Cow;

use serde_json::{Map, Value};

use super::{HIDDEN, Redactor};

impl Redactor {
    /// `value` with every secret hidden, in keys and values, at any depth.
    #[must_use]
    pub fn value(&self, value: Value) -> Value {
        if self.secrets.is_empty() {
            return value;
        }
        match value {
            Value::String(text) => match self.text(&text) {
                Cow::Borrowed(_) => Value::String(text),
                Cow::Owned(hidden) => Value::String(hidden),
            },
            Value::Array(items) => items.into_iter().map(|item| self.value(item)).collect(),
            Value::Object(map) => Value::Object(self.map(map)),
            Value::Number(number) => {
                let text = number.to_string();
                match self.text(&text) {
                    Cow::Borrowed(_) => Value::Number(number),
                    Cow::Owned(hidden) => Value::String(hidden),
                }
            }
            other => other,
        }
    }

    /// `map` with every secret hidden, in keys and values, at any depth.
    pub(crate) fn map(&self, mut map: Map<String, Value>) -> Map<String, Value> {
        if map.keys().all(|key| matches!(self.text(key), Cow::Borrowed(_))) {
            map.iter_mut().for_each(|(key, value)| *value = self.entry(key, value.take()));
            return map;
        }
        let mut shown = Map::new();
        for (key, value) in map {
            let value = self.entry(&key, value);
            let mut key = self.text(&key).into_owned();
            // Two keys that look alike once hidden are still two.
            while shown.contains_key(&key) {
                key.push('\'');
            }
            shown.insert(key, value);
        }
        shown
    }

    fn entry(&self, key: &str, value: Value) -> Value {
        if self.places.has(key) { HIDDEN.into() } else { self.value(value) }
    }

    /// The `body` of a request, every secret hidden.
    pub(crate) fn body(&self, body: Value) -> Value {
        if self.places.are_everywhere() { HIDDEN.into() } else { self.value(body) }
    }

    /// Whether a secret stands anywhere in `value`, but for its keys.
    pub(crate) fn holds(&self, value: &Value) -> bool {
        match value {
            Value::String(text) => !self.places(text).is_empty(),
            Value::Array(items) => items.iter().any(|item| self.holds(item)),
            Value::Object(map) => map.values().any(|item| self.holds(item)),
            Value::Number(number) => !self.places(&number.to_string()).is_empty(),
            Value::Null | Value::Bool(_) => false,
        }
    }
}
