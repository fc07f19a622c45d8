//! What an action file can get wrong although its structure is right.

use indexmap::IndexMap;
use serde_json::Value;

use crate::caller_templates::has_template;
use crate::coerce::coerce;
use crate::file::{Fault, Steps};
use crate::integration::write_fault;
use crate::name::{did_you_mean, fold};
use crate::{Action, Effect, Input, Integration};

/// Holds `action` against its integration and against itself.
pub(crate) fn check(action: &Action, integration: &Integration, faults: &mut Vec<Fault>) {
    faults.extend(integration.unknown_api(&action.request.api, &Steps::from(["request", "api"])));
    if action.list && integration.api(&action.request.api).is_ok_and(|api| api.file.paging.is_none()) {
        let message = format!("the API `{}` declares no paging", action.request.api);
        faults.push(Fault::value(&Steps::from(["list"]), message));
    }
    for (index, scope) in action.scopes.iter().enumerate() {
        if !integration.scopes.contains(scope) {
            let help = did_you_mean(scope, integration.scopes.iter().map(String::as_str));
            let at = Steps::from(["scopes"]).nth(index);
            faults.push(Fault::value(&at, format!("unknown scope `{scope}`")).with_help(help));
        }
    }
    if action.effect == Effect::Read {
        faults.extend(write_fault(action.request.method, &Steps::from(["request", "method"])));
    }
    check_path(action, faults);
    check_inputs(&action.inputs, &action.inputs, integration, &Steps::from(["inputs"]), faults);
}

/// What stands in the path cannot be left out.
fn check_path(action: &Action, faults: &mut Vec<Fault>) {
    for name in action.request.path_names() {
        let mut known = Some(&action.inputs);
        for key in name.split('.').skip_while(|root| *root == "inputs") {
            let Some(input) = known.and_then(|inputs| inputs.get(key)) else { break };
            if !input.required && input.default.is_none() && input.lookup_by.is_none() {
                let message = format!("`{name}` stands in the path, but `{key}` is not required");
                let fault = Fault::value(&Steps::from(["request", "path"]), message);
                faults.push(fault.with_help("make the input `required: true`, or give it a default"));
                break;
            }
            known = input.properties.as_ref();
        }
    }
}

fn check_inputs(
    all: &IndexMap<String, Input>,
    inputs: &IndexMap<String, Input>,
    integration: &Integration,
    at: &Steps,
    faults: &mut Vec<Fault>,
) {
    for (name, input) in inputs {
        let at = at.then(name);
        check_lookup(all, input, integration, &at, faults);
        if let Some(Err(error)) = input.pattern.as_ref().map(|it| regex_lite::Regex::new(it)) {
            faults.push(Fault::value(&at.then("pattern"), format!("not a regular expression: {error}")));
        }
        check_samples(name, input, &at, faults);
        if let Some(properties) = &input.properties {
            let at = at.then("properties");
            check_no_lookups(properties, &at, faults);
            check_inputs(all, properties, integration, &at, faults);
        }
    }
    check_twins(inputs, at, faults);
}

fn check_lookup(
    all: &IndexMap<String, Input>,
    input: &Input,
    integration: &Integration,
    at: &Steps,
    faults: &mut Vec<Fault>,
) {
    if let Some(lookup) = input.lookup.as_ref().filter(|it| !integration.lookups.contains_key(*it)) {
        let help = did_you_mean(lookup, integration.lookups.keys().map(String::as_str));
        let fault = Fault::value(&at.then("lookup"), format!("the integration has no lookup `{lookup}`"));
        faults.push(fault.with_help(help));
    }
    for (index, other) in input.lookup_by.iter().flatten().enumerate() {
        if !all.contains_key(other) {
            let help = did_you_mean(other, all.keys().map(String::as_str));
            let at = at.then("lookup_by").nth(index);
            faults.push(Fault::value(&at, format!("no input is called `{other}`")).with_help(help));
        }
    }
}

/// Ids are looked up for inputs themselves, not for what is inside of them.
fn check_no_lookups(properties: &IndexMap<String, Input>, at: &Steps, faults: &mut Vec<Fault>) {
    for (name, input) in properties {
        for (key, stands) in [("lookup", input.lookup.is_some()), ("lookup_by", input.lookup_by.is_some())] {
            if stands {
                let fault = Fault::key(&at.then(name).then(key), format!("a property has no `{key}`"));
                faults.push(fault.with_help("make it an input of its own"));
            }
        }
    }
}

/// What the file itself gives for an input has to be what the input takes.
fn check_samples(name: &str, input: &Input, at: &Steps, faults: &mut Vec<Fault>) {
    if input.default.as_ref().is_some_and(holds_template) {
        let fault = Fault::value(&at.then("default"), "a default is a value, not a template");
        faults.push(fault.with_help("put the template into the request, as in {{ inputs.x or … }}"));
    }
    for (key, sample) in [("default", &input.default), ("example", &input.example)] {
        if let Some(sample) = sample.as_ref().filter(|it| !holds_template(it))
            && let Err(failure) = coerce(name, input, sample.clone())
        {
            faults.push(Fault::value(&at.then(key), failure.to_string()));
        }
    }
}

fn holds_template(value: &Value) -> bool {
    match value {
        Value::String(text) => has_template(text),
        Value::Array(items) => items.iter().any(holds_template),
        Value::Object(map) => map.values().any(holds_template),
        _ => false,
    }
}

/// No two inputs may be found by one name.
fn check_twins(inputs: &IndexMap<String, Input>, at: &Steps, faults: &mut Vec<Fault>) {
    for (index, (name, input)) in inputs.iter().enumerate() {
        let names = |(name, input): (&String, &Input)| {
            std::iter::once(name).chain(&input.title).map(|it| fold(it)).collect::<Vec<_>>()
        };
        let own = names((name, input));
        let twin =
            inputs.iter().take(index).find(|earlier| names(*earlier).iter().any(|it| own.contains(it)));
        if let Some((twin, _)) = twin {
            let message = format!("`{name}` and `{twin}` have one name: case, spaces and `_` do not count");
            faults.push(Fault::key(&at.then(name), message));
        }
    }
}
