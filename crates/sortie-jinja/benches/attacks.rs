//! What the templates of `tests/attacks` cost: time and memory of one render, each in a process of its own.
//!
//! `cargo bench -p sortie-jinja --bench attacks` prints a table, the dearest first. Each attack is rendered as a text,
//! as JSON text and as a value, on a thread of 2 MiB; a row shows the worst of the three. Memory is the most a process
//! held (`VmHWM`), less what one held that rendered a single letter.

#![expect(
    clippy::disallowed_methods,
    reason = "a benchmark runs itself as a child, on a thread, and reads a clock"
)]
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

#[path = "../tests/attacks/mod.rs"]
mod list;

use std::time::Instant;

use serde_json::json;
use sortie_jinja::{Engine, Limits, Scope, Undefined};

/// Tells a child what to render: the place of an attack in the list, or none for a single letter; then the kind.
const WHICH: &str = "SORTIE_JINJA_ATTACK";

fn main() {
    if let Ok(which) = std::env::var(WHICH) {
        return child(&which);
    }
    let idle = (0..3).map(|kind| measure("", kind).1).min().unwrap_or_default();
    let mut rows: Vec<_> = list::all()
        .into_iter()
        .enumerate()
        .map(|(at, (name, _))| {
            let kinds: Vec<_> = (0..3).map(|kind| measure(&at.to_string(), kind)).collect();
            let time = kinds.iter().map(|kind| kind.0).max().unwrap_or_default();
            let peak = kinds.iter().map(|kind| kind.1).max().unwrap_or_default();
            (time, peak.saturating_sub(idle), name, kinds.into_iter().next().unwrap_or_default().2)
        })
        .collect();
    for (_, kib, name, _) in &rows {
        assert!(*kib <= 64 * 1024, "{name} takes {kib} KiB");
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.0));
    println!("| attack | time | memory | ended |\n|---|---|---|---|");
    for (micros, kib, name, ended) in rows {
        let (millis, tenths) = (micros / 1_000, micros / 100 % 10);
        println!(
            "| {name} | {millis}.{tenths} ms | {}.{} MiB | {ended} |",
            kib / 1024,
            kib % 1024 * 10 / 1024
        );
    }
}

/// The microseconds and the most KiB of one render, and how it ended.
fn measure(which: &str, kind: u8) -> (u64, u64, String) {
    let program = std::env::current_exe().expect("this program");
    let child = std::process::Command::new(program)
        .env(WHICH, format!("{which}/{kind}"))
        .env("MALLOC_ARENA_MAX", "1")
        .output()
        .expect("a child runs");
    assert!(child.status.success(), "{which}: {:?} {}", child.status, String::from_utf8_lossy(&child.stderr));
    let said = String::from_utf8_lossy(&child.stdout);
    let mut parts = said.trim_end().splitn(3, ' ');
    let mut number =
        || parts.next().and_then(|it| it.parse::<u64>().ok()).expect("a child answers in numbers");
    let (time, peak) = (number(), number());
    (time, peak, parts.next().unwrap_or_default().to_owned())
}

fn child(which: &str) {
    let (at, kind) = which.split_once('/').expect("an attack and a kind");
    // The list is made in any case: it is no part of what a render holds.
    let mut all = list::all();
    let template = at.parse().map_or_else(|_| "x".to_owned(), |at: usize| all.swap_remove(at).1);
    drop(all);
    let kind = kind.to_owned();
    let render = move || {
        let started = Instant::now();
        let ended = render(&template, &kind);
        (started.elapsed().as_micros(), ended)
    };
    let thread = std::thread::Builder::new().stack_size(2 * 1024 * 1024).spawn(render).expect("a thread");
    let (time, ended) = thread.join().expect("no panic");
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    println!("{time} {} {ended}", peak.trim().trim_end_matches(" kB"));
}

/// One render from the text to the value; tells how it ended.
fn render(template: &str, kind: &str) -> String {
    let engine = Engine::new(Undefined::Lenient, Limits::default());
    let scope = Scope::new(json!({"s": "x"}).as_object().cloned().unwrap_or_default());
    let error = match kind {
        "0" => engine.text(template).and_then(|it| it.render(&scope)).err(),
        "1" => engine.json(template).and_then(|it| it.render(&scope)).err(),
        _ => engine.expression(template).and_then(|it| it.map(|it| it.eval(&scope)).transpose()).err(),
    };
    error.map_or_else(|| "rendered".to_owned(), |error| error.message().to_owned())
}
