use serde_json::{Value, json};

use crate::fixtures::{action_with, connect, invocation};
use crate::{Action, Connection, Failure, Redactor, render};

fn acme() -> Connection {
    let text = "label: acme\nintegration: jumpcloud\nregion: us\napi_key: {env: KEY}\nreference_values:\n  \
                tenant: {type: text, value: acme}\n  user: {type: text, value: ours}\n  pin: {type: password, env: PIN}\n";
    connect(text, &[("pin", "s3cr3t-pin")]).expect("the connection can be used")
}

fn told(action: &Action, given: Value) -> String {
    let context = json!({
        "text": "a b", "number": 7, "float": 7.0, "half": 0.5, "yes": true, "nothing": null, "list": [1, "x"],
        "object": {"k": "v", "deep": {"er": 1}}, "user": "theirs", "jinja": "{{ 7*7 }}", "quote": "\",\"a\":\"",
        "digits": "42", "json": "{\"a\": 1}", "empty": "",
    });
    let outcome = render(action, &acme(), &invocation(given, context), &mut Redactor::default());
    match outcome {
        Ok(inputs) => Value::from(inputs.values().clone()).to_string(),
        Err(failure) => in_words(&failure),
    }
}

fn in_words(failure: &Failure) -> String {
    let hint = failure.hint().map_or_else(String::new, |hint| format!(" [{hint}]"));
    format!("{}: {failure}{hint}", failure.kind().as_str())
}

/// One line for each given value: what becomes of it.
fn table(inputs: &str, given: &[Value]) -> String {
    let action = action_with(inputs);
    let lines = given.iter().map(|given| format!("{given} -> {}", told(&action, given.clone())));
    format!("# {inputs}\n{}\n", lines.collect::<Vec<_>>().join("\n"))
}

/// One of everything that can be given for an input.
fn samples() -> Vec<Value> {
    let mut given: Vec<Value> = TEXTS.iter().map(|text| json!(text)).collect();
    given.extend([
        json!(12),
        json!(12.0),
        json!(1.5),
        json!(true),
        json!(null),
        json!([1, "{{ text }}"]),
        json!({"a": "{{ number }}"}),
    ]);
    given
}

const TEXTS: &[&str] = &[
    "plain",
    "12",
    " -3 ",
    "1.5",
    "1e3",
    "TRUE",
    "off",
    "",
    "  ",
    "[1, 2]",
    "{\"a\": \"{{ quote }}\"}",
    "'{\"a\": 1}'",
    "{{ text }}",
    "{{ number }}",
    "{{ float }}",
    "{{ half }}",
    "{{ yes }}",
    "{{ nothing }}",
    "{{ list }}",
    "{{ object }}",
    "{{ digits }}",
    "{{ json }}",
    "{{ empty }}",
    "n={{ number }}",
    "{{ jinja }}",
    "{{ yes }} ",
    "99999999999999999999",
    "{bad json",
    "'quoted'",
];

#[test]
fn every_type_takes_what_it_should_however_it_is_given() {
    let values = samples();
    let types = [
        "string",
        "integer",
        "number",
        "boolean",
        "object",
        "array",
        "json",
        "[string, object]",
        "[string, array]",
    ];
    let tables = types.map(|kind| {
        let given: Vec<Value> = values.iter().map(|value| json!({"v": value})).collect();
        table(&format!("{{v: {{type: {kind}}}}}"), &given)
    });
    insta::assert_snapshot!(tables.join("\n"));
}

#[test]
fn names_fold_and_wrong_ones_are_told() {
    let inputs = "{system_user_id: {type: string, title: System User ID, required: true, example: bob}, \
                  days: {type: integer, title: Exclusion Days}}";
    insta::assert_snapshot!(table(
        inputs,
        &[
            json!({"System User ID": "a", "exclusionDays": 1}),
            json!({"systemUserId": "a", "DAYS": 1}),
            json!({"system-user-id": "a", "system_user_id": "b"}),
            json!({"system-user-id": "a", "system_user_id": null}),
            json!({"system_usr_id": "a"}),
            json!({"colour": "a"}),
            json!({"": "a"}),
            json!({}),
            json!({"system_user_id": null}),
            json!({"system_user_id": "{{ nothing }}"}),
            json!({"system_user_id": ""}),
        ]
    ));
}

