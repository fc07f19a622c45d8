use serde_json::{Map, Value};

use crate::{
    choices::{DuplicateUser, Suspension},
    exchange::Exchange,
    id::Id,
    password_policy,
    reply::Reply,
    timestamp::Timestamp,
    user::{Changes, User},
};

/// Refuses `changes` that the rest of the directory forbids to the user whose id is `id`, or to a new one.
pub(super) fn check(exchange: &mut Exchange, changes: &Changes, id: Option<Id>) -> Result<(), Reply> {
    if let Some(field) = exchange.directory.taken(changes, id) {
        return Err(match exchange.choices.duplicate_user {
            DuplicateUser::BadRequest => {
                Reply::invalid(&format!("Bad Request: a user with this {field} already exists"), &[])
            }
            DuplicateUser::Conflict => Reply::error(409, "User already exists"),
        });
    }
    if let Some(manager) = changes.text("manager") {
        let there = Id::parse(manager).and_then(|it| exchange.directory.user(it));
        if there.is_none_or(|it| Some(it.id()) == id) {
            return Err(Reply::invalid("Bad Request: manager is not another user's id", &[]));
        }
    }
    let Some(password) = changes.password() else { return Ok(()) };
    let user = id.and_then(|id| exchange.directory.user(id));
    let username = changes.text("username").map(str::to_owned);
    let username = username.or_else(|| user.map(|it| it.text("username"))).unwrap_or_default();
    let former = id.map_or(&[][..], |id| exchange.directory.former_passwords(id));
    password_policy::check(password, &username, former, &exchange.query)
}

/// Writes `changes` into the user whose id is `id`, and brings the user into `state`.
///
/// The state comes first: whether a password lets the user in depends on it.
pub(super) fn save(exchange: &mut Exchange, id: Id, changes: Changes, state: Option<&str>, now: Timestamp) {
    exchange.directory.take_names(&changes);
    if let Some(state) = state {
        set_state(exchange, id, state);
    }
    if let Some(password) = changes.password() {
        set_password(exchange, id, password, now);
    }
    for (key, value) in changes.into_values().filter(|(key, _)| !matches!(*key, "state" | "suspended")) {
        let value = complete(exchange, key, value, now);
        if let Some(user) = exchange.directory.user_mut(id) {
            set(user, key, value, now);
        }
    }
}

/// Gives the user whose id is `id` a new password, good for its full time.
pub(super) fn set_password(exchange: &mut Exchange, id: Id, password: &str, now: Timestamp) {
    exchange.directory.remember_password(id, password);
    let Some(user) = exchange.directory.user_mut(id) else { return };
    user.set("password_date", now.to_string());
    user.set("password_expired", false);
    user.set("password_expiration_date", now.plus_days(password_policy::LIFETIME).to_string());
    let staged = user.text("state") == "STAGED";
    user.set("activated", !staged);
}

/// Brings the user whose id is `id` into `state`, and `suspended` with it.
pub(super) fn set_state(exchange: &mut Exchange, id: Id, state: &str) {
    let lost = exchange.choices.suspension == Suspension::Lost && state == "SUSPENDED";
    let Some(user) = exchange.directory.user_mut(id).filter(|_| !lost) else { return };
    let was_staged = user.text("state") == "STAGED";
    user.set("state", state);
    user.set("suspended", state == "SUSPENDED");
    if was_staged && state == "ACTIVATED" {
        user.set("activated", user.has_password());
    }
}

/// Locks the user out, or ends a lockout.
pub(super) fn set_locked(user: &mut User, locked: bool, now: Timestamp) {
    if locked == user.is("account_locked") {
        return;
    }
    user.set("account_locked", locked);
    user.set("account_locked_date", locked.then(|| now.to_string()));
    if !locked {
        user.set("badLoginAttempts", 0);
    }
}

fn set(user: &mut User, key: &str, value: Value, now: Timestamp) {
    match (key, value) {
        ("account_locked", Value::Bool(locked)) => set_locked(user, locked, now),
        // Nobody is let in by being called so, only kept out.
        ("activated", Value::Bool(true)) => (),
        ("mfa", Value::Object(given)) => {
            let mut mfa = user.get("mfa").and_then(|it| it.as_object().cloned()).unwrap_or_default();
            merge_mfa(&mut mfa, given, now);
            user.set("mfa", mfa);
        }
        (key, value) => user.set(key, value),
    }
}

/// Opens or closes the window in which `mfa` asks for no second factor, as `given` says.
pub(super) fn merge_mfa(mfa: &mut Map<String, Value>, given: Map<String, Value>, now: Timestamp) {
    let days = given.get("exclusionDays").and_then(Value::as_u64);
    if let Some(days) = days.filter(|_| !given.contains_key("exclusionUntil")) {
        mfa.insert("exclusionUntil".to_owned(), now.plus_days(days).to_string().into());
    }
    // Whether anything is configured is for the service to say.
    mfa.extend(given.into_iter().filter(|(key, _)| key.starts_with("exclusion")));
    if mfa.get("exclusion") == Some(&Value::Bool(false)) {
        mfa.retain(|key, _| !matches!(key.as_str(), "exclusionDays" | "exclusionUntil"));
    }
}

/// Gives the items of an array what the service adds to them; an id that a caller sends back is kept.
fn complete(exchange: &mut Exchange, key: &str, value: Value, now: Timestamp) -> Value {
    let id = match key {
        "addresses" | "phoneNumbers" => "id",
        "ssh_keys" => "_id",
        _ => return value,
    };
    let Value::Array(items) = value else { return value };
    let complete = |item: Value| {
        let Value::Object(given) = item else { return item };
        let kept = given.get(id).and_then(Value::as_str).and_then(Id::parse);
        let mut item = Map::new();
        item.insert(id.to_owned(), kept.unwrap_or_else(|| exchange.directory.allot()).into());
        item.extend(given.into_iter().filter(|(name, _)| name != id));
        if id == "_id" {
            item.entry("create_date").or_insert_with(|| now.to_string().into());
        }
        item.into()
    };
    items.into_iter().map(complete).collect()
}
