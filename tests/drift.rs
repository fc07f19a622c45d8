//! Lists that change while they are read, at the emulator: what is said of them is held against what was there. The
//! matrix of faults shows it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::matrix::Tested;
use crate::support::{Emulator, Sortie, beside_each_other};

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

/// A part of the page of faults: each of `lists` meets all that can befall it while it is read to its end.
///
/// What was there all the time is in a list that says it is complete, and nothing is in it twice.
pub(crate) fn whole_lists(lists: &[&Tested]) -> String {
    let cells: Vec<_> = lists.iter().flat_map(|list| CASES.map(|case| (*list, case))).collect();
    let rows = beside_each_other(&cells, |(list, case)| play(list, *case));
    let mut page = INTRODUCTION.to_owned();
    for (list, rows) in lists.iter().zip(rows.chunks(CASES.len())) {
        page.extend(["\n### ", &list.name, "\n\n", COLUMNS]);
        page.extend(rows.iter().map(String::as_str));
    }
    page
}

const INTRODUCTION: &str = "\n## Lists read to their end\n\n\
     Every action that pages, run with `--all-pages` against an emulator of 250 users to which happens what the first \
     column says. `lost` are the rows that were there before and after it and did not come, `twice` those that came \
     more than once: the test holds that there are none of both where a list says that it is complete. The other \
     columns are what `paging` says.\n";
const COLUMNS: &str = "| what befalls the list | lost | twice | complete | expected | fetched | distinct | nulls | pages | drift |\n\
     |---|---|---|---|---|---|---|---|---|---|\n";

/// Reads the list of `action` before `what` befalls it, meanwhile and after it; gives the row of the table.
fn play(action: &Tested, (what, rules): (&str, &[&str])) -> String {
    let own = Sortie::new();
    let emulator = Emulator::answering(&own, &["--users", "250"], &[]);
    let settings = "limits: {concurrent: 1}\nretry: {backoff_ms: 0}";
    let sortie = Sortie::new().connected(emulator.address, settings).env("SORTIE_RETRIES", "");
    let (before, _) = listed(&sortie, action);
    emulator.set_faults(rules);
    let (rows, paging) = listed(&sortie, action);
    emulator.set_faults(&[]);
    let (after, _) = listed(&sortie, action);
    let there: BTreeSet<&String> = before.iter().filter(|row| after.contains(row)).collect();
    let got: BTreeSet<&String> = rows.iter().collect();
    let (lost, twice) = (there.difference(&got).count(), rows.len() - got.len());
    if paging["complete"] == Value::Bool(true) {
        assert_eq!((lost, twice), (0, 0), "{}, {what}: {paging}", action.name);
    }
    let said = ["complete", "expected", "fetched", "distinct", "nulls", "pages", "drift"];
    let said = said.map(|key| paging.get(key).map_or_else(String::new, Value::to_string));
    format!("| {what} | {lost} | {twice} | {} |\n", said.join(" | "))
}

/// The rows of the whole list, and what is said of it.
fn listed(sortie: &Sortie, list: &Tested) -> (Vec<String>, Value) {
    let inputs = list.required.to_string();
    let output = sortie.output(&["run", &list.name, "-c", "test", "--all-pages", "--inputs", &inputs]);
    let mut envelope: Value = serde_json::from_slice(&output.stdout).expect("an envelope is JSON");
    let paging = envelope["paging"].take();
    let answer = envelope.as_object().expect("an envelope is an object");
    let rows = answer.values().find_map(Value::as_array).expect("a list has rows");
    (rows.iter().map(Value::to_string).collect(), paging)
}
