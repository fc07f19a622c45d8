//! The documentation shows what the program does now.

use std::process::Command;

const README: &str = include_str!("../README.md");

#[test]
fn what_the_readme_shows_is_what_happens() {
    trycmd::TestCases::new()
        .register_bin("sortie", std::path::Path::new(env!("CARGO_BIN_EXE_sortie")))
        .case("../../README.md");
}

#[test]
fn the_readmes_first_command_shows_users_and_the_second_runs_the_tests() {
    let block = README.split("```sh\n").nth(1).and_then(|rest| rest.split("```").next());
    let commands: Vec<&str> = block.expect("the README begins with a block of commands").lines().collect();
    let [first, second] = commands.as_slice() else { panic!("two commands: {commands:?}") };
    assert_eq!(*second, "cargo test");
    let arguments = first.strip_prefix("cargo run --release -- ").expect("the release binary");
    let ran = Command::new("sh")
        .args(["-c", &format!("exec \"$0\" {arguments}"), env!("CARGO_BIN_EXE_sortie")])
        .output()
        .expect("the binary starts");
    let envelope: serde_json::Value = serde_json::from_slice(&ran.stdout).expect("an envelope");
    let keys: Vec<&str> = envelope.as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["results", "totalCount", "error", "has_error"]);
    assert_eq!(envelope["results"].as_array().map(Vec::len), Some(2));
}
