mod change;
mod field;
mod fresh;
mod initial;
mod kind;
mod person;
mod persona;
mod rule;
mod traits;

use serde_json::Value;

pub(crate) use self::{
    change::{Changes, Purpose},
    field::Field,
    fresh::Fresh,
    initial::enrollment,
    person::{Name, Person},
    persona::Persona,
    rule::mfa as check_mfa,
    traits::Traits,
};
use crate::{document::Document, id::Id, organization};

/// One user: what the user was at first, kept small, and what calls have changed since.
///
/// The JSON is built when somebody asks for it, so that a million users fit into memory.
#[derive(Debug, Clone)]
pub(crate) struct User {
    id: Id,
    origin: Origin,
    changes: Vec<(&'static str, Value)>,
}

#[derive(Debug, Clone)]
enum Origin {
    Seeded(Person),
    Created(Fresh),
}

impl User {
    /// One of the users that were there from the start.
    pub(crate) fn seeded(person: Person, seed: u32) -> Self {
        Self { id: person.id(seed), origin: Origin::Seeded(person), changes: Vec::new() }
    }

    /// A user that a call has created.
    pub(crate) fn created(id: Id, fresh: Fresh) -> Self {
        Self { id, origin: Origin::Created(fresh), changes: Vec::new() }
    }

    /// The id, which no call changes.
    pub(crate) fn id(&self) -> Id {
        self.id
    }

    /// The value under `key`; none where this user lacks it.
    pub(crate) fn get(&self, key: &str) -> Option<Value> {
        self.value(Field::find(key)?)
    }

    fn value(&self, field: &Field) -> Option<Value> {
        if let Some((_, value)) = self.changes.iter().find(|(name, _)| *name == field.name) {
            return Some(value.clone());
        }
        match (field.name, &self.origin) {
            ("_id" | "id", _) => Some(self.id.into()),
            ("organization", _) => Some(organization::id().into()),
            (_, Origin::Seeded(person)) => person.get(field, self.id),
            (_, Origin::Created(fresh)) => fresh.get(field),
        }
    }

    /// Sets what stands under `key`; a key that users do not have is ignored.
    pub(crate) fn set(&mut self, key: &str, value: impl Into<Value>) {
        let Some(field) = Field::find(key) else { return };
        match self.changes.iter_mut().find(|(name, _)| *name == field.name) {
            Some((_, old)) => *old = value.into(),
            None => self.changes.push((field.name, value.into())),
        }
    }

    /// The text under `key`; empty where there is none.
    pub(crate) fn text(&self, key: &str) -> String {
        match self.get(key) {
            Some(Value::String(text)) => text,
            _ => String::new(),
        }
    }

    /// Whether what stands under `key` is true.
    pub(crate) fn is(&self, key: &str) -> bool {
        self.get(key) == Some(Value::Bool(true))
    }

    /// Whether somebody has ever set a password.
    pub(crate) fn has_password(&self) -> bool {
        self.get("password_date").is_some_and(|date| !date.is_null())
    }

    /// The id of the user's manager.
    pub(crate) fn manager(&self) -> Option<Id> {
        match self.changes.iter().find(|(name, _)| *name == "manager") {
            Some((_, value)) => value.as_str().and_then(Id::parse),
            None => match &self.origin {
                Origin::Seeded(person) => person.manager(self.id),
                Origin::Created(_) => None,
            },
        }
    }

    /// The department that the user was in from the start; what the groups at the start derive from.
    pub(crate) fn first_department(&self) -> &'static str {
        match &self.origin {
            Origin::Seeded(person) => person.department(),
            Origin::Created(_) => "",
        }
    }
}

impl Document for &User {
    const SEARCHED: &'static [&'static str] =
        &["username", "email", "firstname", "lastname", "displayname", "employeeIdentifier"];

    fn keys() -> impl Iterator<Item = &'static str> {
        Field::all().map(|field| field.name)
    }

    fn get(&self, key: &str) -> Option<Value> {
        User::get(self, key)
    }

    /// Asks field by field, without looking any of them up.
    fn entries(&self) -> impl Iterator<Item = (&'static str, Value)> {
        Field::all().filter_map(|field| Some((field.name, self.value(field)?)))
    }
}
