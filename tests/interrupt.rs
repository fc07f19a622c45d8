use std::process::Command;

use crate::support::{BadServer, Reply, Sortie};

/// Ctrl-C ends a run that waits for an answer. It cannot end otherwise: its server never gives one.
#[test]
fn an_interrupted_run_ends() {
    let server = BadServer::new([Reply::Hang]);
    let sortie = Sortie::new().connected(server.address, "timeouts: {read: 3000, total: 3000}");
    let child = sortie.start(&["run", "list_all_system_users", "-c", "test"]);
    server.next_request();
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(sent.expect("there is a kill").success());
    let output = child.wait_with_output().expect("the run ends");
    assert_eq!(sortie.told(&output), "exit: -1\n--- stdout\n--- stderr\n");
}
