//! Whoever changes connections waits for the one who does.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _};

use crate::support::Sortie;

const TAKEN: &str = "label: acme\nintegration: jumpcloud\nregion: eu\napi_key: {env: KEY}\n";

/// What happens while one waits is seen before anything is written.
#[test]
fn what_another_writes_meanwhile_is_seen() {
    let add = ["-v", "connections", "add", "acme", "--region", "us", "--api-key-env", "KEY", "--no-test"];
    let change = [add.as_slice(), &["--replace"]].concat();
    let after_add = overtaken(&Sortie::new().file("connections/other.yaml", ""), &add, TAKEN);
    let changed = format!("{TAKEN}verify_ssl: false\n");
    let after_change = overtaken(&Sortie::new().file("connections/acme.yaml", TAKEN), &change, &changed);
    insta::assert_snapshot!([after_add, after_change].join("---\n"));
}

/// What a command says and leaves that waits while the connection `acme` is written as `text`.
fn overtaken(sortie: &Sortie, command: &[&str], text: &str) -> String {
    let path = sortie.work().join("connections");
    let lock = File::create(path.join(".sortie.lock")).expect("the folder is writable");
    lock.lock().expect("nobody else holds it");
    let mut child = sortie.start(command);
    let mut stderr = BufReader::new(child.stderr.take().expect("stderr is a pipe"));
    let mut told = String::new();
    stderr.read_line(&mut told).expect("the binary says that it waits");
    fs::write(path.join("acme.yaml"), text).expect("the folder is writable");
    drop(lock);
    stderr.read_to_string(&mut told).expect("the binary ends");
    child.wait().expect("it ends");
    sortie.seen(&told) + &sortie.sh("ls -A connections; cat connections/acme.yaml")
}
