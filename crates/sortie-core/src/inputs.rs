use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::caller_templates::CallerTemplates;
use crate::coerce::coerce;
use crate::derived_inputs::{Rendering, Wrong};
use crate::input_marks::replaced;
use crate::secret_inputs::{hide, holds_secret};
use crate::{Action, Connection, Failure, FailureKind, Input, Invocation, Redactor};

/// The inputs of one run: declared, typed, and with no template left in them.
#[derive(Clone)]
pub struct Inputs {
    /// Every declared input; null where none was given.
    values: Map<String, Value>,
    /// What of them has to be hidden by its place.
    masks: Map<String, Value>,
}

/// Renders the inputs of `invocation` against its context and the connection's reference values, and holds
/// them against what `action` declares.
///
/// A reference value hides a key of the context with the same name: the connection belongs to the
/// administrator, the context to whoever raised the alert.
///
/// `redactor` learns the inputs that are secrets, before anything is said of them or of any other input, and
/// what the templates of others make of secrets.
///
/// # Errors
/// An input that is unknown, missing, or not of its type; a template that fails. All of them at once.
pub fn render(
    action: &Action,
    connection: &Connection,
    invocation: &Invocation,
    redactor: &mut Redactor,
) -> Result<Inputs, Failure> {
    let (mut wrong, mut failed) = (Vec::new(), Vec::new());
    let given = assign(action, &invocation.inputs, &mut wrong);
    let templates = CallerTemplates::of(connection, &invocation.context);
    let mut values: Map<String, Value> =
        action.inputs.keys().map(|name| (name.clone(), Value::Null)).collect();
    let (secret, open): (Vec<_>, Vec<_>) =
        action.inputs.iter().enumerate().partition(|(_, (_, input))| holds_secret(input));
    for (index, (name, input)) in secret.into_iter().chain(open) {
        let given = given.get(name.as_str());
        let place = given.map_or(invocation.inputs.len() + index, |(place, _)| *place);
        let mut learn = |value: &Value| hide(input, value, redactor);
        match typed(&templates, name, input, given.map(|(_, value)| *value), &mut learn) {
            Ok(value) if value.is_null() && input.required => {
                wrong.extend(missing(action, name, &invocation.inputs).map(|failure| (place, failure)));
            }
            Ok(value) => {
                values.insert(name.clone(), value);
            }
            Err(failure) => failed.push(Wrong { input: name, place, failure }),
        }
    }
    let rendering = rendering(action, connection, invocation, &given);
    let masks = rendering.hide_derived(&templates, &values, &mut failed, redactor);
    wrong.extend(failed.into_iter().map(|it| (it.place, it.failure)));
    wrong.sort_by_key(|(place, _)| *place);
    match Failure::together(wrong.into_iter().map(|(_, failure)| failure)) {
        Some(failure) => Err(failure),
        None => Ok(Inputs { values, masks }),
    }
}

/// What the templates in what was `given` can read.
fn rendering<'a>(
    action: &'a Action,
    connection: &'a Connection,
    invocation: &'a Invocation,
    given: &BTreeMap<&'a str, (usize, &'a Value)>,
) -> Rendering<'a> {
    let inputs = action.inputs.iter().filter_map(|(name, input)| {
        given.get(name.as_str()).map(|(_, value)| (name.as_str(), input, *value))
    });
    Rendering {
        reference: connection.reference(),
        unread: connection.unread(),
        context: &invocation.context,
        undefined: connection.undefined,
        given: inputs.collect(),
    }
}

/// What `given` makes of `input`, or else its default. `learn` sees each form that the value takes.
pub(crate) fn typed(
    templates: &CallerTemplates,
    name: &str,
    input: &Input,
    given: Option<&Value>,
    learn: &mut dyn FnMut(&Value),
) -> Result<Value, Failure> {
    let value = match given {
        Some(value) => {
            learn(value);
            templates.render(name, input, value)?
        }
        None => Value::Null,
    };
    learn(&value);
    let value = match (coerce(name, input, value)?, &input.default) {
        (Value::Null, Some(default)) => coerce(name, input, default.clone())?,
        (value, _) => value,
    };
    // A number or a choice has taken its own spelling by now.
    learn(&value);
    Ok(value)
}

