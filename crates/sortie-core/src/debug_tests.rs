use serde_json::json;

use crate::fixtures::{HEAD, action, connect, invocation, jumpcloud};
use crate::{Redactor, plan, render};

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
