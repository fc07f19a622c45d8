use crate::support::{BadServer, Reply, Sortie};

const HTML: &str = "<!DOCTYPE html><html><head><title>502</title></head><body>cloudflare</body></html>";
const ID: &str = "system_user_id=65b000000000000000000001";
/// A read, a write that may be repeated, and one that may not.
const ACTIONS: [&str; 3] = ["get_system_user_by_id", "expire_system_user_password", "activate_system_user"];

/// What the API refuses with: the bodies that are documented or have been seen.
fn refusals() -> Vec<(&'static str, Reply)> {
    let violation = r#"{"code":400,"message":"Password validation fail","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolationsList":[{"field":"password","description":"specialCharacter"}]}]}"#;
    let json = |status: &'static str, body: &str| (status, Reply::json(status, body));
    let html = |status: &'static str| (status, Reply::new(&format!("{status}\ncontent-type: text/html"), HTML));
    let limited = "429 Too Many Requests\ncontent-type: application/json\nretry-after: 7";
    vec![
        json("400 Bad Request", r#"{"message":"Bad Request: request parameter \"limit\" exceeds maximum value of 100"}"#),
        json("400 Bad Request", violation),
        json("401 Unauthorized", r#"{"error":"Unauthorized","message":"Unauthorized: api key user not found"}"#),
        json("401 Unauthorized", r#"{"message":"Unauthorized: no organization selected"}"#),
        json("403 Forbidden", r#"{"message":"Forbidden: organization selection not allowed via header","error":"Forbidden"}"#),
        html("403 Forbidden"),
        json("404 Not Found", r#"{"message":"Not Found"}"#),
        ("404 Not Found", Reply::new("404 Not Found", "")),
        json("409 Conflict", r#"{"message":"Already Exists"}"#),
        ("429 Too Many Requests", Reply::new(limited, r#"{"message":"Too Many Requests"}"#)),
        html("429 Too Many Requests"),
        json("500 Internal Server Error", r#"{"code":500,"message":"internal","status":"INTERNAL","details":[]}"#),
        html("502 Bad Gateway"),
        ("503 Service Unavailable", Reply::new("503 Service Unavailable\ncontent-type: text/plain", "no healthy upstream")),
        html("504 Gateway Timeout"),
        json("418 I'm a teapot", "[]"),
    ]
}

/// For each refusal and each kind of action, what playbooks decide by.
#[test]
fn every_refusal_says_what_has_been_done_and_whether_to_try_again() {
    let mut told = String::new();
    for (status, reply) in refusals() {
        for action in ACTIONS {
            let server = BadServer::new([reply.clone()]);
            let sortie = Sortie::new().connected(server.address, "");
            told.push_str(&format!("# {status}\n$ sortie run {action} -c test -o ndjson -i {ID}\n"));
            told.push_str(&sortie.run(&["run", action, "-c", "test", "-o", "ndjson", "-i", ID]));
            assert_eq!(server.requests().len(), 1, "{action} is sent once");
        }
    }
    insta::assert_snapshot!(told);
}

/// The same where the refusal meets a lookup, and nothing of the action has been sent.
#[test]
fn a_lookup_that_is_refused_has_changed_nothing() {
    let mut told = String::new();
    for (status, reply) in refusals() {
        let server = BadServer::new([reply]);
        let sortie = Sortie::new().connected(server.address, "");
        told.push_str(&format!("# {status}\n"));
        told.push_str(&sortie.run(&["run", ACTIONS[2], "-c", "test", "-o", "ndjson", "-i", "system_user_id=ada"]));
    }
    insta::assert_snapshot!(told);
}
