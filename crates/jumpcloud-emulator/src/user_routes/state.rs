use crate::{reply::Reply, user::Changes};

/// The state that `changes` asks for, where they ask for one, of a user who is in the state `current`; of a new
/// user where there is none.
///
/// Either of `state` and `suspended` is enough. Both must agree; a document sent back whole with only one of them
/// changed is refused for that reason.
pub(super) fn asked(changes: &Changes, current: Option<&str>) -> Result<Option<&'static str>, Reply> {
    let state = match (changes.text("state"), changes.flag("suspended")) {
        (None, None) => return Ok(None),
        (None, Some(true)) => "SUSPENDED",
        // Ending a suspension that there is not leaves a staged user staged.
        (None, Some(false)) if current == Some("STAGED") => "STAGED",
        (None, Some(false)) => "ACTIVATED",
        (Some(state), suspended) => {
            if let Some(suspended) = suspended.filter(|it| *it != (state == "SUSPENDED")) {
                return Err(conflict(state, suspended));
            }
            known(state)
        }
    };
    if state == "STAGED" && current.is_some_and(|current| current != "STAGED") {
        return Err(Reply::invalid("Bad Request: a user cannot be STAGED again", &[]));
    }
    Ok(Some(state))
}

fn known(state: &str) -> &'static str {
    match state {
        "STAGED" => "STAGED",
        "SUSPENDED" => "SUSPENDED",
        _ => "ACTIVATED",
    }
}

fn conflict(state: &str, suspended: bool) -> Reply {
    let pair = format!("(state={state} suspended={suspended})");
    let message = format!("Bad Request: Cannot save conflicting state and suspended fields. {pair}");
    Reply::invalid(&message, &[])
}
