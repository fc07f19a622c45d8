use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor, value::SeqAccessDeserializer};
use serde::{Deserialize as DeriveDeserialize, Serialize, Serializer};

/// The types an input can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, DeriveDeserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum InputType {
    /// A text.
    String,
    /// A whole number; a text of digits counts.
    Integer,
    /// A number; its text counts.
    Number,
    /// `true` or `false`; their texts count, in any case.
    Boolean,
    /// A JSON object, or its text.
    Object,
    /// A JSON array, or its text.
    Array,
    /// Any JSON value, or its text.
    Json,
}

/// The types that one input takes: one, or a list of them as in JSON Schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputTypes(Vec<InputType>);

impl InputTypes {
    /// Whether `wanted` is among them.
    #[must_use]
    pub fn has(&self, wanted: InputType) -> bool {
        self.0.contains(&wanted)
    }

    /// Whether a text given for it is read as JSON text.
    #[must_use]
    pub fn read_json_text(&self) -> bool {
        [InputType::Object, InputType::Array, InputType::Json].iter().any(|it| self.has(*it))
    }

    /// The types by name, for people: `string or object`.
    #[must_use]
    pub fn in_words(&self) -> String {
        self.0.iter().map(|it| it.as_str()).collect::<Vec<_>>().join(" or ")
    }
}

impl InputType {
    /// The type as action files spell it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Object => "object",
            Self::Array => "array",
            Self::Json => "json",
        }
    }
}

impl Serialize for InputTypes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [only] => only.serialize(serializer),
            several => several.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for InputTypes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TypesVisitor)
    }
}

struct TypesVisitor;

impl<'de> Visitor<'de> for TypesVisitor {
    type Value = InputTypes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a type or a list of types")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<InputTypes, E> {
        InputType::deserialize(serde::de::value::StrDeserializer::new(name)).map(|it| InputTypes(vec![it]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, names: A) -> Result<InputTypes, A::Error> {
        let types = Vec::<InputType>::deserialize(SeqAccessDeserializer::new(names))?;
        if types.is_empty() {
            return Err(serde::de::Error::invalid_length(0, &self));
        }
        Ok(InputTypes(types))
    }
}

impl JsonSchema for InputTypes {
    fn schema_name() -> Cow<'static, str> {
        "InputTypes".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<InputType>();
        json_schema!({"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]})
    }
}
