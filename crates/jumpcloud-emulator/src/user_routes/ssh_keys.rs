use serde_json::{Map, Value, json};

use super::done::done;
use crate::{
    body,
    exchange::{Exchange, Reading},
    reply::{Outcome, Reply},
    user::User,
};

/// Answers with the user's keys.
pub(crate) fn keys(exchange: &Reading, id: &str) -> Outcome {
    Ok(Reply::json(200, &keys_of(exchange.user(id)?)))
}

/// Gives the user one more key and answers with it.
pub(crate) fn add_key(exchange: &mut Exchange, id: &str) -> Outcome {
    let user = exchange.user(id)?;
    let (id, mut keys) = (user.id(), keys_of(user));
    let body = body::object(exchange.call)?;
    let (name, public_key) = (required(&body, "name")?, required(&body, "public_key")?);
    let now = exchange.directory.accept_write();
    let key = json!({
        "_id": exchange.directory.allot().to_string(),
        "name": name,
        "public_key": public_key,
        "create_date": now.to_string(),
    });
    keys.push(key.clone());
    if let Some(user) = exchange.directory.user_mut(id) {
        user.set("ssh_keys", keys);
    }
    Ok(Reply::json(200, &key))
}

/// Takes one key away from the user.
pub(crate) fn remove_key(exchange: &mut Exchange, id: &str, key: &str) -> Outcome {
    let user = exchange.user(id)?;
    let (id, mut keys) = (user.id(), keys_of(user));
    let key = exchange.id(key)?.to_string();
    let before = keys.len();
    keys.retain(|it| it.get("_id").and_then(Value::as_str) != Some(&key));
    if keys.len() == before {
        return Err(Reply::bad_request("the user has no such key"));
    }
    exchange.directory.accept_write();
    if let Some(user) = exchange.directory.user_mut(id) {
        user.set("ssh_keys", keys);
    }
    Ok(done(exchange.choices))
}

fn keys_of(user: &User) -> Vec<Value> {
    match user.get("ssh_keys") {
        Some(Value::Array(keys)) => keys,
        _ => Vec::new(),
    }
}

fn required<'a>(body: &'a Map<String, Value>, name: &str) -> Result<&'a str, Reply> {
    let text = body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    text.ok_or_else(|| Reply::bad_request(&format!("{name} is required")))
}
