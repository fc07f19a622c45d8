use serde_json::Value;

use crate::{fault::Effect, reply::Reply};

/// `reply`, a page of a list, with what `effect` does to its rows.
pub(crate) fn befallen(reply: Reply, effect: &Effect) -> Reply {
    match *effect {
        Effect::ShortPage(most) => reply.with_rows(|rows| rows.truncate(most)),
        Effect::NullRows(count) => reply.with_rows(|rows| {
            for place in places(rows.len(), count) {
                rows[place] = Value::Null;
            }
        }),
        Effect::DropRows(count) => reply.with_rows(|rows| {
            let dropped: Vec<usize> = places(rows.len(), count).collect();
            let mut place = 0..;
            rows.retain(|_| place.next().is_none_or(|place| dropped.binary_search(&place).is_err()));
        }),
        _ => reply,
    }
}

/// As many as `count` of `rows` rows, spread over all of them.
fn places(rows: usize, count: usize) -> impl Iterator<Item = usize> {
    let count = count.min(rows);
    (0..count).map(move |number| number * rows / count)
}