impl Inputs {
    /// The input called `name`; null where it was not given.
    #[must_use]
    pub fn get(&self, name: &str) -> &Value {
        self.values.get(name).unwrap_or(&Value::Null)
    }

    /// All declared inputs, as templates of definitions read them.
    #[must_use]
    pub fn values(&self) -> &Map<String, Value> {
        &self.values
    }

    /// Puts the id that a lookup found into the input called `name`.
    pub fn set(&mut self, name: &str, id: String) {
        self.values.insert(name.to_owned(), Value::String(id));
    }

    /// Whether anything of the input called `name` has to be hidden by its place.
    pub(crate) fn masked(&self, name: &str) -> bool {
        self.masks.contains_key(name)
    }

    /// The same `names` that templates of definitions read, with other values in place of what has to be hidden by
    /// its place; none where there is nothing of that kind.
    pub(crate) fn shadow(&self, names: &Map<String, Value>) -> Option<Map<String, Value>> {
        let mut names = Some(names).filter(|_| !self.masks.is_empty())?.clone();
        let mut values = self.values.clone();
        for (name, mask) in &self.masks {
            if let Some(value) = values.get_mut(name) {
                *value = replaced(value, mask);
            }
        }
        names.insert("inputs".to_owned(), Value::Object(values));
        Some(names)
    }

    /// What templates of definitions may read in a run with these inputs.
    pub(crate) fn names(&self, connection: &Connection) -> Map<String, Value> {
        let mut names = connection.scope();
        names.insert("inputs".to_owned(), Value::Object(self.values.clone()));
        names
    }
}

/// Gives each value to the declared input that its name means, with its place among what is given.
fn assign<'a>(
    action: &'a Action,
    given: &'a Map<String, Value>,
    wrong: &mut Vec<(usize, Failure)>,
) -> BTreeMap<&'a str, (usize, &'a Value)> {
    let mut assigned = BTreeMap::new();
    for (place, (name, value)) in given.iter().enumerate() {
        let Some(declared) = action.input_name(name) else {
            let near = action.near_input(name).map(|it| format!("; did you mean `{it}`?"));
            let message = format!("`{}` has no input `{name}`{}", action.name, near.unwrap_or_default());
            let failure = Failure::new(FailureKind::InvalidInput, message).with_hint(known_inputs(action));
            wrong.push((place, failure));
            continue;
        };
        if !value.is_null() && assigned.insert(declared, (place, value)).is_some() {
            let message = format!("input `{declared}` is given twice, under names that mean the same");
            wrong.push((place, Failure::new(FailureKind::InvalidInput, message)));
        }
    }
    assigned
}

/// The failure of not giving a required input; none where one of the `given` names was meant for it.
fn missing(action: &Action, name: &str, given: &Map<String, Value>) -> Option<Failure> {
    let misspelt = |it: &String| action.input_name(it).is_none() && action.near_input(it) == Some(name);
    if given.keys().any(misspelt) {
        return None;
    }
    let example = action.inputs.get(name).and_then(|input| input.example.as_ref());
    let failure = Failure::new(FailureKind::InvalidInput, format!("input `{name}` is required"));
    Some(match example {
        Some(example) => failure.with_hint(format!("for example {name}={}", crate::show::plain(example))),
        None => failure,
    })
}

fn known_inputs(action: &Action) -> String {
    if action.inputs.is_empty() {
        return "it takes no inputs".to_owned();
    }
    format!("it takes {}", action.inputs.keys().cloned().collect::<Vec<_>>().join(", "))
}
