use serde_json::json;

use crate::{
    choices::{ActionBody, Choices},
    reply::Reply,
};

/// The answer to an action that was done and has nothing to show for it.
pub(super) fn done(choices: &Choices) -> Reply {
    match choices.action_body {
        ActionBody::Empty => Reply::empty(200),
        ActionBody::Ok => Reply::json(200, &json!("OK")),
        ActionBody::Object => Reply::json(200, &json!({})),
        ActionBody::Message => Reply::json(200, &json!({ "msg": "Successful" })),
        ActionBody::Text => Reply::text(200, "OK"),
        ActionBody::NoContent => Reply::no_content(),
    }
}
