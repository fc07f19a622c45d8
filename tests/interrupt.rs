use std::process::Command;

use crate::support::{BadServer, Emulator, Reply, Sortie};

/// Ctrl-C ends a run that waits for an answer. It cannot end otherwise: its server never gives one.
#[test]
fn an_interrupted_run_ends() {
    let server = BadServer::new([Reply::Hang]);
    let sortie = Sortie::new().connected(server.address, "timeouts: {read: 3000, total: 3000}");
    let child = sortie.start(&["run", "list_all_system_users", "-c", "test"]);
    server.next_request();
    interrupt(child.id());
    let output = child.wait_with_output().expect("the run ends");
    assert_eq!(sortie.told(&output), "exit: -1\n--- stdout\n--- stderr\n");
}

/// A diagnosis ends as a run does.
#[test]
fn an_interrupted_diagnosis_ends() {
    let server = BadServer::new([Reply::Hang]);
    let sortie = Sortie::new().connected(server.address, "timeouts: {read: 3000, total: 3000}");
    let child = sortie.start(&["connections", "test", "test"]);
    server.next_request();
    interrupt(child.id());
    let output = child.wait_with_output().expect("the diagnosis ends");
    assert_eq!(sortie.told(&output), "exit: -1\n--- stdout\n--- stderr\n");
}

/// Ctrl-C is how the emulator is meant to end.
#[test]
fn an_interrupted_emulator_has_done_its_work() {
    let sortie = Sortie::new();
    let mut emulator = Emulator::start(&sortie, &["--users", "1"]);
    let connected = Sortie::new().connected(emulator.address, "");
    let told = connected.run(&["connections", "test", "test", "-o", "table"]);
    assert_eq!(told.lines().next(), Some("exit: 0"), "{told}");
    interrupt(emulator.child.id());
    let status = emulator.child.wait().expect("the emulator ends");
    assert_eq!(status.code(), Some(0));
}

fn interrupt(process: u32) {
    let sent = Command::new("kill").args(["-INT", &process.to_string()]).status();
    assert!(sent.expect("there is a kill").success());
}
