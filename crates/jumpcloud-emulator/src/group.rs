use serde_json::{Map, Value};

use crate::{document::Document, id::Id, timestamp::Timestamp};

/// One group of users, and who is in it.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    id: Id,
    fields: Map<String, Value>,
    members: Vec<Id>,
}

const KEYS: [&str; 10] = [
    "attributes",
    "id",
    "name",
    "type",
    "email",
    "description",
    "memberQuery",
    "memberQueryExemptions",
    "memberSuggestionsNotify",
    "membershipMethod",
];

impl Group {
    /// A group whose fields are in `body`; what it does not tell is empty.
    pub(crate) fn new(id: Id, body: Map<String, Value>) -> Self {
        Self { id, fields: fields(body), members: Vec::new() }
    }

    /// Group number `number` of those that were there from the start.
    pub(crate) fn seeded(number: u32, name: &str, seed: u32) -> Self {
        let id = Id::new(Timestamp::FOUNDED, seed, (1 << 35) + u64::from(number));
        Self::new(id, Map::from_iter([("name".to_owned(), name.into())]))
    }

    /// Replaces all fields by those in `body`; the members stay.
    pub(crate) fn replace(&mut self, body: Map<String, Value>) {
        self.fields = fields(body);
    }

    /// The id, which no call changes.
    pub(crate) fn id(&self) -> Id {
        self.id
    }

    /// The name.
    pub(crate) fn name(&self) -> &str {
        self.fields.get("name").and_then(Value::as_str).unwrap_or_default()
    }

    /// The ids of the members in their order.
    pub(crate) fn members(&self) -> &[Id] {
        &self.members
    }

    /// Whether `id` is a member.
    pub(crate) fn has_member(&self, id: Id) -> bool {
        self.members.binary_search(&id).is_ok()
    }

    /// Makes `id` a member.
    pub(crate) fn add_member(&mut self, id: Id) {
        if let Err(place) = self.members.binary_search(&id) {
            self.members.insert(place, id);
        }
    }

    /// Makes `id` a member no longer.
    pub(crate) fn remove_member(&mut self, id: Id) {
        if let Ok(place) = self.members.binary_search(&id) {
            self.members.remove(place);
        }
    }
}

/// The fields that a caller may give; the three that every group shows are there in any case.
fn fields(body: Map<String, Value>) -> Map<String, Value> {
    let mut fields: Map<String, Value> = body
        .into_iter()
        .filter(|(key, _)| key != "id" && key != "type" && KEYS.contains(&key.as_str()))
        .collect();
    for (key, default) in [("attributes", Value::Null), ("email", "".into()), ("description", "".into())] {
        fields.entry(key).or_insert(default);
    }
    fields
}

impl Document for &Group {
    const SEARCHED: &'static [&'static str] = &["name", "description"];

    fn keys() -> impl Iterator<Item = &'static str> {
        KEYS.into_iter()
    }

    fn get(&self, key: &str) -> Option<Value> {
        match key {
            "id" => Some(self.id.into()),
            "type" => Some("user_group".into()),
            _ => self.fields.get(key).cloned(),
        }
    }
}
