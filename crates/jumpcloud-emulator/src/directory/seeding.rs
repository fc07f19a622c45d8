use std::collections::HashMap;

use super::Directory;
use crate::{
    group::Group,
    people::people,
    timestamp::Timestamp,
    user::{Person, User},
};

impl Directory {
    /// The organization with `count` users that `seed` decides.
    pub(crate) fn new(count: usize, seed: u64) -> Self {
        // Ids have room for 24 bits; the mixing keeps seeds apart that differ in higher ones only.
        let id_seed = u32::try_from(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40).unwrap_or_default();
        let users: Vec<User> = people(count, seed).map(|person| User::seeded(person, id_seed)).collect();
        let count = u32::try_from(users.len()).unwrap_or(u32::MAX);
        Self {
            groups: groups(&users, id_seed),
            users,
            systems: count / 4 * 3 + count % 4,
            passwords: HashMap::new(),
            names: None,
            seed: id_seed,
            clock: Timestamp::START,
            allotted: 0,
            next_uid: count.saturating_add(5001),
            writes: 0,
        }
    }
}

/// A group of all users and one of each department; an empty organization has no groups either.
fn groups(users: &[User], seed: u32) -> Vec<Group> {
    if users.is_empty() {
        return Vec::new();
    }
    let names = std::iter::once("All Users").chain(Person::DEPARTMENTS);
    let mut groups: Vec<Group> =
        (0..).zip(names).map(|(number, name)| Group::seeded(number, name, seed)).collect();
    for user in users {
        for group in &mut groups {
            if group.name() == "All Users" || group.name() == user.first_department() {
                group.add_member(user.id());
            }
        }
    }
    groups
}
