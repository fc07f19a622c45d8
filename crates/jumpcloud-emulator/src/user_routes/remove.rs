use serde_json::Value;

use crate::{
    exchange::Exchange,
    id::Id,
    reply::{Outcome, Reply},
    shown::Shown,
};

/// Removes a user and answers with what was removed.
///
/// Whoever has reports is removed only if the caller says who manages them from now on, be it nobody.
pub(crate) fn remove(exchange: &mut Exchange, id: &str) -> Outcome {
    let id = exchange.user(id)?.id();
    let reports = exchange.directory.reports(id);
    let successor = match successor(exchange, id)? {
        Some(successor) => successor,
        None if reports.is_empty() => Value::Null,
        None => {
            let message = "Conflict: the user manages other users; cascade_manager is required";
            return Err(Reply::error(409, message));
        }
    };
    exchange.directory.accept_write();
    for report in reports {
        // A report who takes over has nobody above for a start.
        let manager = if successor == Value::from(report) { Value::Null } else { successor.clone() };
        if let Some(report) = exchange.directory.user_mut(report) {
            report.set("manager", manager);
        }
    }
    let removed = Shown::whole(exchange.directory.user(id).ok_or_else(Reply::not_found)?);
    let reply = Reply::json(200, &removed);
    exchange.directory.remove_user(id);
    Ok(reply)
}

/// The id of the one who takes over the reports of the user whose id is `leaver`, or null for nobody; none where
/// the caller does not say.
fn successor(exchange: &Exchange, leaver: Id) -> Result<Option<Value>, Reply> {
    match exchange.query.get("cascade_manager") {
        None => Ok(None),
        Some("null") => Ok(Some(Value::Null)),
        Some(text) => {
            let manager = Id::parse(text).filter(|id| *id != leaver);
            match manager.and_then(|id| exchange.directory.user(id)) {
                Some(manager) => Ok(Some(manager.id().into())),
                None => Err(Reply::bad_request("cascade_manager is not another user's id")),
            }
        }
    }
}
