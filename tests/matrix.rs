//! Every action of the catalogue meets every fault. The page `docs/faults.md` is what came of it.

use std::{env, fs};

use serde_json::{Map, Value};

use crate::drift::whole_lists;
use crate::support::{Emulator, Sortie, beside_each_other, examples, names_of_actions, nobody};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/faults.md");
/// One repeat, at once.
const SETTINGS: &str = "retry: {retries: 1, backoff_ms: 0}";
/// For an answer that never comes, time enough for a busy machine to carry out what was asked.
const SHORT: &str = "timeouts: {connect: 20, read: 4, total: 20}";

/// What goes wrong, in words and as the emulator's rule. A rule meets the action's own route, not its lookup.
const FAULTS: [(&str, &str); 42] = [
    ("nothing", ""),
    ("nobody listens", "closed port"),
    ("reset before the request is read", "reset=before"),
    ("reset while the request is read", "reset=during"),
    ("reset after the request is carried out", "reset=after"),
    ("reset after it is carried out, once", "reset=after,first=1"),
    ("reset within the answer", "reset=answer"),
    ("no answer in time, though carried out", "latency=60000"),
    ("no answer in time, once", "latency=60000,first=1"),
    ("answers what is no HTTP", "garbage"),
    ("answers what is no HTTP, though carried out", "garbage,done=yes"),
    ("half an answer", "truncate=half"),
    ("an answer shorter than it says", "length=+9"),
    ("an answer longer than it says", "length=-1"),
    ("an answer without an end", "endless,done=yes"),
    ("a web page with 200", "status=200,body=html"),
    ("302 to a login page", "status=302"),
    ("400", "status=400"),
    ("401", "status=401"),
    ("403", "status=403"),
    ("403, the address is blocked", "block"),
    ("404", "status=404"),
    ("409", "status=409"),
    ("429", "status=429"),
    ("429, once", "status=429,first=1"),
    ("429, though carried out", "status=429,done=yes"),
    ("429 as a web page", "status=429,body=html"),
    ("429 and when to come back", "status=429,retry-after=0"),
    ("429 and when to come back, once", "status=429,retry-after=0,first=1"),
    ("over the limit", "rate=0"),
    ("over the limit and when to come back, once", "rate=0,retry-after=0,first=1"),
    ("500", "status=500"),
    ("500, though carried out", "status=500,done=yes"),
    ("502", "status=502"),
    ("502, though carried out, once", "status=502,done=yes,first=1"),
    ("503", "status=503"),
    ("503, once", "status=503,first=1"),
    ("504, though carried out", "status=504,done=yes"),
    ("a row is missing", "drop-rows=1"),
    ("a row is null", "null-rows=1"),
    ("success, and nothing was done", "lost"),
    ("a write is seen later", "lag=2"),
];

/// An action as the matrix needs it.
pub(crate) struct Tested {
    pub(crate) name: String,
    /// Whether it can be read to its end.
    is_list: bool,
    effect: String,
    idempotent: bool,
    inputs: Value,
    /// Those of them without which it does not run.
    pub(crate) required: Value,
    method: String,
    path: String,
}

/// What came of one action and one fault.
struct Outcome {
    envelope: Value,
    exit: String,
    requests: u64,
    writes: u64,
    over_limit: u64,
}

#[test]
fn every_action_meets_every_fault() {
    let actions = tested();
    let cells: Vec<_> = actions.iter().flat_map(|action| FAULTS.map(|fault| (action, fault))).collect();
    let rows = beside_each_other(&cells, |(action, fault)| play(action, *fault));
    let mut page = introduction();
    for (action, rows) in actions.iter().zip(rows.chunks(FAULTS.len())) {
        page += &heading(action);
        page.extend(rows.iter().map(String::as_str));
    }
    page += &whole_lists(&actions.iter().filter(|action| action.is_list).collect::<Vec<_>>());
    if env::var("INSTA_UPDATE").is_ok_and(|how| how == "always") {
        fs::write(PAGE, &page).expect("the page can be written");
    }
    let kept = fs::read_to_string(PAGE).expect("the page is there");
    let other = kept.lines().zip(page.lines()).find(|(kept, made)| kept != made);
    assert_eq!(other, None, "docs/faults.md says something else; INSTA_UPDATE=always writes it anew");
    assert_eq!(kept.len(), page.len(), "docs/faults.md says more or less");
}

