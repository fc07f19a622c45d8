use serde_json::json;

use crate::fixtures::{HEAD, action, action_with, connect, connection, invocation, jumpcloud};
use crate::{ConnectionFile, Redactor, plan, render};

/// The hosts of a connection that says where to go by `way`, or why it cannot be used.
fn hosts(way: &str) -> String {
    let text = format!("label: acme\nintegration: jumpcloud\napi_key: {{env: KEY}}\n{way}\n");
    if let Err(mistakes) = ConnectionFile::read("test.yaml", &text) {
        let told = mistakes.diagnostics()[0].to_value();
        return format!("when read: {} [{}]", told["message"], told["help"]);
    }
    match connect(&text, &[("pin", "s3cr3t-pin")]) {
        Ok(connection) => {
            connection.hosts().map(|(name, url)| format!("{name}={url}")).collect::<Vec<_>>().join(" ")
        }
        Err(failure) => {
            format!("{}: {failure} [{}]", failure.kind().as_str(), failure.hint().unwrap_or_default())
        }
    }
}

fn table<const N: usize>(ways: [&str; N]) -> String {
    ways.map(|way| format!("{way}\n  -> {}", hosts(way))).join("\n")
}

#[test]
fn a_key_goes_to_no_address_that_is_not_safe() {
    insta::assert_snapshot!(table([
        "region: us",
        "region: eu",
        "region: eü",
        "region: usa",
        "region: us\nhosts: {api: \"https://proxy.example.com\"}",
        "emulator: {}",
        "base_url: https://example.com",
        "base_url: http://example.com",
        "base_url: http://example.com\nallow_http: true",
        "base_url: http://localhost:8080",
        "base_url: http://127.0.0.1:8080",
        "base_url: http://[::1]:8080",
        "base_url: http://127.0.0.1.evil.example",
        "base_url: http://localhost.evil.example",
        "base_url: http://2130706433",
        "base_url: https://user:s3cr3t@example.com",
        "base_url: https://user@example.com",
        "base_url: https://example.com?key=s3cr3t",
        "base_url: https://example.com#x",
        "base_url: https://example.com/",
        "base_url: https://example.com/api",
        "base_url: ftp://example.com",
        "base_url: file:///etc/passwd",
        "base_url: \"javascript:alert(1)\"",
        "base_url: example.com",
        "base_url: \"\"",
        "base_url: https://",
        "base_url: \"https://exa mple.com\"",
    ]));
}

