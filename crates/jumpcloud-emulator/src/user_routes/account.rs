use serde_json::Value;

use super::{done::done, save};
use crate::{
    body,
    choices::RepeatedAction,
    exchange::Exchange,
    password_policy,
    reply::{Outcome, Reply},
};

/// Lets the password expire at once.
pub(crate) fn expire(exchange: &mut Exchange, id: &str) -> Outcome {
    let user = exchange.user(id)?;
    let (id, expired) = (user.id(), user.is("password_expired"));
    refuse_repeated(exchange, expired, "the password has expired already")?;
    let now = exchange.directory.accept_write();
    if let Some(user) = exchange.directory.user_mut(id).filter(|_| !expired) {
        user.set("password_expired", true);
        user.set("password_expiration_date", now.to_string());
    }
    Ok(done(exchange.choices))
}

/// Ends a lockout; neither an expiry nor a suspension ends with it.
pub(crate) fn unlock(exchange: &mut Exchange, id: &str) -> Outcome {
    let user = exchange.user(id)?;
    let (id, unlocked) = (user.id(), !user.is("account_locked"));
    refuse_repeated(exchange, unlocked, "the account is not locked")?;
    let now = exchange.directory.accept_write();
    if let Some(user) = exchange.directory.user_mut(id) {
        save::set_locked(user, false, now);
    }
    Ok(done(exchange.choices))
}

/// Sets the password.
pub(crate) fn password(exchange: &mut Exchange, id: &str) -> Outcome {
    let user = exchange.user(id)?;
    let (id, username) = (user.id(), user.text("username"));
    let body = body::object(exchange.call)?;
    let Some(password) = body.get("password").and_then(Value::as_str).filter(|it| !it.is_empty()) else {
        return Err(Reply::bad_request("password is required"));
    };
    let former = exchange.directory.former_passwords(id);
    password_policy::check(password, &username, former, &exchange.query)?;
    let now = exchange.directory.accept_write();
    save::set_password(exchange, id, password, now);
    Ok(done(exchange.choices))
}

fn refuse_repeated(exchange: &Exchange, repeated: bool, message: &str) -> Result<(), Reply> {
    if repeated && exchange.choices.repeated_action == RepeatedAction::Conflict {
        return Err(Reply::error(409, &format!("Conflict: {message}")));
    }
    Ok(())
}
