use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::{Failure, FailureKind, Redactor};

/// The text under `key` in `row`; none where there is no text. Nothing behind it is read.
pub(crate) fn id_of<'a>(row: &'a RawValue, key: &str) -> Option<Cow<'a, str>> {
    let mut found = None;
    // The row is JSON already; that reading stops in its middle is what was meant.
    let _ = serde_json::Deserializer::from_str(row.get()).deserialize_any(Find { key, found: &mut found });
    let text = found?.get();
    // Only what is escaped has to be copied.
    serde_json::from_str(text).map(Cow::Borrowed).or_else(|_| serde_json::from_str(text).map(Cow::Owned)).ok()
}

/// `row` as a value.
///
/// # Errors
/// It holds what no value can: half a character, a number without bounds, nesting without end.
pub fn row_value(row: &RawValue) -> Result<Value, Failure> {
    serde_json::from_str(row.get()).map_err(|error| {
        Failure::new(FailureKind::Decode, "a row of the list is JSON that cannot be read").with_source(error)
    })
}

/// Adds `row` to `lines`, as a line of its own with every secret hidden.
///
/// A row of which the redactor knows from its text alone that there is nothing to hide is not read: it keeps the
/// spelling of its numbers, and a key that it has twice. It loses the blanks between its parts.
///
/// # Errors
/// As [`row_value`], where the row has to be read.
pub fn write_row(row: &RawValue, redactor: &Redactor, lines: &mut String) -> Result<(), Failure> {
    let text = row.get();
    if redactor.passes_json(text) {
        push_compact(text, lines);
    } else {
        lines.push_str(&redactor.value(row_value(row)?).to_string());
    }
    lines.push('\n');
    Ok(())
}

/// Adds `json`, in which nothing is escaped, without the blanks between its parts.
fn push_compact(json: &str, lines: &mut String) {
    if is_compact(json) {
        lines.push_str(json);
        return;
    }
    for (index, part) in json.split('"').enumerate() {
        if index > 0 {
            lines.push('"');
        }
        let is_string = index % 2 == 1;
        if is_string {
            lines.push_str(part);
        } else {
            lines.extend(part.split_ascii_whitespace());
        }
    }
}

/// Whether `json`, in which nothing is escaped, has no blanks between its parts.
///
/// It looks at a stretch at a time, without branches: most have no blank at all, and many bytes are compared at once.
#[expect(clippy::needless_bitwise_bool, reason = "a branch for each byte costs more than the comparison")]
fn is_compact(json: &str) -> bool {
    let mut in_text = false;
    json.as_bytes().chunks(64).all(|stretch| {
        let has_blank = stretch.iter().fold(false, |found, it| found | (*it <= b' '));
        let is_compact = !has_blank || !has_blank_outside(stretch, in_text);
        in_text ^= stretch.iter().fold(false, |odd, it| odd ^ (*it == b'"'));
        is_compact
    })
}

/// Whether a blank stands outside of the texts of `stretch`, which begins in one or not.
fn has_blank_outside(stretch: &[u8], mut in_text: bool) -> bool {
    stretch.iter().fold(false, |found, it| {
        in_text ^= *it == b'"';
        found | (!in_text & it.is_ascii_whitespace())
    })
}

/// Looks for the value of a key and goes no further.
struct Find<'k, 'f, 'de> {
    key: &'k str,
    found: &'f mut Option<&'de RawValue>,
}

impl<'de> Visitor<'de> for Find<'_, '_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        while let Some(is_it) = entries.next_key_seed(IsKey(self.key))? {
            if is_it {
                *self.found = Some(entries.next_value()?);
                return Ok(());
            }
            entries.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}

/// Compares a key without copying it.
struct IsKey<'k>(&'k str);

impl<'de> DeserializeSeed<'de> for IsKey<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for IsKey<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<bool, E> {
        Ok(key == self.0)
    }
}
