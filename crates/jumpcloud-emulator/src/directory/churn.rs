use super::Directory;
use crate::{
    fault::Side,
    plan::Churn,
    user::{Fresh, User},
};

impl Directory {
    /// Lets a user come or go without a call, given that rows are asked for from `skip` on.
    ///
    /// Who comes in front has an id less than all others. Where there is nobody to go, nobody goes.
    pub(crate) fn churn(&mut self, churn: Churn, skip: usize) {
        match churn {
            Churn::Insert(side) => self.appear(side),
            Churn::Delete(Side::Before) => self.disappear(skip.checked_sub(1)),
            Churn::Delete(Side::After) => self.disappear(Some(skip)),
        }
    }

    fn appear(&mut self, side: Side) {
        let first = self.users.first().map(User::id);
        let (place, id) = match (side, first) {
            (Side::Before, Some(first)) => (0, first.before()),
            _ => (self.users.len(), self.allot()),
        };
        let unix_uid = self.next_uid;
        self.next_uid = self.next_uid.saturating_add(1);
        let mut user = User::created(id, Fresh { created: self.clock, unix_uid });
        let name = format!("newcomer.{unix_uid}");
        user.set("email", format!("{name}@example.com"));
        user.set("username", name);
        if let Some(names) = &mut self.names {
            names.take_those_of(&user);
        }
        self.users.insert(place, user);
    }

    fn disappear(&mut self, place: Option<usize>) {
        if let Some(id) = place.and_then(|place| self.users.get(place)).map(User::id) {
            self.remove_user(id);
        }
    }
}
