mod churn;
mod names;
mod seeding;

use std::collections::HashMap;

use self::names::Names;
use crate::{
    group::Group,
    id::Id,
    password_policy::{Digest, HISTORY},
    system::System,
    timestamp::Timestamp,
    user::{Changes, Fresh, User},
};

/// Everything that the organization has, and its logical clock.
///
/// Users and groups stand in the order of their ids, which is that of their creation.
#[derive(Debug, Clone)]
pub(crate) struct Directory {
    users: Vec<User>,
    groups: Vec<Group>,
    systems: u32,
    passwords: HashMap<Id, Vec<Digest>>,
    names: Option<Names>,
    seed: u32,
    clock: Timestamp,
    allotted: u64,
    next_uid: u32,
    writes: u64,
}

impl Directory {
    /// The users.
    pub(crate) fn users(&self) -> &[User] {
        &self.users
    }

    /// The user whose id is `id`.
    pub(crate) fn user(&self, id: Id) -> Option<&User> {
        self.place(id).and_then(|place| self.users.get(place))
    }

    /// The user whose id is `id`, to be changed.
    pub(crate) fn user_mut(&mut self, id: Id) -> Option<&mut User> {
        self.place(id).and_then(|place| self.users.get_mut(place))
    }

    /// Creates a user who has nothing yet, and tells the id.
    pub(crate) fn add_user(&mut self) -> Id {
        let id = self.allot();
        let fresh = Fresh { created: self.clock, unix_uid: self.next_uid };
        self.next_uid = self.next_uid.saturating_add(1);
        self.users.push(User::created(id, fresh));
        id
    }

    /// Removes the user whose id is `id`, from all groups too.
    pub(crate) fn remove_user(&mut self, id: Id) {
        if let Some(place) = self.place(id) {
            self.users.remove(place);
        }
        self.passwords.remove(&id);
        for group in &mut self.groups {
            group.remove_member(id);
        }
    }

    /// The ids of those whose manager is `id`.
    pub(crate) fn reports(&self, id: Id) -> Vec<Id> {
        self.users.iter().filter(|user| user.manager() == Some(id)).map(User::id).collect()
    }

    /// Which of the names in `changes` somebody other than `except` bears already.
    pub(crate) fn taken(&mut self, changes: &Changes, except: Option<Id>) -> Option<&'static str> {
        let names = self.names.get_or_insert_with(|| Names::of(&self.users));
        names.taken(changes, except, &self.users)
    }

    /// Remembers the names in `changes` as borne by somebody.
    pub(crate) fn take_names(&mut self, changes: &Changes) {
        if let Some(names) = &mut self.names {
            names.take(changes);
        }
    }

    /// The passwords that the user whose id is `id` has had, as far as they are known.
    pub(crate) fn former_passwords(&self, id: Id) -> &[Digest] {
        self.passwords.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Remembers `password` as that of the user whose id is `id`.
    pub(crate) fn remember_password(&mut self, id: Id, password: &str) {
        let former = self.passwords.entry(id).or_default();
        former.insert(0, Digest::of(password));
        former.truncate(HISTORY);
    }

    /// The groups.
    pub(crate) fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The groups, to be changed.
    pub(crate) fn groups_mut(&mut self) -> &mut Vec<Group> {
        &mut self.groups
    }

    /// The group whose id is `id`, to be changed.
    pub(crate) fn group_mut(&mut self, id: Id) -> Option<&mut Group> {
        self.groups.iter_mut().find(|group| group.id() == id)
    }

    /// The systems.
    pub(crate) fn systems(&self) -> impl DoubleEndedIterator<Item = System> + ExactSizeIterator {
        let seed = self.seed;
        (0..self.systems).map(move |index| System::new(index, seed))
    }

    /// A new id, greater than all before it.
    pub(crate) fn allot(&mut self) -> Id {
        self.allotted += 1;
        Id::new(self.clock, self.seed, FIRST_ALLOTTED + self.allotted)
    }

    /// Takes note that a call changes the directory, and tells the moment at which it does.
    pub(crate) fn accept_write(&mut self) -> Timestamp {
        self.writes += 1;
        self.clock = self.clock.plus_seconds(1);
        self.clock
    }

    /// How many calls have changed the directory.
    pub(crate) fn writes(&self) -> u64 {
        self.writes
    }

    fn place(&self, id: Id) -> Option<usize> {
        self.users.binary_search_by_key(&id, User::id).ok()
    }
}

/// Counters of ids below this one belong to what was there from the start.
const FIRST_ALLOTTED: u64 = 1 << 36;
