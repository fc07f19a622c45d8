use crate::support::{Emulator, Sortie};

const EXPIRE: &[&str] = &["expire_system_user_password", "-i", "system_user_id=ai_hammad"];
const MISSING: &[&str] = &["get_system_user_by_id", "-i", "system_user_id=65b000000000000000ffffff"];
const TAKEN: &[&str] = &["create_system_user", "-i", "username=ai_hammad", "-i", "email=x@example.com"];
const ACTIVATE: &[&str] = &["activate_system_user", "-i", "system_user_id=ai_hammad"];

/// Whatever JumpCloud really answers where nobody has recorded it, users are told what counts.
#[test]
fn every_guess_at_the_service_is_understood() {
    let mut told = Vec::new();
    for (choice, run) in [
        ("action_body=empty", EXPIRE),
        ("action_body=ok", EXPIRE),
        ("action_body=object", EXPIRE),
        ("action_body=message", EXPIRE),
        ("action_body=text", EXPIRE),
        ("action_body=no-content", EXPIRE),
        ("missing_user=not-found", MISSING),
        ("missing_user=empty", MISSING),
        ("duplicate_user=bad-request", TAKEN),
        ("duplicate_user=conflict", TAKEN),
        ("activate_twice=bad-request", ACTIVATE),
        ("activate_twice=conflict", ACTIVATE),
        ("tenancy=multi", EXPIRE),
    ] {
        let sortie = Sortie::new();
        let emulator = Emulator::start(&sortie, &["--users", "3", "--choose", choice]);
        let sortie = sortie.connected(emulator.address, "");
        told.push(format!("$ sortie emulate jumpcloud --choose {choice}\n$ sortie run {}\n", run.join(" ")));
        told.push(sortie.run(&[&["run", "-c", "test", "-o", "ndjson"], run].concat()));
    }
    insta::assert_snapshot!(told.concat());
}
