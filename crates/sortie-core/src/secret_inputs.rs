//! Inputs that are secrets.

use serde_json::Value;

use crate::name::fold;
use crate::{Input, InputFormat, Redactor};

/// Whether `input` is a secret, or has one among its properties.
pub(crate) fn holds_secret(input: &Input) -> bool {
    input.format == Some(InputFormat::Password)
        || input.properties.iter().flatten().any(|(_, property)| holds_secret(property))
}

/// Makes `redactor` hide what `value` holds of the secrets that `input` declares, valid or not.
pub(crate) fn hide(input: &Input, value: &Value, redactor: &mut Redactor) {
    match value {
        _ if input.format == Some(InputFormat::Password) => hide_texts(value, redactor),
        Value::Object(map) => {
            for (name, property) in input.properties.iter().flatten() {
                let given = map.iter().filter(|(key, _)| fold(key) == fold(name));
                given.for_each(|(_, value)| hide(property, value, redactor));
            }
        }
        _ => (),
    }
}

fn hide_texts(value: &Value, redactor: &mut Redactor) {
    match value {
        Value::String(text) => redactor.add(text),
        Value::Array(items) => items.iter().for_each(|item| hide_texts(item, redactor)),
        Value::Object(map) => map.values().for_each(|item| hide_texts(item, redactor)),
        Value::Number(number) => redactor.add(&number.to_string()),
        Value::Null | Value::Bool(_) => (),
    }
}
