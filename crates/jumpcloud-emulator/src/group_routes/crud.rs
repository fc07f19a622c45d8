use std::ops::Deref;

use serde_json::{Map, Value};

use crate::{
    body,
    choices::GroupDelete,
    directory::Directory,
    exchange::{Exchange, Reading},
    group::Group,
    id::Id,
    listing::Listing,
    reply::{Outcome, Reply},
    shown::Shown,
};

/// Answers with a page of the groups that the query selects.
pub(crate) fn list(exchange: &Reading) -> Outcome {
    let listing = Listing::from_v2(exchange.call, exchange.choices)?;
    let (total, results) = listing.take(exchange.directory.groups().iter());
    Ok(Reply::json(200, &results).with_header("x-total-count", total.to_string()))
}

/// Creates a group and answers with it.
pub(crate) fn create(exchange: &mut Exchange) -> Outcome {
    let body = group_body(exchange, None)?;
    exchange.directory.accept_write();
    let group = Group::new(exchange.directory.allot(), body);
    let reply = Reply::json(201, &Shown::whole(&group));
    exchange.directory.groups_mut().push(group);
    Ok(reply)
}

/// Answers with one group.
pub(crate) fn one(exchange: &Reading, id: &str) -> Outcome {
    Ok(Reply::json(200, &Shown::whole(find(exchange, id)?)))
}

/// Replaces all fields of a group, those not given by nothing, and answers with it.
pub(crate) fn replace(exchange: &mut Exchange, id: &str) -> Outcome {
    let id = find(exchange, id)?.id();
    let body = group_body(exchange, Some(id))?;
    exchange.directory.accept_write();
    let group = exchange.directory.group_mut(id).ok_or_else(Reply::not_found)?;
    group.replace(body);
    Ok(Reply::json(200, &Shown::whole(&*group)))
}

/// Removes a group; its members stay.
pub(crate) fn remove(exchange: &mut Exchange, id: &str) -> Outcome {
    let group = find(exchange, id)?;
    let (id, reply) = (group.id(), Reply::json(200, &Shown::whole(group)));
    exchange.directory.accept_write();
    exchange.directory.groups_mut().retain(|group| group.id() != id);
    Ok(match exchange.choices.group_delete {
        GroupDelete::Object => reply,
        GroupDelete::NoContent => Reply::no_content(),
    })
}

/// The group whose id stands in the path as `id`.
pub(super) fn find<'a, D>(exchange: &'a Exchange<'_, D>, id: &str) -> Result<&'a Group, Reply>
where
    D: Deref<Target = Directory>,
{
    let id = exchange.id(id)?;
    exchange.directory.groups().iter().find(|group| group.id() == id).ok_or_else(Reply::not_found)
}

/// The body of a call that makes or replaces a group, whose name no group other than `except` may have.
fn group_body(exchange: &Exchange, except: Option<Id>) -> Result<Map<String, Value>, Reply> {
    let body = body::object(exchange.call)?;
    let name = match body.get("name") {
        Some(Value::String(name)) if !name.is_empty() => name,
        None | Some(Value::Null | Value::String(_)) => return Err(Reply::bad_request("name is required")),
        Some(_) => return Err(Reply::bad_request("name must be a string")),
    };
    for key in ["email", "description", "membershipMethod"] {
        if !matches!(body.get(key), None | Some(Value::Null | Value::String(_))) {
            return Err(Reply::bad_request(&format!("{key} must be a string")));
        }
    }
    if !matches!(body.get("attributes"), None | Some(Value::Null | Value::Object(_))) {
        return Err(Reply::bad_request("attributes must be an object"));
    }
    let others = exchange.directory.groups().iter().filter(|group| Some(group.id()) != except);
    if others.map(Group::name).any(|other| other == name) {
        return Err(Reply::error(409, "Already Exists"));
    }
    Ok(body)
}
