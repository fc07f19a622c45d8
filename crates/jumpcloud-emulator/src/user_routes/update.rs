use serde_json::Value;

use super::{save, state};
use crate::{
    body,
    exchange::Exchange,
    reply::{Outcome, Reply},
    shown::Shown,
    user::{Changes, Purpose, User},
};

/// Changes what the body names and nothing else, and answers with the whole user.
pub(crate) fn update(exchange: &mut Exchange, id: &str) -> Outcome {
    let user = exchange.user(id)?;
    let (id, current) = (user.id(), user.text("state"));
    let changes = Changes::read(body::object(exchange.call)?, Purpose::Update, exchange.choices)?;
    refuse_restricted(exchange.user(&id.to_string())?, &changes)?;
    let state = state::asked(&changes, Some(&current))?;
    save::check(exchange, &changes, Some(id))?;
    let now = exchange.directory.accept_write();
    save::save(exchange, id, changes, state, now);
    let user = exchange.directory.user(id).ok_or_else(Reply::not_found)?;
    Ok(Reply::json(200, &Shown::whole(user)))
}

/// Refuses to change a field that another directory owns; to repeat its value is no change.
fn refuse_restricted(user: &User, changes: &Changes) -> Result<(), Reply> {
    let restricted = user.get("restrictedFields");
    for item in restricted.as_ref().and_then(Value::as_array).into_iter().flatten() {
        let Some(field) = item.get("field").and_then(Value::as_str) else { continue };
        // Nobody can tell whether a password is the same again.
        let password = field == "password" && changes.password().is_some();
        if password || changes.get(field).is_some_and(|value| Some(value) != user.get(field).as_ref()) {
            let violation = (field.to_owned(), "is restricted".to_owned());
            return Err(Reply::invalid(&format!("Bad Request: {field} is restricted"), &[violation]));
        }
    }
    Ok(())
}
