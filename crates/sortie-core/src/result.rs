use serde_json::{Map, Value};
use sortie_jinja::Scope;

use crate::derived_request::{hide_derived, other_scopes};
use crate::request_template::own_template_at;
use crate::{Action, Effect, Failure, HIDDEN, Inputs, Redactor, SideEffect, Tries};

/// What `action` answers, made from the decoded body of an answer that came with `status` after `tries`. `redactor`,
/// which knows the secrets, learns what the action's templates make of them, in the inputs or in an answer that repeats
/// them.
///
/// # Errors
/// A template of the action's `result` fails. What the action does is done by then, whatever `template` failures are
/// otherwise.
pub fn result(
    action: &Action,
    inputs: &Inputs,
    body: Value,
    (status, tries): (u16, Tries),
    redactor: &mut Redactor,
) -> Result<Value, Failure> {
    let done = |failure: Failure| {
        let outcome = SideEffect::Done.of(action.effect);
        let failure = failure.with_status(status).with_outcome(outcome, action.effect == Effect::Read);
        failure.with_tries(tries)
    };
    answer(action, inputs, body, status, redactor).map_err(done)
}

fn answer(
    action: &Action,
    inputs: &Inputs,
    body: Value,
    status: u16,
    redactor: &mut Redactor,
) -> Result<Value, Failure> {
    let Some(result) = &action.result else { return Ok(body) };
    let mut scope = Map::new();
    scope.insert("body".to_owned(), body);
    scope.insert("status".to_owned(), status.into());
    scope.insert("inputs".to_owned(), inputs.values().clone().into());
    // What is only taken over stays what it was.
    let others = if result.computes() { other_scopes(&scope, redactor) } else { None };
    let render = |scope| {
        let rendered = result.render(&Scope::new(scope)).map(Option::unwrap_or_default);
        rendered.map_err(|error| own_template_at("result", error))
    };
    let shadow = inputs.shadow(&scope);
    let mut rendered = render(scope);
    if let Some(others) = others {
        hide_derived("the result", &mut rendered, &others.map(render), redactor, |derived, own, others| {
            derived.value(own, others);
        });
    }
    if let Some(shadow) = shadow.map(render) {
        match (&mut rendered, shadow) {
            (Ok(value), Ok(shadow)) if redactor.places.add_value(None, value, &shadow) => (),
            (Ok(value), _) => *value = HIDDEN.into(),
            (Err(failure), shadow) => failure.hide_shadowed("the result", shadow.err().as_ref()),
        }
    }
    rendered
}

impl Action {
    /// Whether what it answers depends on the body of the API's answer.
    #[must_use]
    pub fn needs_body(&self) -> bool {
        match &self.result {
            Some(result) => result.names().iter().any(|name| name.split('.').next() == Some("body")),
            None => true,
        }
    }
}
