//! The types of the language, which are not Python's: a tuple is no list, and `true` is no number.

use minijinja::value::ValueKind;
use minijinja::{Error, Value};

use super::evaluate::defined;
use crate::python::errors::type_name;

/// What a function takes in one place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Text,
    Number,
    List,
    Object,
    /// A list of nothing but numbers.
    Numbers,
    /// A list of nothing but texts.
    Texts,
    /// `&a`.
    Reference,
}

impl Kind {
    pub(super) fn described(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Number => "a number",
            Self::List => "a list",
            Self::Object => "an object",
            Self::Numbers => "a list of numbers",
            Self::Texts => "a list of texts",
            Self::Reference => "an expression with `&` before it",
        }
    }

    pub(super) fn fits(self, value: &Value) -> bool {
        match self {
            Self::Text => is_text(value),
            Self::Number => is_number(value),
            Self::List => is_list(value),
            Self::Object => value.kind() == ValueKind::Map,
            Self::Numbers => all(value, is_number),
            Self::Texts => all(value, is_text),
            Self::Reference => false,
        }
    }
}

fn all(value: &Value, fits: fn(&Value) -> bool) -> bool {
    is_list(value) && value.try_iter().is_ok_and(|mut items| items.all(|item| fits(&item)))
}

pub(super) fn is_text(value: &Value) -> bool {
    value.kind() == ValueKind::String
}

pub(super) fn is_number(value: &Value) -> bool {
    value.kind() == ValueKind::Number
}

pub(super) fn is_list(value: &Value) -> bool {
    value.kind() == ValueKind::Seq && type_name(value) == "list"
}

/// Whether a value has fields.
///
/// # Errors
/// It is undefined, which Python refuses to ask.
pub(super) fn is_object(value: &Value) -> Result<bool, Error> {
    defined(value)?;
    Ok(value.kind() == ValueKind::Map)
}

/// The type as the language calls it; none for what only Python has.
pub(super) fn name(value: &Value) -> Option<&'static str> {
    match value.kind() {
        ValueKind::None => Some("null"),
        ValueKind::Bool => Some("boolean"),
        ValueKind::Number => Some("number"),
        ValueKind::String => Some("string"),
        ValueKind::Map => Some("object"),
        ValueKind::Seq if is_list(value) => Some("array"),
        _ => None,
    }
}
