mod account;
mod details;

use fake::locales::{Data, EN};
use serde_json::{Value, json};

use super::{Field, Persona, Traits};
use crate::{id::Id, timestamp::Timestamp};

/// One of the users that were there from the start, in a few bytes; everything else derives from these.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Person {
    /// The place among the users.
    pub(crate) index: u32,
    /// What decides the lesser facts.
    pub(crate) bits: u32,
    /// The name; a persona has another.
    pub(crate) name: Name,
    /// What is special about this one.
    pub(crate) traits: Traits,
}

/// A first and a last name by their numbers in the lists, and which bearer of both this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Name {
    /// The number of the first name.
    pub(crate) first: u16,
    /// The number of the last name.
    pub(crate) last: u16,
    /// How many people of the same name came before.
    pub(crate) namesakes: u16,
}

impl Person {
    /// The departments that people are in.
    pub(crate) const DEPARTMENTS: [&str; 8] =
        ["Engineering", "Sales", "Support", "Finance", "Marketing", "Operations", "People", "Security"];

    /// The id in the organization that `seed` decides.
    pub(crate) fn id(&self, seed: u32) -> Id {
        id_at(self.index, seed)
    }

    /// The id of the manager, where there is one, of the person whose id is `own`.
    pub(crate) fn manager(&self, own: Id) -> Option<Id> {
        let has_one = self.index >= 10 && self.chance(60, 0);
        // Number 1, 17, 33, … manage those of the next sixteen.
        let manager = (self.index / 16 * 16).saturating_sub(15).max(1);
        has_one.then(|| id_at(manager, own.seed()))
    }

    /// The department.
    pub(crate) fn department(&self) -> &'static str {
        Self::DEPARTMENTS[self.pick(Self::DEPARTMENTS.len(), 1)]
    }

    /// The value of `field` for the person whose id is `id`; none where the document lacks it.
    pub(crate) fn get(&self, field: &Field, id: Id) -> Option<Value> {
        if self.lacks(field.name) {
            return None;
        }
        let own = self.identity(field.name, id);
        own.or_else(|| self.account(field.name)).or_else(|| self.details(field.name)).or_else(|| {
            let value = field.initial.value()?;
            let null = self.has(Traits::NULLS) && value == "";
            Some(if null { Value::Null } else { value })
        })
    }

    /// Whether the document was written before there was a key called `name`.
    fn lacks(&self, name: &str) -> bool {
        const NEWER: [&str; 19] = [
            "account_locked_date",
            "company",
            "costCenter",
            "department",
            "description",
            "displayname",
            "employeeIdentifier",
            "employeeType",
            "external_dn",
            "external_source_type",
            "jobTitle",
            "location",
            "managedAppleId",
            "middlename",
            "password_date",
            "password_expiration_date",
            "systemUsername",
            "tags",
            "badLoginAttempts",
        ];
        self.has(Traits::OLD) && NEWER.contains(&name)
    }

    /// Who the person is.
    fn identity(&self, name: &str, id: Id) -> Option<Value> {
        Some(match name {
            "username" => self.username().into(),
            "email" => format!("{}@example.com", self.username()).into(),
            "firstname" => self.persona().map_or(EN::NAME_FIRST_NAME[self.first()], |it| it.firstname).into(),
            "lastname" => self.persona().map_or(EN::NAME_LAST_NAME[self.last()], |it| it.lastname).into(),
            "displayname" => self.displayname()?.into(),
            "employeeIdentifier" => self.employee_identifier()?.into(),
            "unix_uid" | "unix_guid" => self.index.saturating_add(5001).into(),
            "created" => self.created().to_string().into(),
            "manager" => self.manager(id)?.into(),
            "admin" if self.has(Traits::ADMIN) => {
                json!({ "id": id.to_string(), "roleName": "Administrator", "roleNames": ["Administrator"] })
            }
            _ => return None,
        })
    }

    fn username(&self) -> String {
        if let Some(persona) = self.persona() {
            return persona.username.to_owned();
        }
        let mut username =
            format!("{}.{}", EN::NAME_FIRST_NAME[self.first()], EN::NAME_LAST_NAME[self.last()]);
        username.retain(|letter| letter != '\'');
        username.make_ascii_lowercase();
        if self.name.namesakes > 0 {
            username.push_str(&(self.name.namesakes + 1).to_string());
        }
        username
    }

    fn displayname(&self) -> Option<String> {
        match self.persona() {
            Some(persona) => Some(persona.displayname.to_owned()),
            None if self.chance(60, 16) => {
                Some(format!("{} {}", EN::NAME_FIRST_NAME[self.first()], EN::NAME_LAST_NAME[self.last()]))
            }
            None => None,
        }
    }

    fn employee_identifier(&self) -> Option<String> {
        match self.persona() {
            Some(persona) => persona.employee_identifier.map(str::to_owned),
            None => self.chance(70, 17).then(|| format!("E_{}", 1000 + u64::from(self.index))),
        }
    }

    fn persona(&self) -> Option<&'static Persona> {
        Persona::at(self.index)
    }

    fn first(&self) -> usize {
        usize::from(self.name.first) % EN::NAME_FIRST_NAME.len()
    }

    fn last(&self) -> usize {
        usize::from(self.name.last) % EN::NAME_LAST_NAME.len()
    }

    fn created(&self) -> Timestamp {
        created_at(self.index).plus_millis(u64::from(self.bits % 1000))
    }

    fn has(&self, flag: Traits) -> bool {
        self.traits.has(flag)
    }

    /// Whether the person is among the `percent` to whom the fact numbered `fact` applies.
    fn chance(&self, percent: usize, fact: u64) -> bool {
        self.pick(100, fact) < percent
    }

    /// One of `count` values for the fact numbered `fact`.
    fn pick(&self, count: usize, fact: u64) -> usize {
        let mixed = (u64::from(self.bits) + (fact << 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mixed = (mixed ^ (mixed >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93) >> 33;
        usize::try_from(mixed).unwrap_or_default() % count.max(1)
    }
}

/// The id of person number `index`; like the manager's, it must not depend on anything but number and seed.
fn id_at(index: u32, seed: u32) -> Id {
    Id::new(created_at(index), seed, u64::from(index))
}

/// When person number `index` was created: one every twelve hours at first, far more often once it is many.
fn created_at(index: u32) -> Timestamp {
    let (slow, fast) = (u64::from(index.min(2000)), u64::from(index.saturating_sub(2000)));
    Timestamp::FOUNDED.plus_seconds(slow * 43_200 + fast * 150).min(Timestamp::START)
}
