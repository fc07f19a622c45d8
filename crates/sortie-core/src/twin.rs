use std::borrow::Cow;
use std::ops::Range;

use serde_json::{Map, Number, Value};

use crate::Redactor;
use crate::turned::{WAYS, turned};

/// A world that differs from the real one in the secrets alone: each is another text of its kind.
///
/// What a template prints in both worlds alike says nothing of a secret but its length and its kinds of
/// characters; what it prints otherwise is derived from one. So provenance is known without a look into
/// templates, whatever they do.
#[derive(Clone, Copy)]
pub(crate) struct Twin<'a> {
    redactor: &'a Redactor,
    way: usize,
}

impl<'a> Twin<'a> {
    /// The twins of the world whose secrets `redactor` knows.
    pub(crate) fn all(redactor: &'a Redactor) -> [Self; WAYS] {
        std::array::from_fn(|way| Self { redactor, way })
    }

    /// `text` as this world has it.
    pub(crate) fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.with(self.redactor.places(text), text)
    }

    /// `text` as this world has it where nothing but secrets as they are differs.
    pub(crate) fn raw_text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.with(self.redactor.raw_places(text), text)
    }

    fn with<'t>(&self, found: Vec<Range<usize>>, text: &'t str) -> Cow<'t, str> {
        if found.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut other = String::with_capacity(text.len());
        let mut copied = 0;
        for place in found {
            other.push_str(&text[copied..place.start]);
            copied = place.end;
            other.push_str(&turned(&text[place], self.way));
        }
        Cow::Owned(other + &text[copied..])
    }

    /// `map` as this world has it; its keys stay what they are.
    pub(crate) fn map(&self, map: &Map<String, Value>) -> Map<String, Value> {
        map.iter().map(|(key, value)| (key.clone(), self.value(value))).collect()
    }

    pub(crate) fn value(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(text).into_owned()),
            Value::Number(number) => match self.text(&number.to_string()) {
                Cow::Borrowed(_) => value.clone(),
                Cow::Owned(other) => serde_json::from_str::<Number>(&other)
                    .map_or_else(|_| Value::String(other), Value::Number),
            },
            Value::Array(items) => items.iter().map(|item| self.value(item)).collect(),
            Value::Object(map) => Value::Object(self.map(map)),
            Value::Null | Value::Bool(_) => value.clone(),
        }
    }
}
