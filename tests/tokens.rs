//! One process, many runs: how many tokens they ask for, and which they use.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use jumpcloud_emulator::Config;
use serde_json::json;
use sortie_core::{Envelope, Invocation};
use sortie_runner::{Budgets, Catalogue, Connections, Home, HomeReason, HttpTransport, Runner};
use tempfile::TempDir;
use tokio::task::JoinSet;

use crate::support::{BadServer, Reply, SECRET, Served, TOKENS, account_file, token, write_own};

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
        let runner = Arc::new(Runner::new(
            Catalogue::new(&home),
            Connections::new(&home),
            Budgets::kept_in(None),
            connect,
        ));
        let process = Self { home: folder, runner };
        process.write("connections/account.yaml", &account_file(api, token, ""));
        process.write("secret.txt", SECRET);
        process
    }

    fn write(&self, path: &str, text: &str) {
        write_own(&self.home.path().join(path), text.as_bytes());
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.home.path().join(path)).expect("the file is there")
    }

    /// Keeps the client secret at `source` from now on.
    fn keep_secret(&self, served: &Served, source: &str) {
        let file = account_file(served.address, served.address, "");
        let moved = file.replace("{file: secret.txt}", source);
        assert_ne!(moved, file, "the secret is in a file");
        self.write("connections/account.yaml", &moved);
    }

    /// Expires a user's password so many times at once: the exit code of each run.
    fn expire(&self, times: usize) -> Vec<u8> {
        self.run(times, code)
    }

    /// Expires a user's password so many times at once: what each envelope is `told` as.
    fn run<T: Send + 'static>(&self, times: usize, told: fn(&Envelope) -> T) -> Vec<T> {
        self.run_all((0..times).map(|_| invocation()), told)
    }

    /// Runs all `invocations` at once: what each envelope is `told` as, in the order in which they ended.
    fn run_all<T: Send + 'static>(
        &self,
        invocations: impl IntoIterator<Item = Invocation>,
        told: fn(&Envelope) -> T,
    ) -> Vec<T> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("there is an event loop").block_on(async {
            let mut runs = JoinSet::new();
            for invocation in invocations {
                let runner = Arc::clone(&self.runner);
                runs.spawn(async move { told(&runner.run(&invocation).await) });
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

/// Who asks for the token has no time to wait for it. That is nothing to another who waits for the same.
#[test]
fn a_run_that_has_no_time_for_its_token_fails_alone() {
    let api = BadServer::new([Reply::json("200 OK", "{}")]);
    let tokens = BadServer::new([Reply::Hang, token(0)]);
    let process = Process::new(api.address, tokens.address);
    let inputs = json!({"system_user_id": "65b000000000000000000001"});
    let run = |deadline| {
        let inputs = inputs.as_object().cloned().unwrap_or_default();
        Invocation { inputs, deadline, ..invocation() }
    };
    let told = process.run_all([run(Some(Duration::from_secs(5))), run(None)], code);
    assert_eq!((told, tokens.came()), (vec![3, 0], 2));
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

/// A token is good whatever becomes of its secret meanwhile; a wrong secret gives none, and is not kept.
#[test]
fn a_secret_is_read_when_a_token_is_asked_for() {
    let (served, process) = served(Config { token_calls: Some(4), ..Config::default() });
    process.write("secret.txt", "another");
    assert_eq!((process.expire(1), served.emulator.tokens()), (vec![2], 0));
    process.write("secret.txt", SECRET);
    assert_eq!((process.expire(1), served.emulator.tokens()), (vec![0], 1));
    process.write("secret.txt", "another");
    assert_eq!((process.expire(1), served.emulator.tokens()), (vec![0], 1));
    // The token is not taken any more.
    assert_eq!((process.expire(1), served.emulator.tokens()), (vec![2], 1));
    process.write("secret.txt", SECRET);
    assert_eq!((process.expire(1), served.emulator.tokens()), (vec![0], 2));
}

/// Another place may hold another account's secret: its token is not the old one's.
#[test]
fn a_secret_in_another_place_gets_a_token_of_its_own() {
    let (served, process) = served(Config::default());
    assert_eq!((process.expire(1), served.emulator.tokens()), (vec![0], 1));
    process.keep_secret(&served, "{file: other.txt}");
    assert_eq!((process.expire(1), served.emulator.tokens()), (vec![2], 1));
    process.write("other.txt", SECRET);
    assert_eq!((process.expire(1), served.emulator.tokens()), (vec![0], 2));
}

/// To fetch a secret may cost a question to a person.
#[test]
fn twenty_runs_at_once_read_the_secret_once() {
    let (served, process) = served(Config::default());
    process.keep_secret(&served, "{command: \"echo read >> reads; cat secret.txt\", shell: true}");
    assert_eq!((process.expire(20), process.expire(1)), (vec![0; 20], vec![0]));
    assert_eq!(process.read("reads"), "read\n");
    // One that is wrong is wrong for all who wait, and nobody sees it.
    process.write("secret.txt", "another s3cret");
    process.keep_secret(&served, "{command: \"echo read >> reads; cat ./secret.txt\", shell: true}");
    assert_eq!(process.expire(20), [2; 20]);
}

/// A run that waited for another's fetch hides the secret that it has never read.
#[test]
fn a_secret_that_another_run_has_read_is_hidden() {
    let echo = serde_json::json!({"message": format!("no {SECRET} {}", TOKENS[0])}).to_string();
    let tokens = BadServer::new([token(0)]);
    let api = BadServer::new([Reply::json("400 Bad Request", &echo)]);
    let process = Process::new(api.address, tokens.address);
    let told = process.run(3, |envelope| envelope.failure().map(ToString::to_string).unwrap_or_default());
    assert_eq!(tokens.requests().len(), 1);
    for message in told {
        assert_eq!(message, "JumpCloud answered 400: no (hidden) (hidden)");
    }
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
    let requests = api.requests();
    let sent: Vec<&str> =
        requests.iter().flat_map(|it| it.lines()).filter(|it| it.starts_with("authorization")).collect();
    let bearer = |index: usize| format!("authorization: Bearer {}", TOKENS[index]);
    assert_eq!(sent, [bearer(0), bearer(0), bearer(1)]);
}

/// What follows a 401 is the same request: its repeats are counted on, and are not granted anew.
#[test]
fn a_request_with_a_new_token_has_the_repeats_that_are_left() {
    let refused = Reply::json("503 Service Unavailable", "{}");
    let api = BadServer::new([
        Reply::json("200 OK", "{}"),
        refused.clone(),
        Reply::json("401 Unauthorized", "{}"),
        refused,
    ]);
    let tokens = BadServer::new([token(0), token(1)]);
    let process = Process::new(api.address, tokens.address);
    let retry = "retry: {retries: 3, backoff_ms: 0}";
    process.write("connections/account.yaml", &account_file(api.address, tokens.address, retry));
    let run = || {
        let inputs = json!({"system_user_id": "65b000000000000000000001"});
        Invocation { inputs: inputs.as_object().cloned().unwrap_or_default(), ..invocation() }
    };
    let attempts = |envelope: &Envelope| envelope.failure().map_or(0, sortie_core::Failure::attempts);
    assert_eq!(process.run_all([run()], attempts), [0]);
    assert_eq!(process.run_all([run()], attempts), [4], "503, 401, and with the new token 503 twice");
    assert_eq!((api.came(), tokens.came()), (5, 2));
}
