use serde_json::json;

use crate::fixtures::{action_with, connection, invocation};
use crate::{Redactor, render};

/// A request holds the value as its type spells it.
#[test]
fn a_secret_is_hidden_in_the_spelling_of_its_type() {
    let action = action_with(
        "{n: {type: integer, format: password}, o: {type: object, properties: {p: {type: number, format: password}}}}",
    );
    let given = invocation(json!({"n": " +12345678", "o": {"p": "0987654.50"}}), json!({}));
    let mut redactor = Redactor::default();
    let inputs = render(&action, &connection(""), &given, &mut redactor).expect("they are right");
    assert_eq!(
        redactor.value(inputs.values().clone().into()),
        json!({"n": "(hidden)", "o": {"p": "(hidden)"}})
    );
}

/// The error of another input may repeat what a template made of the same value.
#[test]
fn a_secret_is_known_before_anything_is_said_of_another_input() {
    let action = action_with("{n: {type: integer}, p: {type: string, format: password}}");
    let given = invocation(json!({"n": "{{ pw }}", "p": "{{ pw }}"}), json!({"pw": "hunter2-hunter2"}));
    let mut redactor = Redactor::default();
    let Err(failure) = render(&action, &connection(""), &given, &mut redactor) else {
        panic!("it is no number")
    };
    let told = failure.redacted(&redactor).to_string();
    let expected =
        "input `n` reads a secret and is wrong in a way that is not told, since it may depend on the secret";
    assert_eq!(told, expected);
}
