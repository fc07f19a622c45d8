use serde_json::{Map, Value};
use sortie_jinja::Scope;

use crate::derived_request::{hide_derived, other_scopes};
use crate::request_template::own_template_at;
use crate::tree::Tree;
use crate::{Action, Effect, Failure, HIDDEN, Inputs, Integration, Redactor, SideEffect};

/// What `action` answers, made from the decoded body. `redactor`, which knows the secrets, learns what the
/// action's templates make of them, in the inputs or in an answer that repeats them.
///
/// # Errors
/// A template of the action's `result` fails. What the action does is done by then, whatever `template` failures are
/// otherwise.
pub fn result(
    action: &Action,
    inputs: &Inputs,
    body: Value,
    status: u16,
    redactor: &mut Redactor,
) -> Result<Value, Failure> {
    let done = |failure: Failure| {
        let failure = failure.with_status(status).with_attempts(1);
        failure.with_outcome(SideEffect::Done.of(action.effect), action.effect == Effect::Read)
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

    /// The key of its result that holds the rows of a list as they came, so that each can be passed on when it
    /// comes; none where the result is made from the whole.
    #[must_use]
    pub fn items(&self, integration: &Integration) -> Option<String> {
        let paging = integration.api(&self.request.api).ok()?.file.paging.as_ref().filter(|_| self.list)?;
        let own = || paging.rows.clone().unwrap_or_else(|| "results".to_owned());
        let rows = paging.rows.as_ref().map_or_else(|| "body".to_owned(), |key| format!("body.{key}"));
        let Some(result) = &self.result else { return Some(own()) };
        if result.computes() {
            return None;
        }
        match result {
            Tree::Value(value) if value.names().contains(&rows) => Some("results".to_owned()),
            Tree::Map(entries) => {
                let reads =
                    |name: &String| *name == rows || name.starts_with(&format!("{rows}.")) || name == "body";
                let mut reading = entries.iter().filter(|(_, tree)| tree.names().iter().any(reads));
                let (key, tree) = reading.next()?;
                let as_they_came = matches!(tree, Tree::Value(value) if value.names().contains(&rows));
                (as_they_came && reading.next().is_none()).then(|| key.clone())
            }
            _ => None,
        }
    }
}
