//! What of an input is made of secrets and cannot be looked for: it is hidden by its place.
//!
//! A mask is a value of the shape of an input with `true` in place of what is hidden.

use serde_json::{Map, Value, json};
use sortie_jinja::{is_balanced, is_decided, unmarked};

use crate::redactor::SHORTEST_PART;
use crate::turned::{WAYS, turned};
use crate::{Derived, HIDDEN};

impl Derived<'_> {
    /// The mask of `value`, whose templates printed `marks`. `others` are its twins. Learns what can be looked for.
    pub(crate) fn mask(
        &mut self,
        value: &Value,
        marks: &Value,
        others: [Option<&Value>; WAYS],
        other_marks: [Option<&Value>; WAYS],
    ) -> Value {
        match (value, marks) {
            _ if !is_marked(marks) && value == marks => Value::Null,
            // Whether it is told by its twins depends on the secret, so they are not asked where it is shown.
            (_, Value::String(marks)) if is_decided(marks) => true.into(),
            (Value::String(text), Value::String(marks)) if unmarked(marks).0 == *text => {
                (!self.take_parts(text, marks, other_marks)).into()
            }
            (Value::Array(items), Value::Array(marks)) if items.len() == marks.len() => {
                let all = items.iter().zip(marks).enumerate().map(|(at, (item, marks))| {
                    let [others, other_marks] = [others, other_marks].map(|all| all.map(|it| it?.get(at)));
                    self.mask(item, marks, others, other_marks)
                });
                all.collect()
            }
            (Value::Object(map), Value::Object(marks)) if map.keys().all(|key| marks.contains_key(key)) => {
                let all = map.iter().map(|(key, item)| {
                    let [others, other_marks] = [others, other_marks].map(|all| all.map(|it| it?.get(key)));
                    (key.clone(), self.mask(item, &marks[key], others, other_marks))
                });
                Value::Object(all.collect())
            }
            (Value::String(text), _) => {
                (!self.take(text, others.map(|it| it.and_then(Value::as_str)))).into()
            }
            (Value::Number(number), _) => {
                let others = others.map(|it| it.map(Value::to_string));
                (!self.take(&number.to_string(), others.each_ref().map(Option::as_deref))).into()
            }
            _ => true.into(),
        }
    }

    /// Learns what of `text` stands between `marks`; whether all of it can be looked for.
    fn take_parts(&mut self, text: &str, marks: &str, other_marks: [Option<&Value>; WAYS]) -> bool {
        let other_marks = other_marks.map(|it| it.and_then(Value::as_str).map(unmarked));
        let (_, places) = unmarked(marks);
        let mut searchable = true;
        for (at, place) in places.iter().enumerate() {
            let twins = other_marks.each_ref().map(|it| {
                let (other, others) = it.as_ref().filter(|(_, others)| others.len() == places.len())?;
                other.get(others[at].clone())
            });
            searchable &= self.take(&text[place.clone()], twins);
        }
        searchable
    }

    /// Learns `text`, made of secrets, where it can be looked for: it is long enough, and says more than its
    /// twins do. What it has in common with them many texts have that no secret is in.
    fn take(&mut self, text: &str, others: [Option<&str>; WAYS]) -> bool {
        let searchable = text.len() >= SHORTEST_PART && others.iter().all(|other| *other != Some(text));
        if searchable {
            self.add(text);
        }
        searchable || text.is_empty() && others.iter().all(|other| *other == Some(text))
    }
}

/// `text` as it is shown: hidden is what stands between marks.
#[must_use]
pub fn without_marked(text: &str) -> String {
    let (plain, places) = unmarked(text);
    let mut shown = String::with_capacity(plain.len());
    let mut copied = 0;
    for place in places {
        shown.extend([&plain[copied..place.start], HIDDEN]);
        copied = place.end;
    }
    shown + &plain[copied..]
}

/// `value` as it is shown: hidden is what stands between marks, in keys and values.
#[must_use]
pub fn value_without_marked(value: Value) -> Value {
    match value {
        Value::String(text) => without_marked(&text).into(),
        Value::Array(items) => items.into_iter().map(value_without_marked).collect(),
        Value::Object(map) => {
            let mut shown = Map::new();
            for (key, item) in map {
                let mut key = without_marked(&key);
                // Two keys that look alike once hidden are still two.
                while shown.contains_key(&key) {
                    key.push('\'');
                }
                shown.insert(key, value_without_marked(item));
            }
            shown.into()
        }
        other => other,
    }
}

/// Whether the value that `marks` stand around is there: an input that is left out shows by its absence.
pub(crate) fn shows_nothing(value: &Value, marks: &Value) -> bool {
    match (value, marks) {
        (Value::Array(items), Value::Array(marks)) => {
            items.iter().zip(marks).any(|(item, marks)| shows_nothing(item, marks))
        }
        (Value::Object(map), Value::Object(marks)) => {
            map.iter().any(|(key, item)| marks.get(key).is_some_and(|marks| shows_nothing(item, marks)))
        }
        _ => (value.is_null() || value.as_str() == Some("")) && is_marked(marks),
    }
}

/// Whether `mask` hides anything.
pub(crate) fn masks(mask: &Value) -> bool {
    match mask {
        Value::Bool(hidden) => *hidden,
        Value::Array(items) => items.iter().any(masks),
        Value::Object(map) => map.values().any(masks),
        _ => false,
    }
}

/// `value` with something else in place of what `mask` hides.
pub(crate) fn replaced(value: &Value, mask: &Value) -> Value {
    match (value, mask) {
        _ if !masks(mask) => value.clone(),
        (Value::Array(items), Value::Array(mask)) if items.len() == mask.len() => {
            items.iter().zip(mask).map(|(item, mask)| replaced(item, mask)).collect()
        }
        (Value::Object(map), Value::Object(mask)) => {
            let all = map.iter().map(|(key, item)| (key.clone(), replaced(item, &mask[key])));
            Value::Object(all.collect())
        }
        _ => another(value),
    }
}

fn another(value: &Value) -> Value {
    match value {
        Value::Null => "x".into(),
        Value::Bool(it) => (!it).into(),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => whole.checked_add(1).unwrap_or_default().into(),
            None => json!(number.as_f64().unwrap_or_default() + 1.0),
        },
        Value::String(text) => {
            Some(turned(text, 0)).filter(|it| it != text).unwrap_or_else(|| format!("{text}x")).into()
        }
        Value::Array(items) => items.iter().map(another).chain([json!("x")]).collect(),
        Value::Object(map) => {
            // The keys may be what is hidden.
            let mut map: Map<String, Value> =
                map.iter().map(|(key, it)| (format!("{key}x"), another(it))).collect();
            map.insert("x".to_owned(), json!("x"));
            map.into()
        }
    }
}

/// Whether the marks in `value` tell its places: where one opens in one text and closes in another, what is between them
/// is made of secrets, too.
#[must_use]
pub fn tells_places(value: &Value) -> bool {
    match value {
        Value::String(text) => is_balanced(text),
        Value::Array(items) => items.iter().all(tells_places),
        Value::Object(map) => map.iter().all(|(key, item)| is_balanced(key) && tells_places(item)),
        _ => true,
    }
}

/// Whether there is a mark anywhere in `value`.
fn is_marked(value: &Value) -> bool {
    let marked = |text: &str| !unmarked(text).1.is_empty();
    match value {
        Value::String(text) => marked(text),
        Value::Array(items) => items.iter().any(is_marked),
        Value::Object(map) => map.iter().any(|(key, item)| marked(key) || is_marked(item)),
        _ => false,
    }
}
