use serde_json::json;

use crate::fixtures::{HEAD, action, connect, invocation, jumpcloud};
use crate::{ConnectionFile, Redactor, plan, render};

/// Whoever writes a log line or a panic may print any of these.
#[test]
fn what_is_printed_for_debugging_holds_no_secret() {
    let connection = connect(
        "label: acme\nintegration: jumpcloud\nregion: us\napi_key: {env: KEY}\n\
         reference_values: {pin: {type: password, env: PIN}}\n",
        &[("pin", "s3cr3t-pin")],
    )
    .expect("the connection can be used");
    let action = action(&format!(
        "{HEAD}inputs: {{password: {{type: string, format: password, required: true}}}}\n\
         request: {{api: v1, method: POST, path: \"/x/{{{{ inputs.password }}}}\", \
         query: {{p: \"{{{{ inputs.password }}}}\"}}, headers: {{x-p: \"{{{{ inputs.password }}}}\"}}, \
         body: {{p: \"{{{{ inputs.password }}}}\"}}}}\n"
    ));
    let given = invocation(json!({"password": "s3cr3t-{{ end }}"}), json!({"end": "s3cr3t"}));
    let inputs = render(&action, &connection, &given, &mut Redactor::default()).expect("they are right");
    let request = plan(&action, &jumpcloud(), &connection, &inputs, &mut Redactor::default())
        .expect("it can be planned");
    insta::assert_snapshot!(format!("{connection:?}\n{given:?}\n{request:?}\n{action:?}"), @r#"
    Connection { label: "acme", integration: "jumpcloud", hosts: ["console", "api", "token"], reference: ["pin"], .. }
    Invocation { action: "", connection: "", inputs: ["password"], context: ["end"], all_pages: false, retries: None, deadline: None }
    Request { method: Post, headers: ["accept", "x-p"], purpose: Action { effect: Write, idempotent: false }, .. }
    Action { name: "jumpcloud.test", .. }
    "#);
}

/// A token is often one of a command's arguments, and what stands at `age` may not be encrypted.
#[test]
fn what_is_printed_of_a_secrets_place_holds_no_argument() {
    let text = "label: acme\nintegration: jumpcloud\nregion: us\nca_bundle: ca.pem\n\
                api_key: {command: [vault, --token, s3cr3t]}\nproxy: http://proxy.example.com:3128\n\
                proxy_auth: {username: me, password: {command: \"get s3cr3t\", shell: true}}\n\
                client_certificate: {certificate: own.pem, key: {command: [./key, s3cr3t]}}\n\
                reference_values: {pin: {type: password, age: \"-----BEGIN AGE ENCRYPTED FILE----- s3cr3t\"}}\n";
    let file = ConnectionFile::read("acme.yaml", text).expect("it has no mistakes");
    let connection = connect(text, &[]).expect("the connection can be used");
    let pin = &file.reference_values["pin"];
    insta::assert_snapshot!(format!("{:?}\n{:?}\n{pin:?}", connection.network, file.api_key), @r#"
    Network { verify_ssl: true, ca_bundle: Some("ca.pem"), client_certificate: Some(ClientCertificate { certificate: "own.pem", key: printed by the command `./key` }), proxy: By(Url { scheme: "http", cannot_be_a_base: false, username: "", password: None, host: Some(Domain("proxy.example.com")), port: Some(3128), path: "/", query: None, fragment: None }), proxy_auth: Some(ProxyAuth { username: "me", password: printed by a shell command }) }
    Some(printed by the command `vault`)
    ReferenceFile { kind: Password, value: None, source: Some(encrypted in the connection file) }
    "#);
}
