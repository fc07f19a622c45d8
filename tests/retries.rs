//! What is sent again, and how often; counted at a server.

use std::io::{BufRead as _, BufReader};
use std::process::Command;

use crate::support::{BadServer, Reply, Sortie};

const ID: &str = "system_user_id=65b000000000000000000001";
/// A read, a write that may be repeated, and one that may not.
const ACTIONS: [&str; 3] = ["get_system_user_by_id", "expire_system_user_password", "activate_system_user"];
/// No pauses, and no long wait.
const AT_ONCE: &str = "retry: {backoff_ms: 0}\ntimeouts: {read: 2, total: 3}";

/// A program that repeats as its connection says.
fn repeating(server: &BadServer, more: &str) -> Sortie {
    Sortie::new().connected(server.address, more).env("SORTIE_RETRIES", "")
}

fn refusal(head: &str) -> Reply {
    Reply::new(&format!("{head}\ncontent-type: application/json"), r#"{"message":"not now"}"#)
}

/// What may pass by itself.
fn troubles() -> Vec<(&'static str, Reply)> {
    vec![
        ("answers 429", refusal("429 Too Many Requests")),
        ("answers 429 and when to come back", refusal("429 Too Many Requests\nretry-after: 0")),
        ("answers 500", refusal("500 Internal Server Error")),
        ("answers 502", refusal("502 Bad Gateway")),
        ("answers 503", refusal("503 Service Unavailable")),
        ("answers 504", refusal("504 Gateway Timeout")),
        ("answers 409", refusal("409 Conflict")),
        ("closes before it reads", Reply::CloseUnread),
        ("closes before it answers", Reply::Close),
        ("closes within the answer", Reply::raw("200 OK\ncontent-length: 99", "{\"_id\": \"65b")),
        ("never answers", Reply::Hang),
        ("answers what is no JSON", Reply::json("200 OK", "{\"_id\"")),
        ("answers what is no HTTP", Reply::Bytes(b"SSH-2.0-OpenSSH_9.6\r\n".to_vec())),
    ]
}

/// Twice there is trouble, and then there is none: who gets that far, and by how many requests that are the same.
#[test]
fn what_passes_is_waited_for_where_nothing_can_be_done_twice() {
    let mut told = Vec::new();
    for (trouble, reply) in troubles() {
        told.push(format!("# the server {trouble}, twice\n"));
        for action in ACTIONS {
            let good = Reply::json("200 OK", r#"{"_id":"65b000000000000000000001"}"#);
            let server = BadServer::new([reply.clone(), reply.clone(), good]);
            let sortie = repeating(&server, AT_ONCE);
            let output = sortie.run(&["run", action, "-c", "test", "-o", "ndjson", "-i", ID]);
            let requests = server.requests();
            let first = requests.first().cloned().unwrap_or_default();
            assert!(requests.iter().all(|it| *it == first), "{action} is the same each time it is sent");
            told.push(format!("{action}, {} whole requests read\n{output}", requests.len()));
        }
    }
    insta::assert_snapshot!(told.concat());
}

#[test]
fn trouble_that_does_not_pass_ends_after_as_many_repeats_as_were_asked_for() {
    let attempts = |more: &str, args: &[&str]| {
        let server = BadServer::new([refusal("503 Service Unavailable")]);
        let sortie = repeating(&server, more);
        let run = [&["run", ACTIONS[1], "-c", "test", "-o", "ndjson", "-i", ID], args].concat();
        let told = sortie.run(&run);
        format!("{} requests\n{told}", server.requests().len())
    };
    let told = [
        attempts(AT_ONCE, &[]),
        attempts("retry: {retries: 1, backoff_ms: 0}", &[]),
        attempts("retry: {retries: 1, backoff_ms: 0}", &["--retries", "5"]),
        attempts(AT_ONCE, &["--retries", "0"]),
    ];
    insta::assert_snapshot!(told.concat());
}

/// The first attempt may have done it: that the second finds nothing to do proves nothing.
#[test]
fn an_earlier_attempt_keeps_its_doubt() {
    let server = BadServer::new([Reply::Close, Reply::json("404 Not Found", r#"{"message":"Not Found"}"#)]);
    let sortie = repeating(&server, AT_ONCE);
    insta::assert_snapshot!(sortie.run(&["run", ACTIONS[1], "-c", "test", "-o", "ndjson", "-i", ID]));
}

#[test]
fn a_deadline_ends_whatever_the_run_waits_for() {
    let mut told = Vec::new();
    for (reply, args) in [
        (Reply::Hang, ["--deadline", "2"]),
        // It would have to wait for longer than there is time.
        (refusal("429 Too Many Requests\nretry-after: 100"), ["--deadline", "50"]),
        // Longer than one request may take with all its repeats.
        (refusal("429 Too Many Requests\nretry-after: 1000"), ["--retries", "9"]),
        (refusal("429 Too Many Requests\nretry-after: Fri, 31 Dec 2100 23:59:59 GMT"), ["--retries", "9"]),
    ] {
        for action in ACTIONS {
            let server = BadServer::new([reply.clone()]);
            let sortie = repeating(&server, "");
            let run = [&["run", action, "-c", "test", "-o", "ndjson", "-i", ID], &args[..]].concat();
            told.push(format!("# {} {action}\n{}", args.join(" "), sortie.run(&run)));
        }
    }
    insta::assert_snapshot!(told.concat());
}

/// What a deadline has cut is told among the requests, too.
#[test]
fn a_request_that_the_deadline_ends_is_logged() {
    let server = BadServer::new([Reply::Hang]);
    let sortie = repeating(&server, "");
    let run = ["run", ACTIONS[0], "-c", "test", "-o", "ndjson", "-i", ID, "--deadline", "2", "-v"];
    insta::assert_snapshot!(sortie.run(&run));
}

#[test]
fn a_number_that_is_none_is_refused() {
    let sortie = Sortie::new();
    let mut told = Vec::new();
    for (flag, values) in [
        ("--retries", ["-1", "many", "101", "99999999999"].as_slice()),
        ("--deadline", &["0", "-1", "soon", "inf", "nan", "1e400", "31536001"]),
    ] {
        for value in values {
            told.push(format!("# {flag} {value}\n{}", sortie.run(&["run", "x", &format!("{flag}={value}")])));
        }
    }
    insta::assert_snapshot!(told.concat());
}

/// Ctrl-C ends a pause. The run tells of it before, since it is a long one.
#[test]
fn a_pause_can_be_interrupted() {
    let server = BadServer::new([refusal("429 Too Many Requests\nretry-after: 100")]);
    let sortie = repeating(&server, "");
    let mut child = sortie.start(&["run", ACTIONS[0], "-c", "test", "-i", ID]);
    let mut line = String::new();
    let mut stderr = BufReader::new(child.stderr.take().expect("stderr is a pipe"));
    stderr.read_line(&mut line).expect("the run tells that it waits");
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(sent.expect("there is a kill").success());
    let status = child.wait().expect("the run ends");
    assert_eq!((line.trim(), status.success()), ("warning: waiting for 100 s before repeat 1 of 3", false));
}