#[test]
fn what_an_input_declares_is_held() {
    let tables = [
        table(
            "{v: {type: string, enum: [AND, OR], default: AND}}",
            &[json!({"v": "or"}), json!({"v": ""}), json!({}), json!({"v": "XOR"}), json!({"v": 5})],
        ),
        table(
            "{v: {type: integer, minimum: 1, maximum: 100, default: \"5\"}}",
            &[
                json!({"v": "1"}),
                json!({"v": 100}),
                json!({"v": 0}),
                json!({"v": "101"}),
                json!({}),
                json!({"v": 5.5}),
            ],
        ),
        table(
            "{v: {type: string, pattern: \"^[a-z]+$\"}}",
            &[json!({"v": "abc"}), json!({"v": "aB\u{1b}[31m"})],
        ),
        table(
            "{v: {type: string, format: date-time}}",
            &[
                json!({"v": "2030-01-31T12:00:00Z"}),
                json!({"v": "2030-01-31T12:00:00.5+02:00"}),
                json!({"v": "2030-01-31"}),
                json!({"v": "soon"}),
                json!({"v": ""}),
                json!({"v": "2030-02-30T00:00:00Z"}),
            ],
        ),
    ];
    insta::assert_snapshot!(tables.join("\n"));
}

#[test]
fn the_keys_of_an_object_are_inputs_of_their_own() {
    insta::assert_snapshot!(table(
        "{v: {type: object, properties: {limit: {type: integer, maximum: 100}, sort_by: {type: string}, must: {type: string, required: true}}}}",
        &[
            json!({"v": {"limit": "10", "sortBy": "a", "must": "x"}}),
            json!({"v": "{\"limit\": \"{{ number }}\", \"must\": \"\"}"}),
            json!({"v": {"limt": 1, "must": "x"}}),
            json!({"v": {"limit": 101, "must": "x"}}),
            json!({"v": {}}),
            json!({"v": {"sort_by": "a", "sortBy": "b", "must": "x"}}),
            json!({"v": []}),
        ],
    ));
}

#[test]
fn a_property_that_is_not_given_is_its_default() {
    let inputs = "{v: {type: object, properties: {a: {type: integer, default: \"5\"}, b: {type: object, \
                  default: {}, properties: {c: {type: string, default: x}}}}}}";
    insta::assert_snapshot!(table(
        inputs,
        &[json!({}), json!({"v": {}}), json!({"v": {"a": "", "b": {"c": "y"}}})]
    ));
}

#[test]
fn templates_read_the_context_and_the_reference_values() {
    insta::assert_snapshot!(table(
        "{v: {type: string}}",
        &[
            json!({"v": "{{ user }} {{ context.user }} {{ reference.user }} {{ tenant }}"}),
            json!({"v": "{{ jinja }} stays {{ jinja }}"}),
            json!({"v": "{{ usr }}"}),
            json!({"v": "{{ object.kk }}"}),
            json!({"v": "{{ object.deep.err }}"}),
            json!({"v": "{{ reference.tennant }}"}),
            json!({"v": "{{ context.txt }}"}),
            json!({"v": "{{ nope | default('x') }}"}),
            json!({"v": "größe\n  {{ text | upper }} {{ usr }}"}),
            json!({"v": "one\ntwo {{ 1 + }}"}),
            json!({"v": "{{ text | nofilter }}"}),
            json!({"v": "{{ text + number }}"}),
            json!({"v": "{{ pin | int }}"}),
            json!({"v": "{{ 'x' * 10 ** 9 }}"}),
        ]
    ));
    insta::assert_snapshot!(
        "json_texts",
        table(
            "{v: {type: json}}",
            &[
                json!({"v": "{\"a\": \"{{ quote }}\",\n \"b\": {{ usr }}}"}),
                json!({"v": "{\"a\": {{ text }}}"}),
                json!({"v": "{\"a\": 1,}"}),
                json!({"v": "'{\"a\": \"it''s\"}'"}),
                json!({"v": "{% if yes %}[1]{% else %}[2]{% endif %}"}),
                json!({"v": "{{ list | tojson }}"}),
            ]
        )
    );
}

#[test]
fn no_message_and_no_output_holds_a_secret() {
    let inputs = "{v: {type: string, format: password, enum: [a1b2c3d4], pattern: x}, \
                  o: {type: object, properties: {p: {type: string, format: password}}}}";
    insta::assert_snapshot!(table(
        inputs,
        &[
            json!({"v": "hunter2-hunter2"}),
            json!({"v": ["hunter2-hunter2"]}),
            json!({"v": {"hunter2": 1}}),
            json!({"o": {"p": ["hunter2-hunter2"]}}),
            json!({"v": true}),
        ]
    ));
    let action = action_with("{o: {type: object, properties: {p: {type: string, format: password}}}}");
    let mut redactor = Redactor::default();
    let given = invocation(json!({"o": {"P": "hunter2-hunter2"}}), json!({}));
    render(&action, &acme(), &given, &mut redactor).expect("they are right");
    assert_eq!(redactor.text("it is hunter2-hunter2"), "it is (hidden)");
}