/// A secret would take another spelling in a host's name.
#[test]
fn an_address_is_made_of_values_that_may_be_shown() {
    let reference = "reference_values: {hostname: {type: text, value: acme}, user: {type: text, value: \"ada:x\"}, port: {type: text, value: 8443}, \
                     evil: {type: text, value: \"evil.example/#\"}, open: {type: text, value: \"http://example.com/api\"}, pin: {type: password, env: PIN}}\n";
    let ways = [
        "base_url: https://www.{{hostname}}.com",
        "base_url: https://{{ reference.hostname }}.example.com:{{ port }}/base/",
        "base_url: https://{{ evil }}.example.com",
        "base_url: https://{{ pin }}@example.com",
        "base_url: \"{{ open }}\"",
        "base_url: \"{{ open }}\"\nallow_http: true",
        "base_url: https://{{ reference.pin }}.example.com",
        "base_url: https://{{ reference['pin'] }}.example.com",
        "base_url: https://{{ reference | join }}.example.com",
        "org_id: \"{{ pin }}\"\nregion: us",
        "org_id: \"{{ hostname }}\"\nregion: us",
        "base_url: https://{{ user }}@example.com",
        "region: us\nproxy: http://{{ hostname }}.example.com:{{ port }}",
        "region: us\nproxy: http://{{ user }}@example.com",
        "region: us\nproxy: \"{{ open }}\"",
        "base_url: http://127.0.0.1\nproxy: http://{{ hostname }}.example.com",
        "base_url: http://127.0.0.1\nproxy: socks5://127.0.0.1:1080",
        "base_url: https://{{ now() }}.example.com",
    ];
    let shown = ways.map(|way| format!("{way}\n  -> {}", hosts(&format!("{reference}{way}"))));
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn own_limits_go_before_the_integrations() {
    let limits = connection("timeouts: {connect: 1, total: 600}\n").limits;
    let shown = (limits.connect_seconds, limits.read_seconds, limits.total_seconds, limits.response_bytes);
    assert_eq!(shown, (1, 30, 600, 33_554_432));
    let concurrent = |more: &str| connection(more).limits.concurrent;
    assert_eq!([concurrent(""), concurrent("limits: {concurrent: 3}\n")], [10, 3]);
}

#[test]
fn an_empty_org_id_is_none() {
    assert_eq!(connection("org_id: \"\"\n").org_id, None);
    assert_eq!(
        connection(
            "org_id: \"{{ org }}\"\nreference_values: {org: {type: text, value: 5d0000000000000000000039}}\n"
        )
        .org_id
        .as_deref(),
        Some("5d0000000000000000000039")
    );
}

/// The connection's organization is sent where the route takes it, and an action's own goes before it.
#[test]
fn the_organization_goes_where_it_is_taken() {
    let connection = connection("org_id: 5d0000000000000000000039\n");
    let sent = |api: &str, path: &str, headers: &str| {
        let action = action(&format!(
            "{HEAD}inputs: {{id: {{type: string, required: true}}, org: {{type: string}}}}\n\
             request: {{api: {api}, method: POST, path: \"{path}\", headers: {headers}}}\n"
        ));
        let given = invocation(json!({"id": "organizations", "org": "5d0000000000000000000040"}), json!({}));
        let inputs = render(&action, &connection, &given, &mut Redactor::default()).expect("they are right");
        let request = plan(&action, &jumpcloud(), &connection, &inputs, &mut Redactor::default())
            .expect("it can be planned");
        let sent = request.headers.into_iter().find(|(name, _)| name == "x-org-id");
        format!("{api} {path} {headers} -> {}", sent.map_or("nothing".to_owned(), |(_, value)| value))
    };
    let own = "{x-org-id: '{{ inputs.org }}'}";
    insta::assert_snapshot!(
        [
            sent("v1", "/systemusers", "{}"),
            sent("v1", "/systemusers", own),
            sent("v1", "/systemusers", "{x-org-id: '{{ none }}'}"),
            sent("v1", "/organizations", "{}"),
            sent("v1", "/organizations/x", "{}"),
            sent("v1", "/organizationsx", "{}"),
            sent("v1", "/search/organizations", "{}"),
            sent("v1", "/users", "{}"),
            sent("v2", "/users", "{}"),
            sent("v2", "/administrators", "{}"),
            sent("v2", "/{{ inputs.id }}", "{}"),
            sent("v2", "/{{ inputs.id }}", own),
        ]
        .join("\n")
    );
}

/// What a name does that nobody defined is the connection's to say, for inputs and for nothing else.
#[test]
fn undefined_names_do_what_the_connection_says() {
    let action = action_with("{v: {type: string}}");
    let rendered = |policy: &str, template: &str| {
        let connection = connection(&format!("undefined: {policy}\n"));
        let given = invocation(json!({"v": template}), json!({"alert": {}}));
        let told = match render(&action, &connection, &given, &mut Redactor::default()) {
            Ok(inputs) => inputs.get("v").to_string(),
            Err(failure) => failure.to_string(),
        };
        format!("{policy} {template} -> {told}")
    };
    let told = ["strict", "lenient", "chainable"].map(|policy| {
        ["a{{ alert.user }}", "a{{ alert.user.name }}"].map(|it| rendered(policy, it)).join("\n")
    });
    insta::assert_snapshot!(told.join("\n"));
}

/// What a run was not told to read is not nothing, nor the context's: a template that reads it all the same fails.
#[test]
fn a_reference_value_that_was_not_fetched_is_a_name_that_nobody_defined() {
    let action = action_with("{v: {type: string}}");
    let connection = connection("reference_values: {pin: {type: password, env: PIN}}\n");
    let templates = ["{{ pin }}", "{{ reference.pin }}", "{{ pni }}"];
    let told = templates.map(|template| {
        let given = invocation(json!({"v": template}), json!({"pin": "theirs"}));
        let failure = render(&action, &connection, &given, &mut Redactor::default());
        failure.err().expect("there is no such name").to_string()
    });
    insta::assert_snapshot!(told.join("\n"), @r"
    input `v`: `pin` is undefined (line 1, column 4)
    input `v`: `reference.pin` is undefined (line 1, column 4)
    input `v`: `pni` is undefined (line 1, column 4); did you mean `pin`?
    ");
    let given = invocation(json!({"v": "{{ context.pin }}"}), json!({"pin": "theirs"}));
    let inputs = render(&action, &connection, &given, &mut Redactor::default()).expect("the context has one");
    assert_eq!(inputs.get("v"), "theirs");
}
