use std::collections::BTreeMap;

use serde_json::json;

use crate::fixtures::{HEAD, action, connect, connection, invocation, jumpcloud};
use crate::{
    Connection, ConnectionFile, Redactor, Response, Secret, ServiceAccount, Token, plan, plan_test, render,
};

const OAUTH: &str = "oauth: {client_id: cl1ent, client_secret: {env: SECRET}}";

/// A connection with a service account that says where to go by `way`.
fn with_account(way: &str) -> Connection {
    connect(&format!("label: acme\nintegration: jumpcloud\n{OAUTH}\n{way}\n"), &[]).expect("it can be used")
}

fn account() -> ServiceAccount {
    with_account("region: us").oauth.expect("it has an account")
}

#[test]
fn a_token_is_asked_for_where_the_region_gives_them() {
    let ways = [
        "region: us",
        "region: eu",
        "region: in",
        "base_url: https://x.example\nhosts: {token: \"https://t.example\"}",
    ];
    let shown = ways.map(|way| {
        let account = with_account(way).oauth.expect("it has an account");
        account.plan().to_text(&Redactor::default())
    });
    insta::assert_snapshot!(shown.join("\n"));
    let [header, pair] = account().authorization(&Secret::new("s3cr3t".to_owned()));
    assert_eq!((header.expose(), pair.expose()), ("Basic Y2wxZW50OnMzY3IzdA==", "Y2wxZW50OnMzY3IzdA=="));
    assert_eq!(
        account().plan().body.map(|body| body.to_text()).as_deref(),
        Some("grant_type=client_credentials&scope=api")
    );
}

/// A request names one header for its credential, so that never two are sent.
#[test]
fn a_token_takes_the_place_of_the_key() {
    let action = action(&format!("{HEAD}request: {{api: v1, method: GET, path: /x}}\n"));
    for (connection, header) in [(connection(""), "x-api-key"), (with_account("region: eu"), "authorization")]
    {
        let given = invocation(json!({}), json!({}));
        let inputs = render(&action, &connection, &given, &mut Redactor::default()).expect("there are none");
        let planned = plan(&action, &jumpcloud(), &connection, &inputs, &mut Redactor::default())
            .expect("it can be planned");
        let test = plan_test(&jumpcloud(), &connection, &mut Redactor::default()).expect("it can be planned");
        assert_eq!(planned.credential.as_deref(), Some(header));
        assert_eq!(test.credential.as_deref(), Some(header));
    }
}

/// What a connection with a service account is told, by its file's text without label and integration.
fn told(text: &str) -> String {
    let text = format!("label: acme\nintegration: jumpcloud\n{text}\n");
    let beside = ConnectionFile::read_beside("test.yaml", &text, |_| Some(jumpcloud())).err();
    let beside = beside.map(|mistakes| mistakes.diagnostics()[0].render(false)).unwrap_or_default();
    let Ok(file) = ConnectionFile::read("test.yaml", &text) else { return beside };
    let used = match Connection::new(&file, &jumpcloud(), &BTreeMap::new()) {
        Ok(connection) => connection
            .oauth
            .map_or("no account".to_owned(), |it| format!("{} {}", it.client_id, it.token_url)),
        Err(failure) => {
            format!("{}: {failure} [{}]", failure.kind().as_str(), failure.hint().unwrap_or_default())
        }
    };
    format!("{beside}\n  -> {used}")
}

#[test]
fn an_account_says_where_its_tokens_come_from_and_never_over_plain_http() {
    let ways = [
        format!("base_url: https://x.example\n{OAUTH}"),
        format!("base_url: https://x.example\nhosts: {{tokn: \"https://t.example\"}}\n{OAUTH}"),
        format!("region: us\nhosts: {{token: \"http://t.example\"}}\n{OAUTH}"),
        format!("region: us\nhosts: {{token: \"http://t.example\"}}\nallow_http: true\n{OAUTH}"),
        format!("region: us\nhosts: {{token: \"http://127.0.0.1:1\"}}\n{OAUTH}"),
        "region: us\noauth: {client_id: \"{{ id }}\", client_secret: {env: S}}\nreference_values: {id: {type: text, value: abc}}".to_owned(),
        "region: us\noauth: {client_id: \"{{ id }}\", client_secret: {env: S}}\nreference_values: {id: {type: text, value: \"a:c\"}}".to_owned(),
    ];
    insta::assert_snapshot!(ways.map(|way| format!("{way}\n{}", told(&way))).join("\n\n"));
}

/// The token in an answer, or why there is none.
fn read(status: u16, body: &str) -> String {
    let response = Response {
        status,
        headers: Vec::new(),
        body: body.as_bytes().to_vec(),
        tries: crate::Tries::default(),
        blocked_until: None,
    };
    match account().read(&response) {
        Ok(Token { authorization, secret, lifetime }) => {
            assert_eq!(authorization.expose(), format!("Bearer {}", secret.expose()));
            format!("{} for {} s", secret.expose(), lifetime.as_secs())
        }
        Err(failure) => format!("{} {failure}", failure.to_value()),
    }
}

/// Answers with status 200.
fn answers() -> Vec<String> {
    let answer = |token: &str, kind: &str, expires: &str| {
        format!(r#"{{"access_token":{token},"token_type":{kind},"expires_in":{expires}}}"#)
    };
    let (token, bearer) = (r#""t0k3n""#, r#""bearer""#);
    let lives = ["3600", "null", "0", "-1", "1.5", "\"3600\"", "31536000", "31536001", "1e300", "[1]"];
    let kinds = [r#""BEARER""#, r#""mac""#, "1"];
    let long = format!("\"{}\"", "x".repeat(20_000));
    let tokens = [
        r#""""#,
        "null",
        "[]",
        r#""t0k\u0000n""#,
        r#""t0k3n\r\nx-evil: 1""#,
        r#""t0k 3n""#,
        r#""tök3n""#,
        long.as_str(),
    ];
    let others = [
        "{\"access_token\":\"t0k3n\"}",
        "{}",
        "[]",
        "\"t0k3n\"",
        "t0k3n",
        "",
        "<!doctype html><title>Log in</title>",
    ];
    let mut all = Vec::new();
    all.extend(lives.map(|expires| answer(token, bearer, expires)));
    all.extend(kinds.map(|kind| answer(token, kind, "3600")));
    all.extend(tokens.map(|token| answer(token, bearer, "3600")));
    all.extend(others.map(str::to_owned));
    all
}

/// Answers with another status.
const REFUSALS: [(u16, &str); 12] = [
    (201, r#"{"access_token":"t0k3n","token_type":"bearer","expires_in":3600}"#),
    (204, ""),
    (302, ""),
    (400, r#"{"error":"invalid_scope","error_description":"The scope\u001b[31m is unknown."}"#),
    (401, r#"{"error":"invalid_client","error_description":"Client authentication failed."}"#),
    (401, "<html>"),
    (403, r#"{"message":"Forbidden"}"#),
    (404, "404 page not found"),
    (429, ""),
    (500, r#"{"error":1}"#),
    (503, "<html>"),
    (599, "x"),
];

#[test]
fn every_answer_of_a_token_host_makes_sense_or_says_why_not() {
    let refusals = REFUSALS.map(|(status, body)| (status, body.to_owned()));
    let answers = answers().into_iter().map(|body| (200, body)).chain(refusals);
    let told = answers.map(|(status, body)| {
        let shown: String = body.chars().take(100).collect();
        format!("{status} {shown}\n  -> {}", read(status, &body))
    });
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"));
}
