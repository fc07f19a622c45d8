use std::collections::hash_map::RandomState;
use std::collections::{HashSet, VecDeque};
use std::hash::BuildHasher as _;

/// How many of the last ids are kept to tell one that comes again from an order that is not kept.
const WINDOW: usize = 512;

/// Counts different rows by their ids.
///
/// In a list that is ordered by them it needs no more memory for more rows; in any other it keeps 64 bits of each
/// id, some 20 MB for a million. Two ids of which these are the same look like one that came twice: a list is then
/// said to be in doubt, never to be complete.
pub(crate) struct Census {
    order: Order,
    distinct: u64,
}

enum Order {
    /// By id, ascending; the last ids, of which the last is the highest.
    Ascending(VecDeque<String>),
    /// Any.
    Any(HashSet<u64>, RandomState),
    /// Promised, and not kept.
    Broken,
    /// A row has no id.
    Nameless,
}

/// What is known of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    New,
    Again,
    Unknown,
}

impl Census {
    /// Counts the rows of a list that is ordered by id, or else by anything.
    pub(crate) fn new(ascending: bool) -> Self {
        let order = if ascending {
            Order::Ascending(VecDeque::with_capacity(WINDOW))
        } else {
            Order::Any(HashSet::new(), RandomState::new())
        };
        Self { order, distinct: 0 }
    }

    /// Takes up a row by its `id`.
    pub(crate) fn take(&mut self, id: Option<&str>) -> Seen {
        let Some(id) = id else {
            self.order = Order::Nameless;
            return Seen::Unknown;
        };
        let seen = match &mut self.order {
            Order::Ascending(last) => ascending(last, id),
            Order::Any(prints, hasher) => {
                if prints.insert(hasher.hash_one(id)) {
                    Seen::New
                } else {
                    Seen::Again
                }
            }
            Order::Broken | Order::Nameless => return Seen::Unknown,
        };
        match seen {
            Seen::New => self.distinct += 1,
            Seen::Again => (),
            Seen::Unknown => self.order = Order::Broken,
        }
        seen
    }

    /// How many different rows there were; none where that cannot be known.
    pub(crate) fn distinct(&self) -> Option<u64> {
        matches!(self.order, Order::Ascending(_) | Order::Any(..)).then_some(self.distinct)
    }

    /// Whether the rows have no ids to be told apart by.
    pub(crate) fn is_nameless(&self) -> bool {
        matches!(self.order, Order::Nameless)
    }
}

fn ascending(last: &mut VecDeque<String>, id: &str) -> Seen {
    if last.back().is_some_and(|highest| id <= highest.as_str()) {
        return if last.iter().any(|known| known == id) { Seen::Again } else { Seen::Unknown };
    }
    let mut kept = if last.len() == WINDOW { last.pop_front().unwrap_or_default() } else { String::new() };
    kept.clear();
    kept.push_str(id);
    last.push_back(kept);
    Seen::New
}

#[cfg(test)]
mod tests {
    use super::Census;
    use super::Seen::{self, Again, New, Unknown};

    #[track_caller]
    fn check(ascending: bool, ids: &[Option<&str>], seen: &[Seen], distinct: Option<u64>) {
        let mut census = Census::new(ascending);
        assert_eq!(ids.iter().map(|id| census.take(*id)).collect::<Vec<_>>(), seen);
        assert_eq!(census.distinct(), distinct);
    }

    #[test]
    fn rows_are_told_apart_by_their_ids() {
        let (a, b, c) = (Some("a"), Some("b"), Some("c"));
        check(true, &[a, b, b, c, a], &[New, New, Again, New, Again], Some(3));
        check(false, &[c, a, b, a], &[New, New, New, Again], Some(3));
        check(true, &[], &[], Some(0));
        // Nobody knows whether `a` was there long ago.
        check(true, &[b, a, c], &[New, Unknown, Unknown], None);
        check(false, &[a, None, b], &[New, Unknown, Unknown], None);
    }

    #[test]
    fn what_came_again_is_known_for_some_pages() {
        let mut census = Census::new(true);
        for number in 0..10_000 {
            assert_eq!(census.take(Some(&format!("{number:05}"))), New);
        }
        assert_eq!(census.take(Some("09700")), Again);
        assert_eq!(census.distinct(), Some(10_000));
        assert_eq!(census.take(Some("00001")), Unknown);
        assert_eq!(census.distinct(), None);
    }
}
