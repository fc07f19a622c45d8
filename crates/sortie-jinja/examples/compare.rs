//! Compares recorded templates (lines of `tests/fixture/recorded.jsonl` on standard input) with what this crate
//! prints. For work on fidelity; `--quiet` leaves the single differences out, `--table` adds a row for each class:
//!
//! `cargo run -p sortie-jinja --example compare < crates/sortie-jinja/tests/fixture/recorded.jsonl`

#[path = "../tests/fixture/case.rs"]
mod case;

use std::collections::BTreeMap;
use std::io::{BufRead as _, Write as _};

use case::render;
use serde_json::Value;

/// How many templates there are, how many come out the same, and how many print another text.
#[derive(Default)]
struct Count {
    all: u32,
    same: u32,
    silent: u32,
}

impl Count {
    fn add(&mut self, kind: &str) {
        self.all += 1;
        self.same += u32::from(kind == "same");
        self.silent += u32::from(kind == "SILENT");
    }

    fn percent(&self) -> f64 {
        f64::from(self.same) * 100.0 / f64::from(self.all.max(1))
    }
}

fn main() -> std::io::Result<()> {
    let flag = |name: &str| std::env::args().any(|argument| argument == name);
    let (quiet, table) = (flag("--quiet"), flag("--table"));
    let mut out = std::io::stdout().lock();
    let mut classes: BTreeMap<String, Count> = BTreeMap::new();
    let mut total = Count::default();
    for line in std::io::stdin().lock().lines() {
        let Ok(case) = serde_json::from_str::<Value>(&line?) else { continue };
        let (kind, ours) = compared(&case);
        total.add(kind);
        classes.entry(case["class"].as_str().unwrap_or_default().to_owned()).or_default().add(kind);
        if kind != "same" && !quiet {
            let want = case["expected"].as_str();
            let want = want.map_or_else(|| format!("error {}", case["error"]), |it| format!("{it:?}"));
            writeln!(
                out,
                "{kind} [{}] {} {}\n   want {want}\n   ours {ours:?}",
                case["class"], case["template"], case["undefined"]
            )?;
        }
    }
    if table {
        writeln!(out, "| class | same | all | % | silent |\n|---|---|---|---|---|")?;
        for (class, count) in &classes {
            let Count { same, all, silent } = count;
            writeln!(out, "| {class} | {same} | {all} | {:.1} | {silent} |", count.percent())?;
        }
    }
    writeln!(out, "{} of {} ({:.2} %), {} silent", total.same, total.all, total.percent(), total.silent)
}

/// Whether both print the same, and if not in which way they differ; with the text or error of this crate.
fn compared(case: &Value) -> (&'static str, String) {
    match (render(case).map_err(|error| error.to_string()), case.get("expected").and_then(Value::as_str)) {
        (Ok(text), Some(expected)) if text == expected => ("same", text),
        (Err(error), None) => ("same", error),
        (Ok(text), Some(_)) => ("SILENT", text),
        (Ok(text), None) => ("renders", text),
        (Err(error), Some(_)) => ("error", error),
    }
}
