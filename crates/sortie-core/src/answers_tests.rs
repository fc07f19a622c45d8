use serde_json::{Value, json};

use crate::fixtures::{HEAD, action, connection, invocation, jumpcloud};
use crate::{
    Action, Effect, Envelope, Pager, Purpose, Redactor, Request, Response, Tries, decode, plan, render,
    result, row_value,
};

const READ: Purpose = Purpose::Action { effect: Effect::Read, idempotent: true };
const IDEMPOTENT: Purpose = Purpose::Action { effect: Effect::Write, idempotent: true };
const ONCE: Purpose = Purpose::Action { effect: Effect::Write, idempotent: false };

fn response(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Response {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Response { status, headers, body: body.to_vec(), tries: Tries::default(), blocked_until: None }
}

fn told(response: &Response, purpose: Purpose, needed: bool) -> String {
    let envelope = Envelope::from(decode(response, &jumpcloud(), purpose, needed));
    let exit = envelope.failure().map_or(0, |failure| failure.kind().exit_code());
    format!("exit {exit} {}", Value::from(envelope.to_map()))
}

/// A status, headers and a body.
type Answer<'a> = (u16, &'a [(&'a str, &'a str)], &'a [u8]);

/// What the API and the proxies before it are known to answer.
const WIRE: &[Answer<'static>] = &[
        (200, &[], br#"{"_id":"65b000000000000000000001"}"#),
        (200, &[], b"\xef\xbb\xbf{\"a\":1}"),
        (200, &[], b""),
        (200, &[], b" \n"),
        (200, &[], b"OK"),
        (200, &[], br#"{"results":[{"a"#),
        (200, &[], b"<!DOCTYPE html><title>Log in</title>"),
        (204, &[], b""),
        (302, &[("location", "/login")], b"<html>moved</html>"),
        (307, &[("location", "https://evil.example/\x1b[31m")], b""),
        (400, &[], br#"{"message":"Bad Request: request parameter \"limit\" exceeds maximum value of 100"}"#),
        (400, &[], br#"{"code":400,"message":"Password validation fail","status":"INVALID_ARGUMENT","details":[{"@type":"x","fieldViolationsList":[{"field":"password","description":"specialCharacter"}]}]}"#),
        (400, &[], br#"{"message":"","error":"short"}"#),
        (400, &[], br#"{"error":{"message":"nested"}}"#),
        (400, &[], br#""just a text""#),
        (401, &[], br#"{"error":"Unauthorized","message":"Unauthorized: api key user not found"}"#),
        (403, &[], b"<html><body>blocked</body></html>"),
        (404, &[], br#"{"message":"Not Found"}"#),
        (404, &[("content-type", "text/plain")], b"no such\r\nuser \x1b[31m\x00 \xe2\x80\xae x \xff"),
        (409, &[], br#"{"message":"Already Exists"}"#),
        (429, &[("retry-after", "30")], b""),
        (500, &[], b""),
        (502, &[], b"<html><h1>502 Bad Gateway</h1></html>"),
        (503, &[], b"upstream connect error"),
        (504, &[], b"null"),
];

#[test]
fn every_answer_of_the_wire_has_its_envelope() {
    let long = format!("{{\"message\":\"{}\"}}", "ä".repeat(400));
    let wire = WIRE.iter().copied().chain([(400, &[][..], long.as_bytes())]);
    let mut table = Vec::new();
    for (status, headers, body) in wire {
        let response = response(status, headers, body);
        table.push(format!("{status} {}", String::from_utf8_lossy(body).escape_debug()));
        for (name, purpose) in [("read", READ), ("idempotent", IDEMPOTENT), ("once", ONCE)] {
            table.push(format!("  {name}: {}", told(&response, purpose, true)));
        }
        table.push(format!("  unneeded: {}", told(&response, ONCE, false)));
    }
    insta::assert_snapshot!(table.join("\n"));
}

fn list(api: &str) -> Action {
    let inputs = "inputs: {sort: {type: string}, limit: {type: integer}}";
    let query = "query: {sort: \"{{ inputs.sort }}\", limit: \"{{ inputs.limit }}\"}";
    action(&format!(
        "{HEAD}list: true\n{inputs}\nrequest: {{api: {api}, method: GET, path: /systemusers, {query}}}\n"
    ))
}

fn first(action: &Action, inputs: Value) -> Request {
    let inputs = render(action, &connection(""), &invocation(inputs, json!({})), &mut Redactor::default())
        .expect("they are right");
    plan(action, &jumpcloud(), &connection(""), &inputs, &mut Redactor::default()).expect("it can be planned")
}

/// The requests that follow from these answers, and what becomes of them.
fn paged(api: &str, inputs: Value, answers: &[(Value, &[(&str, &str)])]) -> String {
    let action = list(api);
    let (jumpcloud, mut rows) = (jumpcloud(), Vec::new());
    let mut pager = match Pager::new(&action, &jumpcloud, first(&action, inputs)) {
        Ok(pager) => pager,
        Err(failure) => return format!("{failure} [{}]\n", failure.hint().unwrap_or_default()),
    };
    let mut story = Vec::new();
    for (body, headers) in answers {
        let asked = pager.next_request().map_or_else(|| "nothing".to_owned(), |it| it.url.to_string());
        match pager.take(&response(200, headers, body.to_string().as_bytes())) {
            Ok(page) => {
                story.push(format!("{asked}\n  {} rows", page.len()));
                rows.extend(page.into_iter().map(|row| row_value(row).expect("it is JSON")));
            }
            Err(failure) => story.push(format!("{asked}\n  {failure}")),
        }
    }
    story.extend(pager.next_request().map(|it| format!("{}\n", it.url)));
    let (body, report) = (pager.body(rows), pager.report());
    format!("{}\n{body}\n{report}\n", story.join("\n"))
}

#[test]
fn a_pager_follows_a_list_to_its_end_and_says_what_it_knows() {
    let v1 = |rows: Value, total: u64| (json!({"totalCount": total, "results": rows}), &[][..]);
    let total: &[(&str, &str)] = &[("x-total-count", " 150 ")];
    let id = |id: &str| json!([{"id": id}]);
    let stories = [
        ("one page", paged("v1", json!({}), &[v1(json!([1, 2]), 2)])),
        (
            "a short page is not the end",
            paged("v1", json!({}), &[v1(json!([1]), 250), v1(json!([2, 3]), 250), v1(json!([4]), 250)]),
        ),
        ("an empty page is", paged("v1", json!({}), &[v1(json!([1]), 250), v1(json!([]), 250)])),
        ("no rows at all", paged("v1", json!({}), &[v1(json!([]), 0)])),
        ("the total changes", paged("v1", json!({}), &[v1(json!([1]), 150), v1(json!([2]), 2)])),
        ("the user's own order", paged("v1", json!({"sort": "-username"}), &[v1(json!([1]), 1)])),
        ("a limit of one's own", paged("v1", json!({"limit": 5}), &[])),
        ("a total in a header", paged("v2", json!({}), &[(json!([1]), total), (json!([2]), total)])),
        ("no total", paged("v2", json!({}), &[(json!([1]), &[]), (json!([2]), &[]), (json!([]), &[])])),
        ("no total, not at its end", paged("v2", json!({}), &[(json!([1]), &[])])),
        ("the same page for ever", paged("v2", json!({}), &["a", "b", "a", "b"].map(|it| (id(it), &[][..])))),
        (
            "the same page until the total is reached",
            paged(
                "v1",
                json!({}),
                &[
                    v1(json!([{"_id": "a"}]), 250),
                    v1(json!([{"_id": "a"}]), 250),
                    v1(json!([{"_id": "a"}]), 250),
                ],
            ),
        ),
        (
            "equal rows that are several",
            paged("v1", json!({}), &[v1(json!([{"n": 1}]), 150), v1(json!([{"n": 1}]), 150)]),
        ),
        (
            "no rows where they belong",
            paged("v1", json!({}), &[(json!({"totalCount": 1}), &[]), (json!([]), &[])]),
        ),
    ];
    insta::assert_snapshot!(stories.map(|(name, story)| format!("# {name}\n{story}")).join("\n"));
}

#[test]
fn a_pager_tells_rows_apart_where_it_can() {
    let v1 = |rows: Value, total: u64| (json!({"totalCount": total, "results": rows}), &[][..]);
    let stories = [
        (
            "a row that comes again, and one that was passed over",
            paged(
                "v1",
                json!({}),
                &[v1(json!([{"_id": "a"}, {"_id": "b"}]), 150), v1(json!([{"_id": "b"}, {"_id": "c"}]), 150)],
            ),
        ),
        ("more at once than was asked for", paged("v1", json!({}), &[v1(json!(vec![1; 300]), 300)])),
    ];
    insta::assert_snapshot!(stories.map(|(name, story)| format!("# {name}\n{story}")).join("\n"));
}

/// A `result` is made when the change is done: that it cannot be made takes nothing back.
#[test]
fn a_result_that_fails_says_that_the_change_is_done() {
    let request = "request: {api: v1, method: POST, path: /x}\nresult: {id: \"{{ 7 // (body.id - 7) }}\"}";
    let action = action(&format!("{HEAD}{request}\n"));
    let (here, given) = (connection(""), invocation(json!({}), json!({})));
    let mut redactor = Redactor::default();
    let inputs = render(&action, &here, &given, &mut redactor).expect("there are none");
    let answered = (200, Tries { attempts: 3, in_doubt: true });
    let failed = result(&action, &inputs, json!({"id": 7}), answered, &mut redactor);
    let failure = failed.expect_err("it divides by 0");
    let told = failure.to_value();
    let said = ["stage", "side_effect", "safe_to_retry", "attempts"].map(|key| told[key].to_string());
    assert_eq!(said, ["\"result\"", "\"done\"", "false", "3"], "{told}");
}

#[test]
fn an_address_that_is_shut_out_is_told_until_when_nothing_more_is_sent() {
    let page = b"<html>Your IP has been blocked due to suspected abuse</html>";
    let told = |until: Option<&str>| {
        let blocked_until = until.map(|it| it.parse().expect("it is a time"));
        let answer = Response { blocked_until, ..response(403, &[], page) };
        let failure = decode(&answer, &jumpcloud(), READ, true).expect_err("it is refused");
        failure.hint().map(str::to_owned).expect("it says what to do")
    };
    let hint = "JumpCloud has blocked this machine's address; send fewer requests, and ask its support if the block stays";
    assert_eq!(told(None), hint);
    let until = "2026-01-02T03:04:05Z";
    assert_eq!(told(Some(until)), format!("{hint}; nothing more is sent until {until}"));
}
