//! Lists that change while they are read, at the emulator: what is said of them is held against what was there.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{Emulator, Sortie};

/// What befalls the list, and the emulator's rules for it.
const CASES: [(&str, &[&str]); 12] = [
    ("nothing", &[]),
    ("somebody appears in front of all, after the first page", &["insert=before,calls=2"]),
    ("somebody appears behind all, after the first page", &["insert=after,calls=2"]),
    ("the user in front of the second page disappears", &["delete=before,calls=2"]),
    ("the first user of the second page disappears", &["delete=after,calls=2"]),
    (
        "somebody who was read disappears, and another appears behind all",
        &["delete=before,calls=3", "insert=after,calls=3"],
    ),
    ("somebody appears in front and another disappears", &["insert=before,calls=2", "delete=before,calls=3"]),
    ("pages are never full", &["short-page=60"]),
    ("a row is missing from the second page", &["drop-rows=1,calls=2"]),
    ("a row of the second page is null", &["null-rows=1,calls=2"]),
    ("the second page is refused once", &["status=503,calls=2"]),
    (
        "somebody comes and somebody goes all the time",
        &["insert=before,chance=0.5", "delete=after,chance=0.5"],
    ),
];

/// Whoever was there all the time is in a list that says it is complete, and nobody is in it twice.
#[test]
fn a_list_that_says_it_is_complete_has_everybody_who_was_there_all_the_time() {
    let mut told = Vec::new();
    for (what, rules) in CASES {
        let own = Sortie::new();
        let emulator = Emulator::answering(&own, &["--users", "250"], &[]);
        let settings = "limits: {concurrent: 1}\nretry: {backoff_ms: 0}";
        let sortie = Sortie::new().connected(emulator.address, settings).env("SORTIE_RETRIES", "");
        let (before, _) = listed(&sortie);
        emulator.set_faults(rules);
        let (rows, paging) = listed(&sortie);
        emulator.set_faults(&[]);
        let (after, _) = listed(&sortie);
        let there: BTreeSet<&String> = before.iter().filter(|id| after.contains(id)).collect();
        let got: BTreeSet<&String> = rows.iter().collect();
        let (lost, twice) = (there.difference(&got).count(), rows.len() - got.len());
        if paging["complete"] == Value::Bool(true) {
            assert_eq!((lost, twice), (0, 0), "{what}: {paging}");
        }
        told.push(format!("{what}\n  {lost} lost, {twice} twice; {paging}\n"));
    }
    insta::assert_snapshot!(told.concat());
}

/// The ids of the whole list, and what is said of it.
fn listed(sortie: &Sortie) -> (Vec<String>, Value) {
    let inputs = r#"params={"fields": "username"}"#;
    let output = sortie.output(&["run", "list_all_system_users", "-c", "test", "--all-pages", "-i", inputs]);
    let mut envelope: Value = serde_json::from_slice(&output.stdout).expect("an envelope is JSON");
    let rows = envelope["results"].as_array().expect("a list has rows");
    let ids = rows.iter().map(|row| row["_id"].as_str().expect("a row has an id").to_owned());
    (ids.collect(), envelope["paging"].take())
}
