use serde_json::{Map, Value};

use super::Sortie;

/// The names of all actions of the built-in catalogue.
pub(crate) fn names_of_actions(sortie: &Sortie) -> Vec<String> {
    let output = sortie.output(&["actions", "list", "-o", "json"]);
    let shown: Vec<Value> = serde_json::from_slice(&output.stdout).expect("actions are listed as JSON");
    let name = |action: &Value| action["name"].as_str().expect("an action has a name").to_owned();
    shown.iter().map(name).collect()
}

/// The example of each input that has one.
pub(crate) fn examples(sortie: &Sortie, action: &str) -> Map<String, Value> {
    let output = sortie.output(&["actions", "show", action, "-o", "json"]);
    let shown: Value = serde_json::from_slice(&output.stdout).expect("an action is shown as JSON");
    let inputs = shown["inputs"].as_object().expect("an action has inputs").clone();
    let example = |(name, input): (String, Value)| Some((name, input.get("example")?.clone()));
    inputs.into_iter().filter_map(example).filter(|(_, example)| !example.is_null()).collect()
}
