//! The documentation shows what the program does now.

use std::process::Command;

use crate::support::Sortie;

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

/// The action file that the README shows is one.
#[test]
fn the_readmes_action_has_no_mistakes() {
    let shown = README.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next());
    let action = shown.into_iter().find(|text| text.starts_with("title:")).expect("an action is shown");
    let sortie = Sortie::new().file("actions/jumpcloud/suspend_system_user.yaml", action);
    insta::assert_snapshot!(sortie.run(&["actions", "check"]) + &sortie.sh(SUSPEND));
}

/// A run of it, looked at and then sent.
const SUSPEND: &str = "sortie run suspend_system_user -c demo -i system_user_id=ai_hammad --dry-run && \
                       sortie run suspend_system_user -c demo -i system_user_id=ai_hammad";
