use serde_json::{Map, Value};

use crate::{Call, reply::Reply};

/// The JSON object that `call` carries; an empty body is refused.
pub(crate) fn object(call: &Call) -> Result<Map<String, Value>, Reply> {
    match serde_json::from_slice(&call.body) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(_) => Err(Reply::bad_request("the body must be a JSON object")),
        Err(_) => Err(Reply::bad_request("the body is not JSON")),
    }
}

/// The JSON object that `call` carries; an empty body is an empty object.
pub(crate) fn object_or_empty(call: &Call) -> Result<Map<String, Value>, Reply> {
    if call.body.trim_ascii().is_empty() { Ok(Map::new()) } else { object(call) }
}
