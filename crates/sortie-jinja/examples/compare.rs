//! Compares recorded templates (lines of `tests/fixture/recorded.jsonl` on standard input) with what this crate
//! prints, and shows each difference. For work on fidelity:
//!
//! `cargo run -p sortie-jinja --example compare < crates/sortie-jinja/tests/fixture/recorded.jsonl`

use std::io::{BufRead as _, Write as _};

use serde_json::Value;
use sortie_jinja::{Engine, Limits, Options, Scope, Undefined};

fn main() -> std::io::Result<()> {
    let quiet = std::env::args().any(|argument| argument == "--quiet");
    let mut out = std::io::stdout().lock();
    let (mut all, mut same, mut silent) = (0u32, 0u32, 0u32);
    for line in std::io::stdin().lock().lines() {
        let Ok(case) = serde_json::from_str::<Value>(&line?) else { continue };
        let told = render(&case);
        let expected = case.get("expected").and_then(Value::as_str);
        all += 1;
        let (kind, ours) = match (&told, expected) {
            (Ok(text), Some(expected)) if text == expected => ("same", text.clone()),
            (Err(error), None) => ("same", error.clone()),
            (Ok(text), Some(_)) => ("SILENT", text.clone()),
            (Ok(text), None) => ("renders", text.clone()),
            (Err(error), Some(_)) => ("error", error.clone()),
        };
        same += u32::from(kind == "same");
        silent += u32::from(kind == "SILENT");
        if kind != "same" && !quiet {
            let want = expected.map_or_else(|| format!("error {}", case["error"]), |it| format!("{it:?}"));
            writeln!(
                out,
                "{kind} [{}] {} {}\n   want {want}\n   ours {ours:?}",
                case["class"], case["template"], case["undefined"]
            )?;
        }
    }
    writeln!(
        out,
        "{same} of {all} ({:.2} %), {silent} silent",
        f64::from(same) * 100.0 / f64::from(all.max(1))
    )
}

fn render(case: &Value) -> Result<String, String> {
    let undefined = match case.get("undefined").and_then(Value::as_str) {
        Some("strict") => Undefined::Strict,
        Some("chainable") => Undefined::Chainable,
        _ => Undefined::Lenient,
    };
    let trim = case.get("trim").is_some();
    let options = Options { undefined, limits: Limits::default(), trim_blocks: trim, lstrip_blocks: trim };
    let context = case["context"].as_object().cloned().unwrap_or_default();
    let engine = Engine::with_options(options);
    engine
        .text(case["template"].as_str().unwrap_or_default())
        .and_then(|template| template.render(&Scope::new(context)))
        .map_err(|error| error.to_string())
}
