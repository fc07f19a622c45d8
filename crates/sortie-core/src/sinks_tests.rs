//! No value leaves its sink, whatever it is: what a template prints stays the one value it was meant to be.

use proptest::prelude::*;
use serde_json::json;

use crate::fixtures::{HEAD, action, connection, invocation, jumpcloud};
use crate::{Failure, Request, plan, render};

const REQUEST: &str = r#"
inputs:
  v: {type: string, required: true}
  list: {type: array}
  map: {type: object}
request:
  api: API
  method: POST
  path: /a/{{ inputs.v }}/b-{{ inputs.v | safe }}/c
  query: {q: "{{ inputs.v }}", two: "<{{ inputs.v | safe }}>", list: "{{ inputs.list }}", map: "{{ inputs.map }}"}
  body: {k: "{{ inputs.v | safe }}", t: "<{{ inputs.v | e }}|{{ inputs.v | string }}>", n: {list: ["{{ inputs.v }}"]}}
"#;
const HEADER: &str = r#"
inputs: {v: {type: string, required: true}}
request: {api: v1, method: GET, path: /a, headers: {x-v: "{{ inputs.v | safe }}", x-after: "1"}}
"#;

fn request(definition: &str, value: &str) -> Result<Request, Failure> {
    let context = json!({"v": value});
    let given = json!({"v": "{{ v }}", "list": ["{{ v }}", "x"], "map": {"k": "{{ v }}"}});
    let action = action(&format!("{HEAD}{definition}"));
    let given = given.as_object().into_iter().flatten().filter(|(name, _)| action.inputs.contains_key(*name));
    let inputs = given.map(|(name, value)| (name.clone(), value.clone())).collect();
    let mut invocation = invocation(json!({}), context);
    invocation.inputs = inputs;
    let (integration, connection) = (jumpcloud(), connection(""));
    let inputs = render(&action, &connection, &invocation, &mut crate::Redactor::default())?;
    plan(&action, &integration, &connection, &inputs, &mut crate::Redactor::default())
}

fn decoded(segment: &str) -> String {
    percent_encoding::percent_decode_str(segment).decode_utf8().expect("it is UTF-8").into_owned()
}

fn pairs(expected: &[(&str, String)]) -> Vec<(String, String)> {
    let given = expected.iter().filter(|(_, value)| !value.is_empty());
    given.map(|(key, value)| ((*key).to_owned(), value.clone())).collect()
}

fn check_values(value: &str) {
    for (api, list_pairs) in [
        ("v1", vec![("list[0]", value.to_owned()), ("list[1]", "x".to_owned())]),
        ("v2", vec![("list", format!("{value},x"))]),
    ] {
        let request = match request(&REQUEST.replace("API", api), value) {
            Ok(request) => request,
            Err(failure) => {
                let expected = format!("input `v` is {value:?}, which cannot stand in the path of a request");
                assert_eq!(failure.to_string(), expected);
                assert!(["", ".", ".."].contains(&value), "{value:?} was refused");
                return;
            }
        };
        assert_eq!(request.url.host_str(), Some("console.jumpcloud.com"));
        assert_eq!(request.url.fragment(), None);
        let segments: Vec<String> =
            request.url.path_segments().expect("it has a path").map(decoded).collect();
        let end = ["a".to_owned(), value.to_owned(), format!("b-{value}"), "c".to_owned()];
        assert_eq!(segments[segments.len() - 4..], end, "{}", request.url);
        assert_eq!(segments.len(), if api == "v1" { 5 } else { 6 }, "{}", request.url);
        let mut expected = vec![("q", value.to_owned()), ("two", format!("<{value}>"))];
        expected.extend(list_pairs);
        expected.push(("map[k]", value.to_owned()));
        let query: Vec<(String, String)> = request.url.query_pairs().into_owned().collect();
        assert_eq!(query, pairs(&expected), "{}", request.url);
        let body = request.body.expect("it has a body").to_value();
        assert_eq!((&body["k"], &body["n"]), (&json!(value), &json!({"list": [value]})));
        assert_eq!(body.as_object().map(serde_json::Map::len), Some(3));
    }
}

fn check_header(value: &str) {
    match request(HEADER, value) {
        Ok(request) => {
            let header =
                request.headers.iter().find(|(name, _)| name == "x-v").map(|(_, value)| value.as_str());
            assert_eq!(header, Some(value).filter(|value| !value.is_empty()));
            assert!(value.chars().all(|it| (' '..='~').contains(&it)), "{value:?}");
            assert!(request.headers.contains(&("x-after".to_owned(), "1".to_owned())));
        }
        Err(failure) => {
            let index = value.chars().position(|it| !(' '..='~').contains(&it)).expect("one is refused");
            let expected = format!(
                "the header `x-v` can hold visible ASCII characters only; character {} is another",
                index + 1
            );
            assert_eq!(failure.to_string(), expected);
        }
    }
}

fn check_lookup(value: &str) {
    let lookup = &jumpcloud().lookups["system_user"];
    let search = crate::Search { value: value.to_owned(), fields: lookup.fields().to_vec() };
    let request = lookup
        .plan(&search, &jumpcloud(), &connection(""), &mut crate::Redactor::default())
        .expect("any name can be looked up");
    let any = [json!({"username": value}), json!({"email": value}), json!({"employeeIdentifier": value})];
    let expected = json!({
        "filter": {"or": any}, "fields": "username email employeeIdentifier", "limit": 2, "skip": 0,
    });
    assert_eq!(request.body.map(|body| body.to_value()), Some(expected));
    assert_eq!(request.url.as_str(), "https://console.jumpcloud.com/api/search/systemusers");
}

fn check(value: &str) {
    check_values(value);
    check_header(value);
    check_lookup(value);
}

/// What has broken out of sinks elsewhere.
const HOSTILE: &[&str] = &[
    "",
    ".",
    "..",
    "%2e%2e",
    "%2E.",
    "../systems",
    "..\\systems",
    "/",
    "\\",
    "x?y#z",
    "a/b",
    "a;b",
    "a&b=c",
    "a+b c",
    "\"",
    "'",
    "\",\"admin\":true,\"x\":\"",
    "{{ 7*7 }}",
    "{% for x in y %}",
    "{# #}",
    "\r\nx-evil: 1",
    "\n",
    "\0",
    "\t",
    "🎉",
    "é",
    "\u{202e}abc",
    "\u{feff}",
    "\u{10ff22}",
    "//evil.example",
    "@evil.example",
    "https://evil.example/",
    ":8080",
    "%",
    "%zz",
    "%00",
    " ",
    "\u{2028}",
    "&lt;",
    "<script>",
    "None",
    "null",
];

#[test]
fn hostile_values_stay_in_their_sinks() {
    for value in HOSTILE {
        check(value);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn any_value_stays_in_its_sinks(value in "(\\PC|[\\x00-\\x7f]|[./%?#&=+\\\\{}\"']){0,12}") {
        check(&value);
    }
}
