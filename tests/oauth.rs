use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use jumpcloud_emulator::Config;
use serde_json::{Value, json};
use sortie_core::{Envelope, Invocation};
use sortie_runner::{Catalogue, Connections, Home, HomeReason, HttpTransport, Runner};
use tempfile::TempDir;
use tokio::task::JoinSet;

use crate::support::{BadServer, Reply, Served, Sortie, write_own};

const SECRET: &str = "cl1ent-s3cret+77";
const TOKENS: [&str; 2] = ["t0ken-number-0ne.x", "t0ken-number-tw0.x"];
const USER: &str = "65b000000000000000000001";

/// A connection `account` to `api` that gets its tokens from `token`; `more` are further lines of its file.
fn connection(api: SocketAddr, token: SocketAddr, more: &str) -> String {
    format!(
        "label: account\nintegration: jumpcloud\nbase_url: http://{api}\nhosts: {{token: \"http://{token}\"}}\n\
         oauth: {{client_id: cl1ent, client_secret: {{file: secret.txt}}}}\n{more}\n"
    )
}

/// A home with that connection.
fn sortie(api: SocketAddr, token: SocketAddr) -> Sortie {
    let file = connection(api, token, "timeouts: {read: 1, total: 2}");
    let sortie = Sortie::new().file("connections/account.yaml", file).file("secret.txt", SECRET);
    TOKENS
        .iter()
        .fold(sortie.secret(SECRET).secret(&format!("cl1ent:{SECRET}")), |sortie, it| sortie.secret(it))
}

/// An answer with token number `index`.
fn token(index: usize) -> Reply {
    let answer = json!({"access_token": TOKENS[index], "token_type": "bearer", "expires_in": 3600});
    Reply::json("200 OK", &answer.to_string())
}

/// A process that serves runs: one runner for all of them.
struct Process {
    home: TempDir,
    runner: Arc<Runner>,
}

impl Process {
    fn new(api: SocketAddr, token: SocketAddr) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        std::fs::create_dir(folder.path().join("connections")).expect("a temporary folder is writable");
        let home = Home::named(folder.path(), HomeReason::Flag);
        let connect: sortie_runner::Connect = |connection, integration, material| {
            Ok(Box::new(HttpTransport::new(connection, integration, material)?))
        };
        let runner = Arc::new(Runner::new(Catalogue::new(&home), Connections::new(&home), connect));
        let process = Self { home: folder, runner };
        process.write("connections/account.yaml", &connection(api, token, ""));
        process.write("secret.txt", SECRET);
        process
    }

    fn write(&self, path: &str, text: &str) {
        write_own(&self.home.path().join(path), text.as_bytes());
    }

    /// Expires a user's password so many times at once: the exit code of each run.
    fn expire(&self, times: usize) -> Vec<u8> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("there is an event loop").block_on(async {
            let mut runs = JoinSet::new();
            for _ in 0..times {
                let runner = Arc::clone(&self.runner);
                runs.spawn(async move { code(&runner.run(&invocation()).await) });
            }
            runs.join_all().await
        })
    }
}

fn code(envelope: &Envelope) -> u8 {
    envelope.failure().map_or(0, |failure| failure.kind().exit_code())
}

fn invocation() -> Invocation {
    let inputs = json!({"system_user_id": "ai_hammad"});
    Invocation {
        action: "expire_system_user_password".to_owned(),
        connection: "account".to_owned(),
        inputs: inputs.as_object().cloned().unwrap_or_default(),
        ..Invocation::default()
    }
}

/// Each run looks a user up and writes: two calls.
fn served(config: Config) -> (Served, Process) {
    let served =
        Served::new(Config { users: 10, service_account: Some(format!("cl1ent:{SECRET}")), ..config });
    let process = Process::new(served.address, served.address);
    (served, process)
}

#[test]
fn a_hundred_runs_at_once_ask_for_one_token() {
    let (served, process) = served(Config::default());
    assert_eq!(process.expire(100), [0; 100]);
    assert_eq!((served.emulator.tokens(), served.emulator.writes()), (1, 100));
    assert_eq!(process.expire(1), [0]);
    assert_eq!((served.emulator.tokens(), served.emulator.writes()), (1, 101));
}

