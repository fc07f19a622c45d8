use std::borrow::Cow;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

use crate::spelling::places;

/// What stands in every output where a secret would.
pub const HIDDEN: &str = "(hidden)";

/// A shorter secret is hidden only where it is the whole of a text: it would tear up every other one.
pub(crate) const SHORTEST_PART: usize = 4;

/// Hides secrets in whatever leaves the process, in every spelling they can take on the way.
///
/// A secret is found as it is, percent-encoded, escaped as in JSON, a mixture of these, in base64 at any
/// alignment, and where a text that ends in `…` was cut in its middle.
#[derive(Clone, Default)]
pub struct Redactor {
    secrets: Vec<String>,
    /// What is looked for in a text: the secrets that are long enough, and their base64.
    parts: Vec<String>,
}

impl Redactor {
    /// Hides `secret` from now on. An empty one is no secret.
    pub fn add(&mut self, secret: &str) {
        if secret.is_empty() || self.secrets.iter().any(|known| known == secret) {
            return;
        }
        self.secrets.push(secret.to_owned());
        if secret.len() >= SHORTEST_PART {
            self.parts.push(secret.to_owned());
            for core in (0..3).flat_map(|shift| base64_cores(secret, shift)) {
                if !self.parts.contains(&core) {
                    self.parts.push(core);
                }
            }
        }
    }

    /// `text` with every secret hidden.
    #[must_use]
    pub fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.secrets.iter().any(|secret| secret == text) {
            return Cow::Owned(HIDDEN.to_owned());
        }
        let mut found: Vec<Range<usize>> = self.parts.iter().flat_map(|part| places(text, part)).collect();
        if found.is_empty() {
            return Cow::Borrowed(text);
        }
        found.sort_by_key(|range| range.start);
        let mut shown = String::new();
        let mut copied = 0;
        for range in found {
            // Secrets can overlap: what is left of the later one goes with the earlier one.
            if range.start >= copied {
                shown.push_str(&text[copied..range.start]);
                shown.push_str(HIDDEN);
            }
            copied = copied.max(range.end);
        }
        shown.push_str(&text[copied..]);
        Cow::Owned(shown)
    }

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
            map.values_mut().for_each(|value| *value = self.value(value.take()));
            return map;
        }
        let mut shown = Map::new();
        for (key, value) in map {
            let mut key = self.text(&key).into_owned();
            // Two keys that look alike once hidden are still two.
            while shown.contains_key(&key) {
                key.push('\'');
            }
            shown.insert(key, self.value(value));
        }
        shown
    }
}

/// Shows how many secrets it knows and nothing else.
impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Redactor({} secrets)", self.secrets.len())
    }
}

/// The part of the base64 of any text that is the same wherever `secret` stands in it at an offset of
/// `shift` bytes modulo three.
fn base64_cores(secret: &str, shift: usize) -> [String; 2] {
    let mut padded = vec![0; shift];
    padded.extend_from_slice(secret.as_bytes());
    // Six bits a character: those that mix with bytes before or after the secret are not its own.
    let first = (shift * 8).div_ceil(6);
    let last = padded.len() * 8 / 6;
    [STANDARD_NO_PAD.encode(&padded), URL_SAFE_NO_PAD.encode(&padded)]
        .map(|text| text.get(first..last).unwrap_or_default().to_owned())
}
