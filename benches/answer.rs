//! From a response to the envelope, in this process: `decode`, `result`, the redactor, the text.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use serde_json::{Value, json};
use sortie_core::{
    Action, Effect, Embedded, Envelope, Inputs, Integration, Invocation, Purpose, Redactor, Response, Tries,
    decode, render, result,
};

const PURPOSE: Purpose = Purpose::Action { effect: Effect::Read, idempotent: true };

fn main() {
    divan::main();
}

fn integration() -> Integration {
    let file = Embedded::integration("jumpcloud").expect("it is built in");
    Integration::read(file.integration, file.path, file.text).expect("the file has no mistakes")
}

/// The action that lists users, with no inputs.
fn list(integration: &Integration) -> (Action, Inputs) {
    let file = Embedded::actions().iter().find(|it| it.stem == "list_all_system_users");
    let file = file.expect("the action is built in");
    let action = Action::read(&file.name(), file.path, file.text, integration).expect("it has no mistakes");
    let connection = sortie_core::ConnectionFile::read(
        "bench.yaml",
        "{label: b, integration: jumpcloud, region: us, api_key: {env: KEY}}",
    )
    .expect("the file has no mistakes");
    let connection =
        sortie_core::Connection::new(&connection, integration, &std::collections::BTreeMap::new())
            .expect("the connection can be made");
    let inputs = render(&action, &connection, &Invocation::default(), &mut Redactor::default())
        .expect("none is required");
    (action, inputs)
}

/// A list of users, each of about a kilobyte, as the API answers it.
fn body(rows: usize) -> Value {
    let row = |number: usize| {
        json!({
            "_id": format!("65b{number:021}"), "id": format!("65b{number:021}"),
            "username": format!("grace{number}"), "email": format!("grace{number}@example.com"),
            "firstname": "Grace", "middlename": "Brewster", "lastname": "Hopper", "state": "ACTIVATED",
            "account_locked": false, "activated": true, "sudo": false, "suspended": false, "totp_enabled": false,
            "addresses": [{"type": "work", "country": "US", "streetAddress": "1 Harbour Road", "locality": "Arlington"}],
            "phoneNumbers": [{"type": "mobile", "number": "+1 202 555 0143"}],
            "mfa": {"exclusion": false, "configured": false}, "ssh_keys": [], "attributes": [],
            "mfaEnrollment": {"totpStatus": "NOT_ENROLLED", "webAuthnStatus": "NOT_ENROLLED",
                "pushStatus": "NOT_ENROLLED", "overallStatus": "NOT_ENROLLED"},
            "unix_uid": 5000 + number, "unix_guid": 5000 + number, "organization": "5d0000000000000000000039",
            "created": "2022-02-08T04:23:33.323Z", "description": "a%20text\\with \"quotes\" + 100 % luck",
        })
    };
    json!({"results": (0..rows).map(row).collect::<Vec<_>>(), "totalCount": rows})
}

fn response(rows: usize) -> Response {
    Response {
        status: 200,
        headers: Vec::new(),
        body: body(rows).to_string().into_bytes(),
        tries: Tries::default(),
        blocked_until: None,
    }
}

#[divan::bench(args = [10, 100, 1000])]
fn decode_rows(bencher: Bencher<'_, '_>, rows: usize) {
    let (integration, response) = (integration(), response(rows));
    bencher
        .counter(BytesCount::new(response.body.len()))
        .bench(|| decode(black_box(&response), &integration, PURPOSE, true));
}

#[divan::bench(args = [10, 100, 1000])]
fn result_of_rows(bencher: Bencher<'_, '_>, rows: usize) {
    let integration = integration();
    let (action, inputs) = list(&integration);
    bencher.with_inputs(|| body(rows)).bench_values(|body| {
        result(&action, &inputs, body, (200, Tries::default()), &mut Redactor::default())
    });
}

/// Two secrets, neither of which is in the answer: the common case.
#[divan::bench(args = [10, 100, 1000])]
fn redact_rows(bencher: Bencher<'_, '_>, rows: usize) {
    let mut redactor = Redactor::default();
    redactor.add("0123456789abcdef0123456789abcdef01234567");
    redactor.add("TestUser@123");
    let size = body(rows).to_string().len();
    bencher
        .counter(BytesCount::new(size))
        .with_inputs(|| body(rows))
        .bench_values(|body| redactor.value(body));
}

/// One text of a megabyte.
#[divan::bench]
fn redact_a_text_of_1_mb(bencher: Bencher<'_, '_>) {
    let mut redactor = Redactor::default();
    redactor.add("0123456789abcdef0123456789abcdef01234567");
    redactor.add("TestUser@123");
    let text: String = body(1200).to_string().chars().take(1_000_000).collect();
    bencher.counter(BytesCount::new(text.len())).bench(|| redactor.text(black_box(&text)).len());
}

#[divan::bench(args = [10, 100, 1000])]
fn envelope_of_rows_as_json(bencher: Bencher<'_, '_>, rows: usize) {
    let envelope = Envelope::from(Ok(body(rows)));
    bencher.bench(|| format!("{:#}", Value::Object(black_box(&envelope).to_map())));
}
