use serde_json::json;

use crate::{Call, choices::Tenancy, config::Config, id::Id, organization, reply::Reply, tokens::Tokens};

/// Lets `call` in, or says why not: the key or token comes first, then the organization.
pub(crate) fn admit(call: &Call, config: &Config, tokens: &mut Tokens) -> Result<(), Reply> {
    let key = call.header("x-api-key").filter(|key| !key.is_empty());
    let token = call.header("authorization").and_then(|it| it.strip_prefix("Bearer "));
    match (key, token, &config.api_key) {
        (_, Some(token), _) if tokens.take(token) => (),
        (_, Some(_), _) => return Err(Reply::error(401, "Unauthorized")),
        (None, None, _) => return Err(Reply::html(302, "Found").with_header("location", "/login")),
        (Some(key), None, Some(expected)) if key != expected => {
            let body = json!({ "error": "Unauthorized", "message": "Unauthorized: api key user not found" });
            return Err(Reply::json(401, &body));
        }
        _ => (),
    }
    let chosen = call.header("x-org-id").filter(|id| !id.is_empty());
    if refuses_organization(&call.path) {
        return chosen.map_or(Ok(()), |_| Err(forbidden()));
    }
    match (chosen.map(Id::parse), config.choices.tenancy) {
        (None, Tenancy::Single) => Ok(()),
        (None, Tenancy::Multi) => Err(Reply::error(401, "Unauthorized: no organization selected")),
        (Some(None), _) => Err(Reply::bad_request("invalid x-org-id header")),
        (Some(Some(id)), _) if id == organization::id() => Ok(()),
        (Some(Some(_)), _) => Err(Reply::error(404, "Not Found: organization not found")),
    }
}

/// Whether the route at `path` takes no organization from a header.
fn refuses_organization(path: &str) -> bool {
    let path = path.strip_suffix('/').unwrap_or(path);
    matches!(
        path,
        "/api/organizations"
            | "/api/search/organizations"
            | "/api/users"
            | "/api/v2/organizations"
            | "/api/v2/administrators"
            | "/api/v2/providers"
            | "/api/v2/integrations"
    ) || path.starts_with("/api/v2/integrations/")
}

fn forbidden() -> Reply {
    let text = "Forbidden: organization selection not allowed via header";
    Reply::json(403, &json!({ "message": text, "error": text }))
}
