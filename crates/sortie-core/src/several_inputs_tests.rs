use serde_json::{Value, json};

use crate::fixtures::{action_with, connection, invocation};
use crate::{Failure, Redactor, render};

fn failure(given: Value) -> Failure {
    let action = action_with(
        "{user: {type: string, required: true}, days: {type: integer}, pin: {type: integer, format: password}, \
         must: {type: string, required: true, example: x}}",
    );
    let given = invocation(given, json!({"text": "a"}));
    let rendered = render(&action, &connection(""), &given, &mut Redactor::default());
    rendered.err().expect("something is wrong")
}

#[test]
fn all_that_is_wrong_with_the_inputs_is_told_in_the_order_given() {
    let several =
        failure(json!({"days": "{{ txt }}", "colour": 1, "must": "x", "Days": 5, "pin": "hunter2"}));
    insta::assert_snapshot!(format!("{several}\n{:#}", several.to_value()));
}

#[test]
fn one_alone_is_told_as_ever() {
    let one = failure(json!({"user": "x", "must": "{{ txt }}"}));
    insta::assert_snapshot!(format!("{one}\n{:#}", one.to_value()));
}
