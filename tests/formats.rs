use serde_json::{Value, json};

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
];

/// Whatever the API answers, each format says the same.
#[test]
fn every_format_says_the_same() {
    let texts: Vec<Value> = TRICKY.iter().map(|text| json!({"text": text, *text: 1})).collect();
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
    let answer = json!({"results": texts, "numbers": numbers, "totalCount": TRICKY.len()});
    let server = BadServer::new([Reply::json("200 OK", &answer.to_string())]);
    let sortie = Sortie::new().connected(server.address, "");
    let printed = |format: &str| {
        let id = "system_user_id=65b000000000000000000001";
        let output = sortie.output(&["run", "get_system_user_by_id", "-c", "test", "-o", format, "-i", id]);
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stdout).expect("the binary prints UTF-8")
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
}
