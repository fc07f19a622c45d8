//! What waiting for a turn costs a request when nobody is in the way: a run whose transport answers at once, with a
//! budget that processes share, with one of its own, and without any (the emulator's).

use std::fs;

use divan::Bencher;
use serde_json::Map;
use sortie_core::{Invocation, Response, Tries};
use sortie_runner::{Budgets, Catalogue, Connect, Connections, Home, HomeReason, Runner, Sending, Transport};

fn main() {
    divan::main();
}

/// Answers everything at once.
struct Answers;

impl Transport for Answers {
    fn send<'a>(&'a self, _: &'a sortie_core::Request, _: Option<&'a sortie_core::Secret>) -> Sending<'a> {
        Box::pin(async {
            Ok(Response {
                status: 200,
                headers: Vec::new(),
                body: b"{}".to_vec(),
                tries: Tries::default(),
                blocked_until: None,
            })
        })
    }
}

fn run(bencher: Bencher<'_, '_>, place: &str, shared: bool) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let connections = folder.path().join("connections");
    fs::create_dir(&connections).expect("it is writable");
    let limits = "limits: {requests_per_second: 10000, burst: 10000}";
    let file = format!("label: test\nintegration: jumpcloud\napi_key: {{env: HOME}}\n{place}\n{limits}\n");
    fs::write(connections.join("test.yaml"), file).expect("it is writable");
    let home = Home::named(folder.path(), HomeReason::Flag);
    let connect: Connect = |_, _, _| Ok(Box::new(Answers));
    let budgets = Budgets::kept_in(shared.then(|| folder.path().join("state")));
    let runner = Runner::new(Catalogue::new(&home), Connections::new(&home), budgets, connect);
    let action = "list_all_system_users".to_owned();
    let wish =
        Invocation { action, connection: "test".to_owned(), inputs: Map::new(), ..Invocation::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("an event loop");
    assert!(runtime.block_on(runner.run(&wish)).failure().is_none(), "the run succeeds");
    bencher.bench_local(|| runtime.block_on(runner.run(&wish)));
}

#[divan::bench]
fn shared(bencher: Bencher<'_, '_>) {
    run(bencher, "base_url: https://console.example.com", true);
}

#[divan::bench]
fn own(bencher: Bencher<'_, '_>) {
    run(bencher, "base_url: https://console.example.com", false);
}

#[divan::bench]
fn none(bencher: Bencher<'_, '_>) {
    run(bencher, "emulator: {}", false);
}
