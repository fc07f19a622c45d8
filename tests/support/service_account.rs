use std::net::SocketAddr;

use serde_json::json;

use super::Reply;

/// The secret of the service account that tests log in with, whose client id is `cl1ent`.
pub(crate) const SECRET: &str = "cl1ent-s3cret+77";
/// The tokens it is given, in their order.
pub(crate) const TOKENS: [&str; 2] = ["t0ken-number-0ne.x", "t0ken-number-tw0.x"];

/// The file of a connection `account` to `api` that gets its tokens from `token`; `more` are further lines of it.
///
/// Its secret is in the file `secret.txt`.
pub(crate) fn account_file(api: SocketAddr, token: SocketAddr, more: &str) -> String {
    format!(
        "label: account\nintegration: jumpcloud\nbase_url: http://{api}\nhosts: {{token: \"http://{token}\"}}\n\
         oauth: {{client_id: cl1ent, client_secret: {{file: secret.txt}}}}\n{more}\n"
    )
}

/// An answer with token number `index`.
pub(crate) fn token(index: usize) -> Reply {
    let answer = json!({"access_token": TOKENS[index], "token_type": "bearer", "expires_in": 3600});
    Reply::json("200 OK", &answer.to_string())
}
