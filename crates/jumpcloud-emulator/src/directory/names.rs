use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash, Hasher},
};

use serde_json::Value;

use crate::{
    id::Id,
    user::{Changes, User},
};

/// The names that no two users may share, as hashes: what is not among them is free without a look at the users.
#[derive(Debug, Clone)]
pub(super) struct Names(HashSet<u64>);

const UNIQUE: [&str; 3] = ["username", "email", "employeeIdentifier"];

impl Names {
    /// The names of `users`.
    pub(super) fn of(users: &[User]) -> Self {
        let mut names = Self(HashSet::with_capacity(users.len() * UNIQUE.len()));
        for user in users {
            names.take_those_of(user);
        }
        names
    }

    /// Adds the names of `user`.
    pub(super) fn take_those_of(&mut self, user: &User) {
        self.0.extend(UNIQUE.iter().filter_map(|field| hash(field, user.get(field).as_ref())));
    }

    /// The field in which `changes` has a name that one of `users` other than `except` bears.
    ///
    /// A name stays among the hashes when its bearer gives it up; only then are the users looked at in vain.
    pub(super) fn taken(
        &self,
        changes: &Changes,
        except: Option<Id>,
        users: &[User],
    ) -> Option<&'static str> {
        UNIQUE.into_iter().find(|field| {
            let wanted = changes.get(field);
            hash(field, wanted).is_some_and(|hash| self.0.contains(&hash))
                && users
                    .iter()
                    .any(|user| Some(user.id()) != except && same(wanted, user.get(field).as_ref()))
        })
    }

    /// Adds the names in `changes`.
    pub(super) fn take(&mut self, changes: &Changes) {
        self.0.extend(UNIQUE.iter().filter_map(|field| hash(field, changes.get(field))));
    }
}

/// The hash of a name, whatever its case; none where there is no name.
fn hash(field: &str, value: Option<&Value>) -> Option<u64> {
    let name = value?.as_str().filter(|name| !name.is_empty())?;
    let mut hasher = DefaultHasher::new();
    (field, name.to_ascii_lowercase()).hash(&mut hasher);
    Some(hasher.finish())
}

fn same(left: Option<&Value>, right: Option<&Value>) -> bool {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_ascii_lowercase);
    text(left) == text(right)
}
