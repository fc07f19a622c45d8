//! What Jinja2 3.1.6 printed for thousands of templates, against what this crate prints.
//!
//! `fixture/record.py` recorded them: templates by class and at random, and those that authors of playbooks write. A
//! difference that nobody would notice, another text instead of an error, has to be named in `COMPATIBILITY.md`.

#[path = "fixture/case.rs"]
mod case;

use case::render;
use serde_json::Value;
use sortie_jinja::{Engine, Options, Scope, Undefined};

const RECORDED: &str = include_str!("fixture/recorded.jsonl");
const HELD_BACK: &str = include_str!("fixture/held_back.jsonl");
const AUTHORED: &str = include_str!("fixture/authored_seen.jsonl");
const AUTHORED_HELD_BACK: &str = include_str!("fixture/authored_held_back.jsonl");
const COMPATIBILITY: &str = include_str!("../../../COMPATIBILITY.md");

struct Rate {
    same: usize,
    all: usize,
    /// Templates for which both print, and not the same.
    silent: Vec<String>,
}

impl Rate {
    fn percent(&self) -> usize {
        self.same * 100 / self.all
    }
}

fn rate(fixture: &str) -> Rate {
    let mut rate = Rate { same: 0, all: 0, silent: Vec::new() };
    for line in fixture.lines() {
        let case: Value = serde_json::from_str(line).expect("a line is a case");
        let (ours, theirs) = (render(&case).ok(), case.get("expected").and_then(Value::as_str));
        rate.all += 1;
        if ours.as_deref() == theirs {
            rate.same += 1;
        } else if ours.is_some() && theirs.is_some() {
            rate.silent.push(case["template"].as_str().unwrap_or_default().to_owned());
        }
    }
    rate
}

/// At least `percent` print the same, and what prints another text is named.
#[track_caller]
fn is_as_jinja2(fixture: &str, least: usize, percent: usize) {
    let rate = rate(fixture);
    assert!(rate.all >= least, "only {} templates are recorded", rate.all);
    assert!(rate.percent() >= percent, "{} of {} are the same", rate.same, rate.all);
    let unnamed: Vec<&String> = rate.silent.iter().filter(|it| !named(it)).collect();
    assert!(unnamed.is_empty(), "other text, and not in COMPATIBILITY.md: {unnamed:#?}");
}

#[test]
fn recorded_templates_print_as_jinja2_does() {
    is_as_jinja2(RECORDED, 5_000, 98);
}

#[test]
fn authored_templates_print_as_jinja2_does() {
    is_as_jinja2(AUTHORED, 600, 98);
}

/// Whether the document shows the template, line breaks spelled out.
fn named(template: &str) -> bool {
    // A bar inside of a table is written `\|`.
    COMPATIBILITY.replace("\\|", "|").contains(&template.replace('\n', "\\n"))
}

/// Only the rate: nobody looks at the single cases, and so no failure shows them.
#[track_caller]
fn rate_is_at_least(fixture: &str, percent: usize) {
    let rate = rate(fixture);
    assert!(rate.percent() >= percent, "{} of {} are the same", rate.same, rate.all);
}

#[test]
fn held_back_templates_print_as_jinja2_does() {
    rate_is_at_least(HELD_BACK, 98);
}

#[test]
fn authored_templates_that_are_held_back_print_as_jinja2_does() {
    rate_is_at_least(AUTHORED_HELD_BACK, 96);
}

/// Whatever render-then-parse turns into JSON is the same value here; what is refused is refused on purpose.
#[test]
fn json_text_is_what_rendering_and_parsing_gives() {
    let (mut all, mut vanished, mut other) = (0, 0, Vec::new());
    for line in RECORDED.lines() {
        let case: Value = serde_json::from_str(line).expect("a line is a case");
        let template = case["template"].as_str().unwrap_or_default();
        let parsed = case.get("expected").and_then(Value::as_str).map(serde_json::from_str::<Value>);
        // The difference of the text itself is the other test's. `autoescape` is refused on purpose, and so is
        // what `tojson` made when it is taken apart: its characters are data.
        let apart = template.contains("|tojson %}{{ x }}");
        let Some(Ok(parsed)) = parsed else { continue };
        if render(&case).ok().as_deref() != case["expected"].as_str()
            || template.contains("autoescape")
            || apart
        {
            continue;
        }
        all += 1;
        let options = Options { undefined: Undefined::Lenient, ..Options::default() };
        let context = case["context"].as_object().cloned().unwrap_or_default();
        let rendered =
            Engine::with_options(options).json(template).and_then(|it| it.render(&Scope::new(context)));
        match rendered {
            Ok(value) if value == parsed => {}
            // Undefined prints nothing in all of these: what is left is no structure of the author's, and refused.
            Err(error) if error.message().starts_with("a value printed outside of quotes is empty") => {
                vanished += 1;
            }
            Ok(value) => other.push(format!("{template}\n  {parsed}\n  {value}")),
            Err(error) => other.push(format!("{template}\n  {parsed}\n  {error}")),
        }
    }
    assert!(all > 100, "only {all} templates give JSON");
    assert!(vanished <= 11, "{vanished} templates print a value that is empty outside of quotes");
    assert!(other.is_empty(), "{} of {all} differ:\n{}", other.len(), other.join("\n"));
}
