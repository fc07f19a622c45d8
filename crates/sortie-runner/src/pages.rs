use serde_json::Value;
use sortie_core::{Action, Failure, Inputs, Integration, Pager, Request, decode, result};

use crate::Transport;

/// Follows the list that `request` begins to its end: what the action answers for the whole list, and
/// `paging`, which says whether it is complete.
pub(crate) async fn all_pages(
    transport: &dyn Transport,
    action: &Action,
    integration: &Integration,
    inputs: &Inputs,
    request: Request,
) -> Result<Value, Failure> {
    let purpose = request.purpose;
    let mut pager = Pager::new(action, integration, request)?;
    let status = loop {
        let response = transport.send(&pager.request()).await?;
        let body = decode(&response, integration, purpose, true)?;
        if !pager.take(body, &response)? {
            break response.status;
        }
    };
    let (body, paging) = pager.finish();
    let answer = result(action, inputs, body, status)?;
    Ok(match answer {
        Value::Object(mut map) => {
            map.insert("paging".to_owned(), paging);
            Value::Object(map)
        }
        rows => serde_json::json!({"results": rows, "paging": paging}),
    })
}
