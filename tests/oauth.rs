use std::net::{SocketAddr, TcpListener};

use serde_json::{Value, json};

use crate::support::{BadServer, Reply, SECRET, Sortie, TOKENS, account_file, nobody, token};

const USER: &str = "65b000000000000000000001";

/// A home with the connection `account` to `api`, which gets its tokens from `token`.
fn sortie(api: SocketAddr, token: SocketAddr) -> Sortie {
    let file = account_file(api, token, "timeouts: {read: 1, total: 2}");
    let sortie = Sortie::new().file("connections/account.yaml", file).file("secret.txt", SECRET);
    TOKENS
        .iter()
        .fold(sortie.secret(SECRET).secret(&format!("cl1ent:{SECRET}")), |sortie, it| sortie.secret(it))
}

/// What a server gets, without what every HTTP client sends.
fn asked(server: BadServer) -> Vec<String> {
    let own =
        |line: &&str| !["host:", "user-agent:", "accept-encoding:"].iter().any(|name| line.starts_with(name));
    let requests = server.requests().into_iter();
    requests.map(|request| request.lines().filter(own).collect::<Vec<_>>().join("\n")).collect()
}

#[test]
fn a_token_is_asked_for_once_and_sent_instead_of_a_key() {
    let tokens = BadServer::new([token(0)]);
    let api = BadServer::new([Reply::json("200 OK", "{}")]);
    let told = sortie(api.address, tokens.address).run(&run("-vvv"));
    let answered = format!("{told}\n# the token host\n{}\n# the API\n{}", asked(tokens)[0], asked(api)[0]);
    insta::assert_snapshot!(answered);
}

/// Ways in which a token host gets it wrong.
fn wrong_answers(elsewhere: &str) -> Vec<(&'static str, Reply)> {
    let json = |value: Value| Reply::json("200 OK", &value.to_string());
    vec![
        (
            "knows another client",
            Reply::json(
                "401 Unauthorized",
                &format!(r#"{{"error":"invalid_client","error_description":"not {SECRET}"}}"#),
            ),
        ),
        ("forbids it", Reply::json("403 Forbidden", "{}")),
        ("redirects", Reply::new(&format!("307 Temporary Redirect\nlocation: {elsewhere}"), "")),
        ("is out of order", Reply::new("503 Service Unavailable\ncontent-type: text/html", "<html>")),
        (
            "answers a web page",
            Reply::new("200 OK\ncontent-type: text/html", "<!doctype html><title>Log in</title>"),
        ),
        ("gives no token", json(json!({"token": TOKENS[0]}))),
        ("gives a token of two lines", json(json!({"access_token": format!("{}\r\nx-evil: 1", TOKENS[0])}))),
        ("gives another kind", json(json!({"access_token": TOKENS[0], "token_type": TOKENS[0]}))),
        ("gives one that has ended", json(json!({"access_token": TOKENS[0], "expires_in": -1}))),
        ("gives one for ever", json(json!({"access_token": TOKENS[0], "expires_in": 1e30}))),
        ("gives one until a text", json(json!({"access_token": TOKENS[0], "expires_in": TOKENS[0]}))),
        ("gives half of one", Reply::json("200 OK", &format!(r#"{{"access_token":"{}"#, TOKENS[0]))),
        ("never ends", Reply::Endless),
        ("closes", Reply::Close),
        ("never answers", Reply::Hang),
    ]
}

/// Nothing reaches the API, and nobody sees a secret.
#[test]
fn a_token_host_that_gets_it_wrong_is_told_as_such() {
    let api = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    api.set_nonblocking(true).expect("a listener can be asked without waiting");
    let address = api.local_addr().expect("a listener has an address");
    let mut told = Vec::new();
    for (what, reply) in wrong_answers(&format!("http://{address}/")) {
        let tokens = BadServer::new([reply]);
        told.push(format!("# the token host {what}\n"));
        told.push(sortie(address, tokens.address).run(&run("-v")));
        assert_eq!(tokens.requests().len(), 1, "{what}");
    }
    told.push("# the token host is not there\n".to_owned());
    told.push(sortie(address, nobody()).run(&run("-v")));
    assert!(api.accept().is_err(), "something has reached the API");
    insta::assert_snapshot!(told.concat());
}

/// Servers may say token, secret and both in one back wherever they like, and the token in other letters or
/// another encoding.
#[test]
fn an_echo_of_the_token_is_hidden() {
    let encode = |text: String| base64::Engine::encode(&base64::engine::general_purpose::STANDARD, text);
    let pair = encode(format!("cl1ent:{SECRET}"));
    let bytes: Vec<String> = TOKENS[0].bytes().map(|byte| format!("%{byte:02x}")).collect();
    let disguised = [TOKENS[0].to_uppercase(), encode(TOKENS[0].to_owned()), bytes.concat()];
    let message = format!("no {} {SECRET} Basic {pair} {}", TOKENS[0], disguised.join(" "));
    let echo = json!({"message": message, TOKENS[0]: [TOKENS[0], pair], "disguised": disguised});
    let mut told = Vec::new();
    for status in ["200 OK", "401 Unauthorized", "500 Internal Server Error"] {
        // Headers repeat it, too: as values and, of the API, as names.
        let repeated = format!("x-remapped-authorization: Bearer {0}\nx-{0}: 1", TOKENS[0]);
        let given =
            json!({"access_token": TOKENS[0], "token_type": "bearer", "expires_in": 3600}).to_string();
        let tokens = BadServer::new([Reply::json(&format!("200 OK\n{repeated}"), &given)]);
        let api = BadServer::new([Reply::json(&format!("{status}\n{repeated}"), &echo.to_string())]);
        let id = format!("system_user_id={USER}");
        let args = ["run", "get_system_user_by_id", "-c", "account", "-o", "ndjson", "-vvv", "-i", &id];
        let sortie = sortie(api.address, tokens.address).secret(&pair);
        told.push(disguised.iter().fold(sortie, |sortie, it| sortie.secret(it)).run(&args));
    }
    insta::assert_snapshot!(told.concat());
}

fn run(verbose: &'static str) -> [&'static str; 9] {
    const ID: &str = "system_user_id=65b000000000000000000001";
    ["run", "expire_system_user_password", "-c", "account", "-o", "ndjson", verbose, "-i", ID]
}
