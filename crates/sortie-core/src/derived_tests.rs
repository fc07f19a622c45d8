use serde_json::{Value, json};

use crate::fixtures::{HEAD, action, connect, invocation, jumpcloud};
use crate::{Action, Redactor, plan, render, result};

const PIN: &str = "k7Qm-2xVw9";

/// A run of `of` over a connection with the secret `pin`: its request, or why there is none, as it is shown.
fn planned(of: &Action, inputs: Value, context: Value) -> String {
    planned_with(PIN, of, inputs, context)
}

fn planned_with(pin: &str, of: &Action, inputs: Value, context: Value) -> String {
    let mut redactor = Redactor::default();
    let text = "label: acme\nintegration: jumpcloud\napi_key: {env: KEY}\nregion: us\n\
                reference_values: {pin: {type: password, env: PIN}, org: {type: text, value: acme}}\n";
    let connection = connect(text, &[("pin", pin)]).expect("it can be used");
    connection.hide_secrets(&mut redactor);
    let inputs = render(of, &connection, &invocation(inputs, context), &mut redactor);
    let request = inputs.and_then(|inputs| plan(of, &jumpcloud(), &connection, &inputs, &mut redactor));
    match request {
        Ok(request) => {
            let mut shown = request.to_value(&redactor);
            let map = shown.as_object_mut().expect("a request is an object");
            map.remove("method");
            map["headers"].as_object_mut().expect("headers are an object").remove("x-api-key");
            shown.to_string()
        }
        Err(failure) => {
            let failure = failure.redacted(&redactor);
            format!("{failure} {}", failure.to_value()["detail"])
        }
    }
}

fn echo() -> Action {
    action(&format!(
        "{HEAD}inputs: {{t: {{type: string, default: t}}, n: {{type: integer, maximum: 99}}, p: {{type: string, format: password}}, \
         choice: {{type: string, enum: [a, b]}}, list: {{type: array}}}}\n\
         request: {{api: v1, method: POST, path: '/x/{{{{ inputs.t }}}}', query: {{q: '{{{{ inputs.t }}}}'}}, \
         headers: {{x-t: '{{{{ inputs.t }}}}'}}, body: {{t: '{{{{ inputs.t }}}}', n: '{{{{ inputs.n }}}}', \
         list: '{{{{ inputs.list }}}}', own: '{{{{ inputs.p | reverse if inputs.p else none }}}}'}}}}\n"
    ))
}

/// What is derived is hidden, and nothing else: most of a text stays readable.
#[test]
fn what_templates_make_of_a_secret_is_hidden_and_what_stands_beside_it_is_not() {
    let mut table = Vec::new();
    for template in [
        "{{ pin }}",
        "Bearer {{ pin }}",
        "Bearer {{ pin | reverse }} for {{ org }}",
        "{{ pin | upper }} {{ pin | length }} {{ org }}",
        "{{ ('me:' ~ pin) | b64encode }}",
        "id={{ pin[:2] }} of {{ org }}",
        "{{ pin | from_json }}",
        "{{ pin | int(default=7) }} {{ org | upper }}",
        "{% for c in pin %}{{ c }} {% endfor %}",
        "{{ reference['p' ~ 'in'] | lower | replace('k', 'c') }}",
        "{{ context.note | reverse }} {{ note[3:] }}",
        "{{ pin | tojson | tojson }} at {{ org }}",
    ] {
        let shown = planned(&echo(), json!({"t": template}), json!({"note": format!("so {PIN}")}));
        table.push(format!("{template}\n  {shown}"));
    }
    insta::assert_snapshot!(table.join("\n"));
}

