use serde_json::{Value, json};

use crate::support::{Emulator, Sortie};

/// The actions of the two products' pages: titles as printed, names, sample inputs as printed. The mail
/// address, which the page does not print, is ours.
fn seeds() -> Vec<(&'static str, &'static str, Value)> {
    let hammad = json!({
        "username": "ai_hammad", "email": "ai_hammad@example.com", "firstname": "Hammad", "lastname": "M",
        "password": "TestUser@123", "account_locked": false, "activated": true,
    });
    let params = r#"{"limit":"10","skip":"0","sort":"","fields":"","filter":"SOME_STRING_VALUE","search":"SOME_STRING_VALUE"}"#;
    vec![
        ("List All System Users", "list_all_system_users", json!({"Params": params})),
        ("Expire a System User's Password", "expire_system_user_password", json!({"System User ID": "ai_hammad"})),
        ("Activate a System User", "activate_system_user", json!({"systemUserId": "E_195"})),
        ("Create a System User", "create_system_user", hammad.clone()),
        ("Unlock a System User", "unlock_system_user", json!({"systemUserId": "ai_hammad"})),
        (
            "Get All System Users",
            "get_all_system_users",
            json!({"limit": 10, "skip": 0, "filterCombinator": "AND", "search": "username"}),
        ),
        ("Get a System User by ID", "get_system_user_by_id", json!({"systemUserId": "E_195", "fields": ""})),
        ("Update a System User", "update_system_user", hammad),
        ("Expire System User's Password", "expire_system_user_password", json!({"systemUserId": "ai_hammad"})),
        (
            "Reset a System User's MFA Token",
            "reset_system_user_mfa_token",
            json!({"systemUserId": "ai_hammad", "exclusionDays": 20}),
        ),
    ]
}

#[test]
fn every_sample_runs_as_printed() {
    let mut told = String::new();
    for (title, _, inputs) in seeds() {
        // Nobody may be called so yet where somebody is to be created.
        let users = if title.starts_with("Create") { "0" } else { "1026" };
        let (sortie, _emulator) = beside_an_emulator(&["--users", users]);
        let inputs = inputs.to_string();
        told.push_str(&format!("$ sortie run {title:?} -c test --inputs '{inputs}'\n"));
        told.push_str(&sortie.run(&["run", title, "-c", "test", "--inputs", &inputs]));
    }
    insta::assert_snapshot!(told);
}

#[test]
fn every_name_of_an_action_means_it() {
    let (sortie, _emulator) = beside_an_emulator(&[]);
    for (title, name, inputs) in seeds().into_iter().filter(|(title, ..)| !title.starts_with("Create")) {
        let inputs = inputs.to_string();
        let plan = |action: &str| sortie.run(&["run", action, "-c", "test", "--dry-run", "--inputs", &inputs]);
        let expected = plan(title);
        assert!(expected.starts_with("exit: 0\n"), "{title}: {expected}");
        let folded = title.to_uppercase().replace([' ', '\''], "-");
        for other in [folded.as_str(), name, &format!("jumpcloud.{name}"), &name.replace('_', "")] {
            assert_eq!(plan(other), expected, "{other}");
        }
    }
}

#[test]
fn who_is_there_already_cannot_be_created() {
    let (sortie, _emulator) = beside_an_emulator(&[]);
    let sample = seeds().remove(3).2.to_string();
    let told = sortie.run(&["run", "Create a System User", "-c", "test", "--inputs", &sample]);
    insta::assert_snapshot!(told);
}

#[test]
fn the_envelope_has_the_printed_keys_in_the_printed_order() {
    let sortie = Sortie::new();
    let keys = |action: &str, inputs: &str| {
        let output = sortie.output(&["run", action, "-c", "demo", "--inputs", inputs]);
        let envelope: Value = serde_json::from_slice(&output.stdout).expect("an envelope is JSON");
        let envelope = envelope.as_object().expect("an envelope is an object").clone();
        envelope.keys().cloned().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(keys("List All System Users", "{}"), "results totalCount error has_error");
    let expire = keys("Expire a System User's Password", r#"{"System User ID": "ai_hammad"}"#);
    assert_eq!(expire, "msg error has_error");
}

fn beside_an_emulator(args: &[&str]) -> (Sortie, Emulator) {
    let sortie = Sortie::new().secret("TestUser@123");
    let emulator = Emulator::start(&sortie, args);
    (sortie.connected(emulator.address, ""), emulator)
}
