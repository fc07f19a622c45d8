use super::{save, state};
use crate::{
    body,
    exchange::Exchange,
    reply::{Outcome, Reply},
    shown::Shown,
    user::{Changes, Purpose},
};

/// Creates a user and answers with it.
pub(crate) fn create(exchange: &mut Exchange) -> Outcome {
    let body = body::object(exchange.call)?;
    let required = ["username", "email"].into_iter().filter(|key| !body.contains_key(*key));
    let missing: Vec<_> = required.map(|key| (key.to_owned(), "is required".to_owned())).collect();
    if let Some((field, description)) = missing.first() {
        return Err(Reply::invalid(&format!("Bad Request: {field} {description}"), &missing));
    }
    let changes = Changes::read(body, Purpose::Create, exchange.choices)?;
    let state = state::asked(&changes, None)?;
    save::check(exchange, &changes, None)?;
    let now = exchange.directory.accept_write();
    let id = exchange.directory.add_user();
    save::save(exchange, id, changes, state, now);
    let user = exchange.directory.user(id).ok_or_else(Reply::not_found)?;
    Ok(Reply::json(200, &Shown::whole(user)))
}