/// Nobody learns which of two secrets it was by asking for it bit by bit.
#[test]
fn a_question_is_answered_alike_for_all_secrets() {
    for (input, template) in [
        ("t", "{{ pin[0] == 'k' }}"),
        ("t", "so {{ pin[0] == 'k' }}"),
        ("t", "{{ pin }} {{ pin[0] == 'k' }}"),
        ("t", "{{ 'open' if pin < 'm' else 'shut' }}"),
        ("t", "{% if pin[0] == 'k' %}open{% else %}shut{% endif %}"),
        ("t", "{% for c in pin if c == 'k' %}x{% else %}y{% endfor %}"),
        ("t", "{% set x = pin is lower %}{{ x }}"),
        ("t", "{% set x %}{{ pin[0] }}{% endset %}{{ x in 'abck' }}"),
        ("t", "{% macro m() %}{{ pin[0] == 'k' }}{% endmacro %}{{ m() }}"),
        (
            "t",
            "{% set ns = namespace(x=1) %}{{ ns.x }}{% if pin[0] == 'k' %}{% set ns.x = 2 %}{% endif %}{{ ns.x }}",
        ),
        ("t", "{% set l = [1] %}{{ l.append(2) if pin[0] == 'k' else '' }}{{ l | length }}"),
        ("t", "{% if org %}{% set pin = 'x' %}{% endif %}{{ pin[0] == 'k' }}"),
        ("t", "{% filter upper %}{{ pin[0] == 'k' }}{% endfilter %}"),
        ("t", "{{ 'k' in reference['p' ~ 'in'] }}"),
        ("t", "{{ nothing if pin[0] == 'k' else 1 / 0 }}"),
        ("n", "{{ 1 if pin[0] == 'k' else 2 }}"),
        ("n", "{{ 100 if pin[0] == 'k' else 'x' }}"),
        ("n", "{{ none if pin[0] == 'k' else '' }}"),
        ("choice", "{{ 'a' if pin[0] == 'k' else 'b' }}"),
        ("choice", "{{ pin[0] == 'k' }}"),
        ("list", "{{ [1] if pin[0] == 'k' else [1, 2] }}"),
        ("list", "[{{ pin[0] == 'k' }}, \"{{ pin[0] == 'k' }}\", {\"{{ pin[0] == 'k' }}\": 1}]"),
        ("list", "[{\"a\": {{ (pin[0] == 'k') | tojson }}}, 1{{ pin | length }}]"),
    ] {
        let shown = |pin| planned_with(pin, &echo(), json!({input: template, "p": "p"}), json!({}));
        assert_eq!(shown(PIN), shown("Z7Qm-2xVw9"), "{input}: {template}");
    }
}

#[test]
fn what_is_derived_stays_hidden_in_whatever_goes_wrong() {
    let mut table = Vec::new();
    for (input, template) in [
        ("n", "{{ pin | reverse }}"),
        ("n", "{{ pin[:2] }}"),
        ("n", "{{ pin[5] }}{{ pin[9] }}0"),
        ("choice", "{{ pin.swapcase() }}"),
        ("choice", "{{ pin.index('zz') }}"),
        ("choice", "{{ {}[pin | upper] }}"),
        ("t", "{{ (pin | reverse).nothing }}"),
        ("t", "{{ 'k' in pin and nothing }}"),
        ("t", "{{ pin[0] == 'k' and 'x' | from_json }}"),
        ("list", "[\"{{ pin | reverse }}\", {{ pin | upper }}]"),
        ("t", "."),
    ] {
        table.push(format!(
            "{input}: {template}\n  {}",
            planned(&echo(), json!({input: template}), json!({}))
        ));
    }
    insta::assert_snapshot!(table.join("\n"));
}

/// The password comes from the context, which others read as well.
#[test]
fn what_others_make_of_the_source_of_a_password_input_is_hidden() {
    let inputs = json!({"p": "{{ pw }}", "t": "{{ pw | reverse }} {{ who | reverse }}", "n": 7});
    let shown = planned(&echo(), inputs, json!({"pw": "hunter2-hunter2", "who": "grace"}));
    insta::assert_snapshot!(shown);
}

/// What an action's result makes of a secret, be it in its inputs or in an answer that repeats them.
#[test]
fn what_a_result_makes_of_a_secret_is_hidden() {
    let action = action(&format!(
        "{HEAD}inputs: {{p: {{type: string, format: password}}, t: {{type: string}}}}\n\
         request: {{api: v1, method: POST, path: /x}}\n\
         result: {{own: '{{{{ inputs.p | reverse }}}} {{{{ inputs.t }}}}', theirs: '{{{{ body.p | reverse }}}}', \
         open: '{{{{ body.name | upper }}}}', whole: '{{{{ body }}}}'}}\n"
    ));
    let mut redactor = Redactor::default();
    let connection = connect("label: a\nintegration: jumpcloud\napi_key: {env: KEY}\nregion: us\n", &[]);
    let connection = connection.expect("it can be used");
    let given = invocation(json!({"p": PIN, "t": "told"}), json!({}));
    let inputs = render(&action, &connection, &given, &mut redactor).expect("they are right");
    let body = json!({"p": PIN, "name": "grace"});
    let answer = result(&action, &inputs, body, (200, crate::Tries::default()), &mut redactor)
        .expect("it can be rendered");
    assert_eq!(
        redactor.value(answer),
        json!({
            "own": "(hidden) told",
            "theirs": "(hidden)",
            "open": "GRACE",
            "whole": {"p": "(hidden)", "name": "grace"},
        })
    );
}

/// Without secrets nothing is done twice, and nothing is hidden.
#[test]
fn a_run_without_secrets_hides_nothing() {
    let mut redactor = Redactor::default();
    let connection = crate::fixtures::connection("");
    let given = invocation(json!({"t": "{{ a | reverse }}"}), json!({"a": "abcdef"}));
    let inputs = render(&echo(), &connection, &given, &mut redactor).expect("they are right");
    plan(&echo(), &jumpcloud(), &connection, &inputs, &mut redactor).expect("it can be planned");
    assert!(redactor.is_empty());
    assert_eq!(redactor.text("fedcba"), "fedcba");
}
