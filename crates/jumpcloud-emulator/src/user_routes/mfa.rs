use serde_json::{Map, Value, json};

use super::{done::done, save};
use crate::{
    body,
    exchange::{Exchange, Reading},
    reply::{Outcome, Reply},
    user::{check_mfa, enrollment},
};

/// Forgets the TOTP enrolment, and opens a window in which the user need not have one if the body asks for it.
pub(crate) fn reset_mfa(exchange: &mut Exchange, id: &str) -> Outcome {
    let id = exchange.user(id)?.id();
    let mut window = body::object_or_empty(exchange.call)?;
    window.retain(|_, value| !value.is_null());
    check_mfa(&window).map_err(|fault| Reply::bad_request(&format!("the body {fault}")))?;
    let bounded = ["exclusionDays", "exclusionUntil"].iter().any(|key| window.contains_key(*key));
    if bounded {
        window.entry("exclusion").or_insert(true.into());
    }
    let open = window.get("exclusion") == Some(&Value::Bool(true));
    let now = exchange.directory.accept_write();
    if let Some(user) = exchange.directory.user_mut(id) {
        let mut mfa = Map::from_iter([
            ("exclusion".to_owned(), Value::Bool(open)),
            ("configured".to_owned(), Value::Bool(false)),
        ]);
        save::merge_mfa(&mut mfa, window, now);
        let status = if open { "IN_ENROLLMENT" } else { "NOT_ENROLLED" };
        user.set("mfa", mfa);
        user.set("totp_enabled", false);
        user.set("mfaEnrollment", enrollment(status, status));
    }
    Ok(done(exchange.choices))
}

/// Brings the enrolments up to date, which here they always are.
pub(crate) fn sync_mfa(exchange: &mut Exchange, id: &str) -> Outcome {
    exchange.user(id)?;
    exchange.directory.accept_write();
    Ok(done(exchange.choices))
}

/// Tells since when the user has been enrolled in TOTP.
pub(crate) fn totp_info(exchange: &Reading, id: &str) -> Outcome {
    let user = exchange.user(id)?;
    if !user.is("totp_enabled") {
        return Err(Reply::not_found());
    }
    // No call enrols anybody, so whoever is enrolled has been from the first day.
    Ok(Reply::json(200, &json!({ "enrollmentDate": user.text("created") })))
}