/// Every action with its examples, names replaced by ids, and where its own request goes.
fn tested() -> Vec<Tested> {
    let sortie = Sortie::new();
    let emulator = Emulator::faulty(&sortie, &[]);
    let sortie = sortie.connected(emulator.address, "");
    let test = |name: String| {
        let shown = json(&sortie, &["actions", "show", &name, "-o", "json"]);
        let mut inputs = examples(&sortie, &name);
        let plan = |inputs: &Map<String, Value>| {
            let inputs = Value::Object(inputs.clone()).to_string();
            json(&sortie, &["run", &name, "-c", "test", "--dry-run", "-o", "json", "--inputs", &inputs])
        };
        let planned = plan(&inputs)["request"].take();
        let url = planned["url"].as_str().expect("a request goes somewhere");
        let path = url.split_once(&emulator.address.to_string()).map(|(_, rest)| rest).unwrap_or_default();
        let path = path.split('?').next().unwrap_or_default().to_owned();
        let id = path.split('/').find(|part| part.len() == 24).map(str::to_owned);
        for (input, value) in &mut inputs {
            if let (Some(id), true) = (&id, shown["inputs"][input]["lookup"].is_string()) {
                *value = id.clone().into();
            }
        }
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let holds = |value: &Value| value.as_bool().expect("it is or is not");
        let (is_list, idempotent) = (holds(&shown["list"]), holds(&shown["idempotent"]));
        let (effect, method) = (text(&shown["effect"]), text(&planned["method"]));
        let required = inputs.iter().filter(|(input, _)| holds(&shown["inputs"][input]["required"]));
        let required = required.map(|(input, value)| (input.clone(), value.clone())).collect();
        Tested { name, is_list, effect, idempotent, inputs: inputs.into(), required, method, path }
    };
    names_of_actions(&sortie).into_iter().map(test).collect()
}

fn json(sortie: &Sortie, args: &[&str]) -> Value {
    let output = sortie.output(args);
    serde_json::from_slice(&output.stdout).expect("it is shown as JSON")
}

