use serde_json::{Map, Value};

use super::{Field, kind::Access, rule};
use crate::{
    choices::{Choices, UnknownField},
    reply::Reply,
};

/// What the body of a creating or updating call asks for, each value of the right type by itself.
///
/// Whether the values agree with each other and with the directory is not looked at here.
#[derive(Debug)]
pub(crate) struct Changes {
    values: Vec<(&'static str, Value)>,
    password: Option<String>,
}

/// What a body is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A new user.
    Create,
    /// A user that exists.
    Update,
}

impl Changes {
    /// Reads `body`; the refusal names every field with a value that it cannot have.
    pub(crate) fn read(body: Map<String, Value>, purpose: Purpose, choices: &Choices) -> Result<Self, Reply> {
        let mut changes = Self { values: Vec::new(), password: None };
        let mut violations = Vec::new();
        for (key, value) in body {
            if let Err(description) = changes.take(&key, value, purpose, choices) {
                violations.push((key, description));
            }
        }
        match violations.first() {
            None => Ok(changes),
            Some((field, description)) => {
                let message = format!("Bad Request: {field} {description}");
                Err(Reply::invalid(&message, &violations))
            }
        }
    }

    /// The value asked for under `key`.
    pub(crate) fn get(&self, key: &str) -> Option<&Value> {
        self.values.iter().find(|(name, _)| *name == key).map(|(_, value)| value)
    }

    /// The text asked for under `key`.
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(Value::as_str)
    }

    /// The truth value asked for under `key`.
    pub(crate) fn flag(&self, key: &str) -> Option<bool> {
        self.get(key).and_then(Value::as_bool)
    }

    /// The password asked for.
    pub(crate) fn password(&self) -> Option<&str> {
        self.password.as_deref()
    }

    /// Every key and value asked for, in the order of the body.
    pub(crate) fn into_values(self) -> impl Iterator<Item = (&'static str, Value)> {
        self.values.into_iter()
    }

    fn take(&mut self, key: &str, value: Value, purpose: Purpose, choices: &Choices) -> Result<(), String> {
        if key == "password" {
            return self.take_password(value);
        }
        let Some(field) = Field::find(key) else {
            return match choices.unknown_field {
                UnknownField::Ignored => Ok(()),
                UnknownField::Refused => Err("is not a field of a user".to_owned()),
            };
        };
        let writable = match field.access {
            Access::Read => false,
            Access::Create => purpose == Purpose::Create,
            Access::Write => true,
        };
        if writable {
            self.values.push((field.name, rule::check(field, value, choices)?));
        }
        Ok(())
    }

    fn take_password(&mut self, value: Value) -> Result<(), String> {
        match value {
            Value::String(text) if !text.is_empty() => self.password = Some(text),
            // Forms send an empty password where nobody typed one.
            Value::String(_) | Value::Null => (),
            _ => return Err("must be a string".to_owned()),
        }
        Ok(())
    }
}
