//! Templates that want the whole machine, each in a process of its own with little address space.
//!
//! None may abort, overflow the stack of a 2 MiB thread, or grow the process by more than 64 MiB.
//! `cargo test -p sortie-jinja --test attacks -- --nocapture` prints the table.

#[path = "attacks/mod.rs"]
mod list;

use std::fmt::Write as _;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;
use sortie_jinja::{Engine, Limits, Scope, Undefined};

/// The address space of the process that renders, in KiB.
const ADDRESS_SPACE: usize = 512 * 1024;
/// How much one render may add to the process, in KiB.
const GROWTH: usize = 64 * 1024;
/// Without optimisation a tenth of the work takes as long; the benchmark `attacks` renders with the default limits.
const FUEL: u64 = if cfg!(debug_assertions) { 30_000 } else { 300_000 };
const WHICH: &str = "SORTIE_JINJA_ATTACK";

/// Renders one attack as all three kinds of template; tells how each ended.
fn render(template: &str) -> String {
    let engine = Engine::new(Undefined::Lenient, Limits { fuel: FUEL, ..Limits::default() });
    let scope = Scope::new(json!({"s": "x"}).as_object().cloned().unwrap_or_default());
    let mut told = String::new();
    let text = engine.text(template).and_then(|it| it.render(&scope));
    let json = engine.json(template).and_then(|it| it.render(&scope));
    let value = engine.expression(template).and_then(|it| it.map(|it| it.eval(&scope)).transpose());
    for error in [text.err(), json.err(), value.err()] {
        let ended = error.map_or_else(|| "ok".to_owned(), |it| format!("{:?}: {}", it.kind(), it.message()));
        let _ = write!(told, "{ended} | ");
    }
    told
}

/// The most memory this process ever used, in KiB.
#[expect(clippy::disallowed_methods, reason = "the kernel tells it in a file")]
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0)
}

/// What the child does: it renders the attack it is told in a variable. Without one it has nothing to do.
#[test]
#[expect(clippy::disallowed_methods, reason = "the test calls itself as a child, on a thread of 2 MiB")]
#[expect(clippy::print_stdout, reason = "how the child answers")]
fn child() {
    let Ok(which) = std::env::var(WHICH) else { return };
    let (_, template) = list::all().remove(which.parse().expect("a number"));
    let (before, started) = (peak(), std::time::Instant::now());
    let thread = std::thread::Builder::new().stack_size(2 * 1024 * 1024).spawn(move || render(&template));
    let told = thread.expect("a thread").join().expect("no panic");
    println!("grew {} {} ms, {told}", peak().saturating_sub(before), started.elapsed().as_millis());
}

#[test]
fn no_template_takes_the_process_down() {
    let attacks = list::all();
    let next = AtomicUsize::new(0);
    let at_once = std::thread::available_parallelism().map_or(1, NonZero::get);
    std::thread::scope(|threads| {
        for _ in 0..at_once {
            threads.spawn(|| {
                while let Some((index, (name, _))) = turn(&attacks, &next) {
                    survive(index, name);
                }
            });
        }
    });
}

fn turn<'a, T>(all: &'a [T], next: &AtomicUsize) -> Option<(usize, &'a T)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    all.get(index).map(|it| (index, it))
}

/// Lets a child render the attack, and holds it to its bounds.
#[expect(clippy::disallowed_methods, reason = "each attack runs in a process of its own")]
#[expect(clippy::print_stdout, reason = "the table, for whoever asks for it")]
fn survive(index: usize, name: &str) {
    let program = std::env::current_exe().expect("this test");
    let script = format!("ulimit -v {ADDRESS_SPACE} && exec \"$0\" --exact child --nocapture");
    let output = std::process::Command::new("sh")
        .args(["-c", &script])
        .arg(&program)
        .env(WHICH, index.to_string())
        .env("MALLOC_ARENA_MAX", "1")
        .output()
        .expect("sh runs");
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name}: {:?} {said} {errors}", output.status);
    let (_, answer) = said.split_once("grew ").expect("the child answers");
    let (grew, told) = answer.split_once(' ').expect("the child says how much");
    let grew: usize = grew.parse().expect("a number");
    assert!(grew <= GROWTH, "{name} grew the process by {grew} KiB");
    println!("{name}: {grew} KiB, {}", told.lines().next().unwrap_or_default());
}
