//! A dry run tells the exact request and sends no write, whatever it is asked to do beside.

use std::process::Command;

use jumpcloud_emulator::Config;
use serde_json::Value;

use crate::support::{API_KEY, BadServer, Reply, Served, Sortie, examples, names_of_actions};

/// What may stand beside `--dry-run`, and could make it forget itself.
const BESIDE: [&[&str]; 12] = [
    &[],
    &["-o", "json"],
    &["-o", "yaml"],
    &["-o", "table"],
    &["-o", "ndjson"],
    &["--as", "text"],
    &["--as", "curl"],
    &["-v"],
    &["-vvv", "--log", "json"],
    &["--retries", "9"],
    &["--deadline", "60"],
    &["--all-pages"],
];

#[test]
fn no_option_makes_a_dry_run_write() {
    let served = Served::new(Config { users: 5, ..Config::default() });
    let sortie = Sortie::new().connected(served.address, "").env("SORTIE_RETRIES", "");
    for action in names_of_actions(&sortie) {
        let inputs = Value::Object(examples(&sortie, &action)).to_string();
        for beside in BESIDE {
            let run = ["run", &action, "-c", "test", "--dry-run", "--inputs", &inputs];
            let told = sortie.run(&[&run[..], beside].concat());
            // Only what is a list, and is not asked for a part of it, has pages.
            let is_planned =
                told.starts_with("exit: 0") && (told.contains("/api/") || told.contains("\\/api"));
            assert!(is_planned || beside == ["--all-pages"], "{action} {beside:?}: {told}");
        }
    }
    assert_eq!(served.emulator.writes(), 0);
    // What would count one counts one.
    let run =
        ["run", "create_system_user", "-c", "test", "-i", "username=ada", "-i", "email=ada@example.com"];
    let told = sortie.run(&run);
    assert_eq!((served.emulator.writes(), told.lines().next()), (1, Some("exit: 0")), "{told}");
}

/// What `--as curl` prints asks a server for the same as the run does, once its variable holds the key.
#[test]
fn curl_sends_what_the_run_sends() {
    let sortie = Sortie::new();
    for action in names_of_actions(&sortie) {
        let mut inputs = examples(&sortie, &action);
        // Nobody who looks at a command gets to see a password.
        inputs.remove("password");
        // An id needs no lookup.
        if let Some(id) = inputs.get_mut("system_user_id") {
            *id = "65b000000000000000000001".into();
        }
        let inputs = Value::Object(inputs).to_string();
        let found = || {
            Reply::json(
                "200 OK",
                r#"{"results":[{"_id":"65b000000000000000000001","username":"ai_hammad"}],"totalCount":1}"#,
            )
        };
        let own = BadServer::new([found()]);
        let connected = Sortie::new().connected(own.address, "");
        let run = ["run", &action, "-c", "test", "--inputs", &inputs];
        let planned = connected.output(&[&run[..], &["--dry-run", "--as", "curl"]].concat());
        let command = String::from_utf8(planned.stdout).expect("a command is text");
        assert!(planned.status.success(), "{action}: {}", String::from_utf8_lossy(&planned.stderr));
        connected.run(&run);
        let sent = own.requests().pop().expect("the action is sent last");
        let others = BadServer::new([found()]);
        let command = command.replace(&own_address(&sent), &others.address.to_string());
        let mut shell = Command::new("sh");
        shell.args(["-c", &command]).env("JUMPCLOUD_API_KEY", API_KEY).env_remove("http_proxy");
        let ended = shell.output().expect("there is a shell");
        assert!(ended.status.success(), "{command}\n{}", String::from_utf8_lossy(&ended.stderr));
        let by_curl = others.requests().pop().expect("curl sends it");
        assert_eq!(essence(&by_curl), essence(&sent), "{command}");
    }
}

/// Where a request says that it goes.
fn own_address(request: &str) -> String {
    let host = request.lines().find_map(|line| line.strip_prefix("host: "));
    host.expect("a request names its host").to_owned()
}

/// `request` without what differs from client to client: its name, the host's name, the headers' order and case.
fn essence(request: &str) -> (String, Vec<String>, String) {
    let (head, body) = request.split_once("\n\n").unwrap_or((request, ""));
    let mut lines = head.lines();
    let first = lines.next().unwrap_or_default().to_owned();
    let named = lines.filter_map(|line| line.split_once(": "));
    let mut headers: Vec<String> = named
        .map(|(name, value)| (name.to_ascii_lowercase(), value))
        .filter(|(name, _)| !["host", "user-agent", "accept-encoding"].contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    headers.sort();
    (first, headers, body.to_owned())
}
