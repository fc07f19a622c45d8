use serde_json::{Value, json};
use sortie_core::obeyed;

use crate::support::{BadServer, Reply, Sortie};

/// Texts that a careless writer turns into something else.
const TRICKY: &[&str] = &[
    "",
    " ",
    "~",
    "null",
    "true",
    "no",
    "y",
    "on",
    "0",
    "007",
    "1_000",
    "0x1F",
    "0o17",
    "1e5",
    "6e1000000000000000000001",
    "610000000000000000000001",
    ".inf",
    ".nan",
    "-",
    "- a",
    "?",
    ": ",
    "a: b",
    "#",
    "a #b",
    "&a",
    "*a",
    "!tag",
    "|",
    ">",
    "%",
    "@",
    "`",
    "'",
    "\"",
    "[",
    "{",
    "2030-01-01",
    "12:30:45",
    "a\nb",
    "a\n",
    "\n",
    "\ta",
    "a ",
    "\u{0}",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "\u{1b}[2J",
    "🦀",
    "---",
    "...",
    "=",
    "<<",
    "\u{9b}31m",
    "\u{7f}\u{8d}",
];

/// Texts that turn the direction of what stands behind them.
const TURNING: &[&str] = &["\u{202e}abc\nde", "\u{200f}", "'\u{2066}' \"\\", "007\u{61c}"];

/// Whatever the API answers, each format says the same.
#[test]
fn every_format_says_the_same() {
    for texts in [TRICKY, TURNING] {
        check_formats(texts);
    }
}

fn check_formats(texts: &[&str]) {
    let rows: Vec<Value> = texts.iter().map(|text| json!({"text": text, *text: 1})).collect();
    let numbers = json!([
        0,
        -1,
        1.5,
        9_007_199_254_740_993_u64,
        u64::MAX,
        i64::MIN,
        1e300,
        null,
        true,
        [],
        {},
        [[]],
        [{}]
    ]);
    let answer = json!({"results": rows, "numbers": numbers, "totalCount": texts.len()});
    let server = BadServer::new([Reply::json("200 OK", &answer.to_string())]);
    let sortie = Sortie::new().connected(server.address, "");
    let printed = |format: &str| {
        let id = "system_user_id=65b000000000000000000001";
        let output = sortie.output(&["run", "get_system_user_by_id", "-c", "test", "-o", format, "-i", id]);
        assert_eq!(output.status.code(), Some(0));
        unobeyed(output.stdout)
    };
    let mut expected = answer;
    expected["error"] = Value::Null;
    expected["has_error"] = false.into();
    let from_json: Value = serde_json::from_str(&printed("json")).expect("it is JSON");
    assert_eq!(from_json, expected);
    let yaml = printed("yaml");
    let from_yaml: Value = serde_yaml::from_str(&yaml).unwrap_or_else(|error| panic!("{error}\n{yaml}"));
    assert_eq!(from_yaml, expected, "{yaml}");
    let rows = printed("ndjson");
    let rows: Vec<Value> =
        rows.lines().map(|row| serde_json::from_str(row).expect("a row is JSON")).collect();
    assert_eq!(Value::from(rows), expected["results"]);
    printed("table");
}

/// Rows that are printed as they came, logs, and what is told of a failure.
#[test]
fn no_terminal_obeys_what_an_api_says() {
    let text = "\u{9b}31m \u{7f} \u{202e} é";
    let row = |id: u32| json!({"_id": format!("65b{id:021}"), "displayname": text});
    let answer = json!({"results": [row(1), row(2)], "totalCount": 2}).to_string();
    let server = BadServer::new([Reply::json("200 OK", &answer)]);
    let sortie = Sortie::new().connected(server.address, "");
    for log in ["json", "text"] {
        let list = ["run", "list_all_system_users", "-c", "test", "--all-pages", "-o", "ndjson", "-vvv"];
        let output = sortie.output(&[&list[..], &["--log", log]].concat());
        let rows = unobeyed(output.stdout);
        let rows: Vec<Value> =
            rows.lines().map(|row| serde_json::from_str(row).expect("a row is JSON")).collect();
        assert_eq!(rows, [row(1), row(2)]);
        let told = unobeyed(output.stderr);
        let body = |line: &str| line.contains("displayname");
        assert_eq!(told.lines().filter(|line| body(line)).count(), 1, "{told}");
        for line in told.lines().filter(|_| log == "json") {
            serde_json::from_str::<Value>(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        }
    }
    let refusal = json!({"message": text}).to_string();
    let server = BadServer::new([Reply::json("400 Bad Request", &refusal)]);
    let sortie = Sortie::new().connected(server.address, "");
    for log in ["json", "text"] {
        let output =
            sortie.output(&["run", "list_all_system_users", "-c", "test", "-o", "json", "--log", log]);
        let failed: Value = serde_json::from_str(&unobeyed(output.stdout)).expect("it is JSON");
        assert_eq!(failed["failure"]["detail"]["message"], text);
        unobeyed(output.stderr);
    }
    let output = sortie.output(&["render", &format!("{{{{ '{text}")]);
    unobeyed(output.stderr);
}

/// What the binary printed, in which is nothing but line breaks that a terminal obeys.
#[track_caller]
fn unobeyed(printed: Vec<u8>) -> String {
    let printed = String::from_utf8(printed).expect("the binary prints UTF-8");
    let obeyed = printed.chars().find(|it| *it != '\n' && obeyed(*it));
    assert_eq!(obeyed, None, "{printed:?}");
    printed
}