/// The emulator forgets tokens; whoever has one is told 401, gets a new one, and writes once all the same.
#[test]
fn a_token_that_is_not_taken_any_more_is_replaced() {
    let (served, process) = served(Config { token_calls: Some(3), ..Config::default() });
    for run in 1..=4 {
        assert_eq!(process.expire(1), [0]);
        assert_eq!(served.emulator.writes(), run);
    }
    assert_eq!(served.emulator.tokens(), 3, "eight calls, three for each token");
}

#[test]
fn a_hundred_runs_whose_token_is_forgotten_replace_it_once() {
    let (served, process) = served(Config { token_calls: Some(120), ..Config::default() });
    assert_eq!(process.expire(100), [0; 100]);
    assert_eq!((served.emulator.tokens(), served.emulator.writes()), (2, 100));
}

/// A token that ends within half a minute serves the request that it was fetched for, and no other.
#[test]
fn a_token_near_its_end_is_not_used_again() {
    let (served, process) = served(Config { token_seconds: 30, ..Config::default() });
    assert_eq!((process.expire(1), served.emulator.tokens()), (vec![0], 2));
    let (served, process) = self::served(Config { token_seconds: 3000, ..Config::default() });
    assert_eq!((process.expire(1), served.emulator.tokens()), (vec![0], 1));
}

/// Another secret is another account: its token is not the old one's.
#[test]
fn a_changed_secret_gets_a_token_of_its_own() {
    let (served, process) = served(Config::default());
    assert_eq!((process.expire(1), served.emulator.tokens()), (vec![0], 1));
    process.write("secret.txt", "another");
    assert_eq!((process.expire(1), served.emulator.tokens()), (vec![2], 1));
    process.write("secret.txt", SECRET);
    assert_eq!((process.expire(1), served.emulator.tokens()), (vec![0], 2));
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
    let told = sortie(api.address, tokens.address).run(&run("-vv"));
    let answered = format!("{told}\n# the token host\n{}\n# the API\n{}", asked(tokens)[0], asked(api)[0]);
    insta::assert_snapshot!(answered);
}

/// A 401 to a token that was fetched for this very request is the answer; to an older one, a reason for another.
#[test]
fn a_second_401_is_the_answer() {
    let tokens = BadServer::new([token(0), token(1)]);
    let api = BadServer::new([Reply::json("401 Unauthorized", r#"{"message":"Unauthorized"}"#)]);
    let process = Process::new(api.address, tokens.address);
    // The lookup is refused before anything is written.
    assert_eq!((process.expire(1), process.expire(1)), (vec![1], vec![1]));
    assert_eq!(tokens.requests().len(), 2);
    let sent: Vec<String> = asked(api)
        .iter()
        .flat_map(|request| {
            request
                .lines()
                .filter(|it| it.starts_with("authorization"))
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect();
    let bearer = |index: usize| format!("authorization: Bearer {}", TOKENS[index]);
    assert_eq!(sent, [bearer(0), bearer(0), bearer(1)]);
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
    let closed = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a port is free");
    told.push("# the token host is not there\n".to_owned());
    told.push(sortie(address, closed).run(&run("-v")));
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
        let tokens = BadServer::new([token(0)]);
        let api = BadServer::new([Reply::json(status, &echo.to_string())]);
        let id = format!("system_user_id={USER}");
        let args = ["run", "get_system_user_by_id", "-c", "account", "-o", "ndjson", "-vv", "-i", &id];
        let sortie = sortie(api.address, tokens.address).secret(&pair);
        told.push(disguised.iter().fold(sortie, |sortie, it| sortie.secret(it)).run(&args));
    }
    insta::assert_snapshot!(told.concat());
}

fn run(verbose: &'static str) -> [&'static str; 9] {
    const ID: &str = "system_user_id=65b000000000000000000001";
    ["run", "expire_system_user_password", "-c", "account", "-o", "ndjson", verbose, "-i", ID]
}
