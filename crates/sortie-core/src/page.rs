use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// One page of a list as it came: what stands beside its rows is read, the rows themselves are not.
pub(crate) struct Page<'a> {
    /// The page with null in the place of its rows.
    pub(crate) frame: Value,
    /// The texts of the rows.
    pub(crate) rows: Vec<&'a RawValue>,
}

impl<'a> Page<'a> {
    /// Reads `body`, whose rows stand under `key`; without one it is the list itself.
    ///
    /// # Errors
    /// It is no JSON; the error is one of data where it is, but holds no rows.
    pub(crate) fn read(body: &'a [u8], key: Option<&str>) -> serde_json::Result<Self> {
        let mut deserializer = serde_json::Deserializer::from_slice(body);
        let page = Seed(key).deserialize(&mut deserializer)?;
        deserializer.end()?;
        Ok(page)
    }
}

struct Seed<'k>(Option<&'k str>);

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Page<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Page<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Page<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a page of a list")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Page<'de>, A::Error> {
        let (mut frame, mut rows) = (Map::new(), None);
        while let Some(key) = entries.next_key::<String>()? {
            if self.0 == Some(&key) {
                rows = Some(entries.next_value()?);
                frame.insert(key, Value::Null);
            } else {
                frame.insert(key, entries.next_value()?);
            }
        }
        let rows = rows.ok_or_else(|| A::Error::custom("no rows"))?;
        Ok(Page { frame: Value::Object(frame), rows })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Page<'de>, A::Error> {
        if self.0.is_some() {
            return Err(A::Error::custom("no rows"));
        }
        let mut rows = Vec::new();
        while let Some(row) = items.next_element()? {
            rows.push(row);
        }
        Ok(Page { frame: Value::Null, rows })
    }
}