/// Runs `action` against an emulator of its own at which the fault happens, holds what is told of it against what
/// the emulator has counted, and gives the row of the table.
fn play(action: &Tested, (words, rule): (&'static str, &str)) -> String {
    let sortie = Sortie::new();
    let met = format!("{rule},method={},path={}", action.method, action.path);
    let rules = match rule {
        "" | "closed port" => Vec::new(),
        _ => vec![met.as_str()],
    };
    // An answer without a body cannot be cut.
    let emulator =
        Emulator::answering(&sortie, &["--users", "10", "--choose", "action_body=message"], &rules);
    let address = if rule == "closed port" { nobody() } else { emulator.address };
    let timeouts = if rule.starts_with("latency") { SHORT } else { "" };
    let sortie = sortie.connected(address, &format!("{SETTINGS}\n{timeouts}")).env("SORTIE_RETRIES", "");
    let inputs = action.inputs.to_string();
    let told = sortie.run(&["run", &action.name, "-c", "test", "-o", "json", "--inputs", &inputs]);
    let (exit, rest) = told.split_once("\n--- stdout\n").expect("an exit code");
    let (stdout, _) = rest.split_once("--- stderr\n").expect("what was printed");
    let envelope = serde_json::from_str(stdout).unwrap_or_else(|_| panic!("no envelope:\n{told}"));
    let [requests, writes, over_limit] =
        ["requests", "writes", "over_limit"].map(|name| emulator.count(name));
    let outcome = Outcome { envelope, exit: exit.replace("exit: ", ""), requests, writes, over_limit };
    let what = format!("{} meets: {words}\n{told}", action.name);
    outcome.hold(action, rule, &what);
    outcome.row(&named(words, rule))
}

impl Outcome {
    fn failure(&self, key: &str) -> &Value {
        &self.envelope["failure"][key]
    }

    /// What is said is true: of the effect, of sending again, and of how often it was sent.
    fn hold(&self, action: &Tested, rule: &str, what: &str) {
        let failed = self.envelope["has_error"] == Value::Bool(true);
        let writes = action.effect != "read";
        assert_eq!(failed, self.exit != "0", "the exit code tells whether it failed; {what}");
        let refused = rule.starts_with("rate").then_some(if failed { self.requests } else { 1 });
        assert_eq!(self.over_limit, refused.unwrap_or_default(), "a limit is not what refused it; {what}");
        assert!(self.writes <= 1 || (writes && action.idempotent), "a write is done twice; {what}");
        if !failed {
            let done = !writes || rule.starts_with("lost") || self.writes > 0;
            assert!(done, "nothing was done; {what}");
            return;
        }
        match self.failure("side_effect").as_str() {
            Some("none") => assert_eq!(self.writes, 0, "something was done; {what}"),
            Some("done") => assert!(self.writes > 0 && writes, "nothing was done; {what}"),
            other => assert!(other == Some("unknown") && writes, "a read does nothing; {what}"),
        }
        let again = self.failure("safe_to_retry") == &Value::Bool(true);
        let harmless = !writes || action.idempotent || self.writes == 0;
        assert!(!again || harmless, "sending it again does it twice; {what}");
        let passes = matches!(self.failure("status").as_u64(), Some(429 | 502..=504));
        let twice = !writes || action.idempotent;
        assert!(again || !(passes && twice), "sending it again does no harm; {what}");
        let attempts = self.failure("attempts").as_u64().expect("attempts are counted");
        let counted = if rule == "closed port" { 0 } else { attempts };
        assert!((1..=2).contains(&attempts) && self.requests == counted, "attempts are miscounted; {what}");
    }

    fn row(&self, words: &str) -> String {
        let Self { exit, requests, writes, .. } = self;
        let shown = |key: &str| self.failure(key).to_string().replace(['"', '_'], " ").trim().to_owned();
        if self.envelope["failure"].is_null() {
            return format!("| {words} | ok | | | | {exit} | {requests} | {writes} |\n");
        }
        let (kind, effect, again) = (shown("kind"), shown("side_effect"), shown("safe_to_retry"));
        let attempts = shown("attempts");
        format!("| {words} | {kind} | {effect} | {again} | {attempts} | {exit} | {requests} | {writes} |\n")
    }
}

/// What goes wrong, with the rule to type.
fn named(words: &str, rule: &str) -> String {
    if rule.is_empty() || rule == "closed port" { words.to_owned() } else { format!("{words}: `{rule}`") }
}

fn introduction() -> String {
    "# What happens when something goes wrong\n\n\
     Each action of the catalogue was run with its own examples against an emulator that does to its request what the \
     first column says. A test writes this page and compares each line with what the emulator counted: the requests \
     that it read and the writes that it carried out. Each run may send its request twice (`retry: {retries: 1}`). To \
     try a row, start `sortie emulate jumpcloud --choose action_body=message --fault RULE` with the rule of the row.\n\n\
     `side effect` is what the run says of the change that it may have made, `safe` whether it says that sending the \
     same again can do no harm, and `attempts` how often it tried; they are empty for a run that succeeded. A lookup \
     of a name comes before all this, and does not count.\n\n\
     Garbage instead of HTTP is safe to repeat for a read, and not repeated all the same: it would come again.\n\n\
     A connection that is reset as soon as it is open is not in the tables, since there are two truths: it ends as \
     `connect`, where nothing was sent, or as `interrupted`, where the request had been written before the reset came.\n"
        .to_owned()
}

fn heading(action: &Tested) -> String {
    let Tested { name, effect, idempotent, .. } = action;
    let once = if *idempotent { "may be sent twice" } else { "must not be done twice" };
    format!(
        "\n## {name}\n\n{effect}, {once}\n\n\
         | what goes wrong: `--fault` | outcome | side effect | safe | attempts | exit | requests | writes |\n\
         |---|---|---|---|---|---|---|---|\n"
    )
}
