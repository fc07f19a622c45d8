use serde_json::Value;

use super::{done::done, save};
use crate::{
    body,
    choices::ActivateTwice,
    exchange::Exchange,
    reply::{Outcome, Reply},
};

/// Lets a staged user in.
pub(crate) fn activate(exchange: &mut Exchange, id: &str) -> Outcome {
    let user = exchange.user(id)?;
    let (id, state) = (user.id(), user.text("state"));
    let body = body::object_or_empty(exchange.call)?;
    if !matches!(body.get("email"), None | Some(Value::Null | Value::Bool(_) | Value::String(_))) {
        return Err(Reply::bad_request("email must be a boolean or a string"));
    }
    if state != "STAGED" {
        let detail = format!("only a STAGED user can be activated, this one is {state}");
        return Err(match exchange.choices.activate_twice {
            ActivateTwice::BadRequest => Reply::invalid(&format!("Bad Request: {detail}"), &[]),
            ActivateTwice::Conflict => Reply::error(409, &format!("Conflict: {detail}")),
        });
    }
    exchange.directory.accept_write();
    save::set_state(exchange, id, "ACTIVATED");
    Ok(done(exchange.choices))
}

/// Suspends a user, whatever the state before.
pub(crate) fn suspend(exchange: &mut Exchange, id: &str) -> Outcome {
    let id = exchange.user(id)?.id();
    body::object_or_empty(exchange.call)?;
    exchange.directory.accept_write();
    save::set_state(exchange, id, "SUSPENDED");
    Ok(done(exchange.choices))
}
