use serde_json::Value;

use super::node::{Kind, Node};

/// A part of a JSON Schema, with the document that its references point into.
///
/// Knows the words that the generator uses and no others.
#[derive(Clone, Copy)]
pub(super) struct Schema<'a> {
    document: &'a Value,
    part: &'a Value,
}

impl<'a> Schema<'a> {
    /// The whole of `document`.
    pub(super) fn new(document: &'a Value) -> Self {
        Self { document, part: document }
    }

    fn at(self, part: &'a Value) -> Self {
        Self { part, ..self }
    }

    /// The value of one of the schema's words.
    pub(super) fn word(self, name: &str) -> Option<&'a Value> {
        self.part.get(name)
    }

    /// The text of one of the schema's words; an empty one where it does not use it.
    pub(super) fn text(self, name: &str) -> &'a str {
        self.word(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// Follows references, and picks the branch of several that `node` fits, or else the first.
    pub(super) fn resolved(self, node: &Node) -> Self {
        if let Some(name) = self.text("$ref").strip_prefix("#/$defs/") {
            let found = self.document.get("$defs").and_then(|all| all.get(name));
            return found.map_or(self, |part| self.at(part).resolved(node));
        }
        let branches = self.word("anyOf").or(self.word("oneOf")).and_then(Value::as_array);
        match branches {
            Some(branches) if self.choices().is_none() && self.one_of().is_empty() => {
                let resolved = || branches.iter().map(|part| self.at(part).resolved(node));
                resolved().find(|it| it.fits_kind(node)).or(resolved().next()).unwrap_or(self)
            }
            _ => self,
        }
    }

    /// The texts of an enumeration, whether the generator wrote it with descriptions or without.
    pub(super) fn choices(self) -> Option<Vec<&'a str>> {
        if let Some(texts) = self.word("enum").and_then(Value::as_array) {
            return texts.iter().map(Value::as_str).collect();
        }
        let mut texts = Vec::new();
        for branch in self.word("oneOf").and_then(Value::as_array)? {
            match (branch.get("const"), self.at(branch).choices()) {
                (Some(text), _) => texts.push(text.as_str()?),
                (None, Some(more)) => texts.extend(more),
                (None, None) => return None,
            }
        }
        Some(texts)
    }

    /// The types that a value may have; none where any will do.
    pub(super) fn types(self) -> Option<Vec<&'a str>> {
        match self.word("type")? {
            Value::String(name) => Some(vec![name]),
            Value::Array(names) => Some(names.iter().filter_map(Value::as_str).collect()),
            _ => None,
        }
    }

    /// The keys that it describes.
    pub(super) fn keys(self) -> impl Iterator<Item = &'a str> {
        self.word("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .map(|(name, _)| name.as_str())
    }

    /// Whether it takes no other keys.
    pub(super) fn is_closed(self) -> bool {
        self.word("additionalProperties").and_then(Value::as_bool) == Some(false)
    }

    /// The keys that may not be missing.
    pub(super) fn required(self) -> impl Iterator<Item = &'a str> {
        self.word("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
    }

    /// The keys of which exactly one has to be given.
    pub(super) fn one_of(self) -> Vec<&'a str> {
        let branches = self.word("oneOf").and_then(Value::as_array).into_iter().flatten();
        branches.flat_map(|branch| self.at(branch).required()).collect()
    }

    /// The key without which the key `name` means nothing.
    pub(super) fn needed_by(self, name: &str) -> Option<&'a str> {
        self.word("dependentRequired")?.get(name)?.get(0)?.as_str()
    }

    /// What it says of the value behind a key.
    pub(super) fn of_key(self, name: &str) -> Option<Self> {
        let own = self.word("properties").and_then(|properties| properties.get(name));
        let further = || self.word("additionalProperties").filter(|further| further.is_object());
        own.or_else(further).map(|part| self.at(part))
    }

    /// What it says of the values in a list.
    pub(super) fn items(self) -> Option<Self> {
        self.word("items").map(|part| self.at(part))
    }

    /// Whether `node` is of the right type, or one of the choices.
    pub(super) fn fits(self, node: &Node) -> bool {
        match (self.choices(), &node.kind) {
            (Some(choices), Kind::Text(text)) => choices.contains(&text.as_str()),
            _ => self.fits_kind(node),
        }
    }

    fn fits_kind(self, node: &Node) -> bool {
        if self.choices().is_some() {
            return matches!(node.kind, Kind::Text(_));
        }
        let whole = matches!(&node.kind, Kind::Number(number) if !number.is_f64());
        let actual = type_of(&node.kind);
        let fits = |name: &str| name == actual || (name == "integer" && whole);
        self.types().is_none_or(|types| types.into_iter().any(fits))
    }

    /// The least value that it takes.
    pub(super) fn least(self) -> Kind {
        if let Some(choices) = self.choices() {
            return Kind::Text(choices.first().copied().unwrap_or_default().to_owned());
        }
        match self.types().and_then(|types| types.first().copied()) {
            Some("string") => Kind::Text(String::new()),
            Some("object") => Kind::Map(Vec::new()),
            Some("array") => Kind::List(Vec::new()),
            Some("boolean") => Kind::Bool(false),
            Some("integer" | "number") => Kind::Number(1.into()),
            _ => Kind::Null,
        }
    }
}

/// The type of a value in the words of JSON Schema.
pub(super) fn type_of(kind: &Kind) -> &'static str {
    match kind {
        Kind::Null => "null",
        Kind::Bool(_) => "boolean",
        Kind::Number(_) => "number",
        Kind::Text(_) => "string",
        Kind::List(_) => "array",
        Kind::Map(_) => "object",
    }
}
