use serde_json::{Value, json};

use super::crud::find;
use crate::{
    body,
    choices::{AddMemberTwice, RemoveStranger},
    document::Document,
    exchange::{Exchange, Reading},
    group::Group,
    id::Id,
    listing::Listing,
    reply::{Outcome, Reply},
};

/// Answers with those whom somebody has put into the group.
pub(crate) fn members(exchange: &Reading, id: &str) -> Outcome {
    let members = find(exchange, id)?.members().iter();
    page(exchange, members.map(|id| Edge { id: *id, kind: Kind::Connection }))
}

/// Answers with those who are in the group, by whatever path.
pub(crate) fn membership(exchange: &Reading, id: &str) -> Outcome {
    let members = find(exchange, id)?.members().iter();
    page(exchange, members.map(|id| Edge { id: *id, kind: Kind::User }))
}

/// Answers with the groups that the user is in.
pub(crate) fn member_of(exchange: &Reading, id: &str) -> Outcome {
    let user = exchange.user(id)?.id();
    let groups = exchange.directory.groups().iter().filter(|group| group.has_member(user));
    let edges: Vec<Edge> = groups.map(|it| Edge { id: it.id(), kind: Kind::Group(it.name()) }).collect();
    page(exchange, edges.into_iter())
}

/// Puts a user into the group or takes one out.
pub(crate) fn change_member(exchange: &mut Exchange, id: &str) -> Outcome {
    let group = find(exchange, id)?.id();
    let body = body::object(exchange.call)?;
    let text = |key: &str| body.get(key).and_then(Value::as_str);
    let Some(op @ ("add" | "remove" | "update")) = text("op") else {
        return Err(Reply::bad_request("op must be one of add, remove, update"));
    };
    if text("type") != Some("user") {
        return Err(Reply::bad_request("type must be user"));
    }
    let Some(user) = text("id").and_then(Id::parse) else {
        return Err(Reply::bad_request("id must be the id of a user"));
    };
    let there = find(exchange, id)?.has_member(user);
    if exchange.directory.user(user).is_none() {
        return Err(Reply::not_found());
    }
    match (op, there) {
        ("add", true) if exchange.choices.add_member_twice == AddMemberTwice::Conflict => {
            return Err(Reply::error(409, "Already Exists"));
        }
        ("remove", false) if exchange.choices.remove_stranger == RemoveStranger::NotFound => {
            return Err(Reply::not_found());
        }
        ("update", false) => return Err(Reply::not_found()),
        _ => (),
    }
    exchange.directory.accept_write();
    if let Some(group) = exchange.directory.group_mut(group) {
        apply(group, op, user);
    }
    Ok(Reply::no_content())
}

fn apply(group: &mut Group, op: &str, user: Id) {
    match op {
        "add" => group.add_member(user),
        "remove" => group.remove_member(user),
        _ => (),
    }
}

fn page<'a>(
    exchange: &Reading,
    edges: impl DoubleEndedIterator<Item = Edge<'a>> + ExactSizeIterator,
) -> Outcome {
    let listing = Listing::from_v2(exchange.call, exchange.choices)?;
    let (total, results) = listing.take(edges);
    Ok(Reply::json(200, &results).with_header("x-total-count", total.to_string()))
}

/// One end of an edge of the graph, as the route that was asked shows it.
struct Edge<'a> {
    id: Id,
    kind: Kind<'a>,
}

enum Kind<'a> {
    /// A direct edge to a user.
    Connection,
    /// A user, with the paths that lead there.
    User,
    /// The group of that name, with the paths that lead there.
    Group(&'a str),
}

impl Document for Edge<'_> {
    const SEARCHED: &'static [&'static str] = &[];

    fn keys() -> impl Iterator<Item = &'static str> {
        ["attributes", "to", "id", "type", "compiledAttributes", "paths"].into_iter()
    }

    /// Filters know the id by a name that no answer shows.
    fn knows(path: &str) -> bool {
        matches!(path, "object_id" | "id" | "type")
    }

    fn get(&self, key: &str) -> Option<Value> {
        let kind = if matches!(self.kind, Kind::Group(_)) { "user_group" } else { "user" };
        let end = || json!({ "attributes": null, "id": self.id.to_string(), "type": kind });
        match (&self.kind, key) {
            (Kind::Connection, "attributes") | (Kind::User, "compiledAttributes") => Some(Value::Null),
            (Kind::Connection, "to") => Some(end()),
            (_, "object_id") => Some(self.id.into()),
            (Kind::Connection, _) | (_, "attributes" | "to") => None,
            (_, "id") => Some(self.id.into()),
            (_, "type") => Some(kind.into()),
            (_, "paths") => Some(json!([[{ "attributes": null, "to": end() }]])),
            (Kind::Group(name), "compiledAttributes") => Some(json!({ "ldapGroups": [{ "name": name }] })),
            _ => None,
        }
    }
}
