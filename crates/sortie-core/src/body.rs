use serde_json::{Map, Value, json};
use url::form_urlencoded;

use crate::Redactor;

/// The body of a request.
#[derive(Clone, PartialEq)]
pub enum Body {
    /// A JSON document.
    Json(Value),
    /// The fields of a form, by name.
    Form(Vec<(&'static str, String)>),
}

impl Body {
    /// What the header `content-type` calls it.
    #[must_use]
    pub fn content_type(&self) -> &'static str {
        match self {
            Self::Json(_) => "application/json",
            Self::Form(_) => "application/x-www-form-urlencoded",
        }
    }

    /// The text that is sent.
    #[must_use]
    pub fn to_text(&self) -> String {
        match self {
            Self::Json(value) => value.to_string(),
            Self::Form(fields) => {
                form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
            }
        }
    }

    /// The same with every secret hidden.
    #[must_use]
    pub fn shown(&self, redactor: &Redactor) -> Self {
        match self {
            Self::Json(value) => Self::Json(redactor.body(value.clone())),
            Self::Form(fields) => {
                let shown = |(name, value): &(&'static str, String)| {
                    (*name, redactor.named(name, value).into_owned())
                };
                Self::Form(fields.iter().map(shown).collect())
            }
        }
    }

    /// What it says, as data.
    pub(crate) fn to_value(&self) -> Value {
        match self {
            Self::Json(value) => value.clone(),
            Self::Form(fields) => fields
                .iter()
                .map(|(name, value)| ((*name).to_owned(), json!(value)))
                .collect::<Map<_, _>>()
                .into(),
        }
    }
}
