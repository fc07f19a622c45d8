use std::collections::BTreeSet;

use serde_json::{Map, Value};
use sortie_jinja::{Marking, Undefined, whole};

use crate::caller_templates::{CallerTemplates, has_template};
use crate::input_marks::{masks, shows_nothing, tells_places};
use crate::inputs::typed;
use crate::redactor::SHORTEST_PART;
use crate::turned::WAYS;
use crate::{Derived, Failure, FailureKind, Input, InputFormat, Redactor, Twin};

/// What a caller's templates were given and read.
pub(crate) struct Rendering<'a> {
    pub(crate) reference: &'a Map<String, Value>,
    pub(crate) unread: &'a BTreeSet<String>,
    pub(crate) context: &'a Map<String, Value>,
    /// What a name does that nobody defined.
    pub(crate) undefined: Undefined,
    /// The inputs with what was given for each.
    pub(crate) given: Vec<(&'a str, &'a Input, &'a Value)>,
}

/// An input that is wrong, and its place among what was given.
pub(crate) struct Wrong<'a> {
    pub(crate) input: &'a str,
    pub(crate) place: usize,
    pub(crate) failure: Failure,
}

impl<'a> Rendering<'a> {
    /// Makes `redactor` hide what `own`, the templates, made of secrets, and hides it in what went `wrong`.
    ///
    /// Gives what of the inputs nobody can look for, by input: it has to be hidden by its place.
    pub(crate) fn hide_derived(
        &self,
        own: &CallerTemplates,
        values: &Map<String, Value>,
        wrong: &mut Vec<Wrong<'a>>,
        redactor: &mut Redactor,
    ) -> Map<String, Value> {
        let mut unsearchable = Map::new();
        let secrets = self.secret_names(redactor);
        if secrets.is_empty() {
            return unsearchable;
        }
        let twins = self.twins(redactor);
        let mut derived = Derived::new(redactor);
        for (place, (name, input, given)) in self.given.iter().enumerate() {
            if let Some(it) = wrong.iter_mut().find(|it| it.input == *name) {
                it.failure = told(own, name, input, given, &secrets, &it.failure);
                continue;
            }
            let marked = |templates: &CallerTemplates| marks(templates, name, input, given, &secrets);
            let Some(value) = values.get(*name) else { continue };
            let others = || twins.each_ref().map(|it| typed(it, name, input, Some(given), &mut |_| ()).ok());
            let marks = match marked(own) {
                Some(marks) => marks,
                // No template is known to read a secret. If one makes something else of another, it did all the same.
                None if templates(given).iter().any(|text| tells_time(text)) => continue,
                None if others().iter().all(|other| other.as_ref() == Some(value)) => continue,
                None => whole(true).into(),
            };
            if shows_nothing(value, &marks) {
                wrong.push(Wrong { input: name, place, failure: gives_nothing(name) });
            }
            if input.format == Some(InputFormat::Password) {
                continue;
            }
            let others = others();
            let others = others.each_ref().map(Option::as_ref);
            derived.value(value, others);
            let other_marks = twins.each_ref().map(&marked);
            let mask = derived.mask(value, &marks, others, other_marks.each_ref().map(Option::as_ref));
            if masks(&mask) {
                unsearchable.insert((*name).to_owned(), mask);
            }
        }
        // Short ones are hidden by their places. Were they looked for, what else is hidden would tell them.
        let found =
            derived.finish().into_iter().filter(|text| text.len() >= SHORTEST_PART).collect::<Vec<_>>();
        redactor.add_derived(found);
        unsearchable
    }

    /// The same templates in worlds with other secrets.
    fn twins(&self, redactor: &Redactor) -> [CallerTemplates<'a>; WAYS] {
        Twin::all(redactor).map(|it| {
            let (reference, context) = (it.map(self.reference), it.map(self.context));
            CallerTemplates::new(&reference, self.unread, &context, self.undefined)
        })
    }

    /// The dotted names by which templates can read what holds a secret.
    fn secret_names(&self, redactor: &Redactor) -> BTreeSet<String> {
        let texts: Vec<&str> = self.given.iter().flat_map(|(_, _, value)| templates(value)).collect();
        let written = |name: &str| texts.iter().any(|text| text.contains(name));
        secret_names(redactor, self.reference, self.context, written)
    }
}

/// What was given for `input` with marks around what it makes of `secrets`; none where it reads none of them.
fn marks(
    templates: &CallerTemplates,
    name: &str,
    input: &Input,
    given: &Value,
    secrets: &BTreeSet<String>,
) -> Option<Value> {
    let marked = templates.marked(name, input, given, secrets, Marking::Printed);
    // With marks in it a text may be no JSON, or other JSON: then all of it counts as made of secrets.
    let told = marked.unwrap_or_else(|_| Some(whole(true).into()));
    told.map(|marks| if tells_places(&marks) { marks } else { whole(true).into() })
}

/// The failure of an input whose absence would show.
fn gives_nothing(name: &str) -> Failure {
    let message = format!(
        "input `{name}` reads a secret and gives nothing, so that the request would tell of the secret by what it lacks"
    );
    Failure::new(FailureKind::InvalidInput, message)
        .with_hint("decide by something else whether the input is given")
}

/// The dotted names by which a caller's template can read what holds a secret, of those that are `written`.
#[must_use]
pub fn secret_names(
    redactor: &Redactor,
    reference: &Map<String, Value>,
    context: &Map<String, Value>,
    written: impl Fn(&str) -> bool,
) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    if redactor.is_empty() {
        return names;
    }
    for (all, map) in [("reference", reference), ("context", context)] {
        let as_a_whole = written(all);
        for (name, value) in map.iter().filter(|(name, _)| as_a_whole || written(name)) {
            holding(redactor, name.clone(), value, &mut |path| {
                names.insert(format!("{all}.{path}"));
                names.insert(path);
            });
        }
    }
    names
}

/// Tells the `path` of each secret in `value`; what is in a list has the list's.
fn holding(redactor: &Redactor, path: String, value: &Value, tell: &mut dyn FnMut(String)) {
    match value {
        Value::Object(map) => {
            for (key, item) in map {
                holding(redactor, format!("{path}.{key}"), item, tell);
            }
        }
        value if redactor.holds(value) => tell(path),
        _ => (),
    }
}

/// What may be told of an input that is wrong: what is wrong without what it reads of secrets, or else nothing.
fn told(
    templates: &CallerTemplates,
    name: &str,
    input: &Input,
    given: &Value,
    secrets: &BTreeSet<String>,
    failure: &Failure,
) -> Failure {
    match templates.marked(name, input, given, secrets, Marking::LeftOut) {
        Ok(None) => failure.clone(),
        Err(failure) => failure,
        Ok(Some(_)) => {
            let message = format!(
                "input `{name}` reads a secret and is wrong in a way that is not told, since it may depend on the secret"
            );
            Failure::new(FailureKind::InvalidInput, message)
        }
    }
}

/// Whether the template `text` may make something else at every time, in whatever world.
fn tells_time(text: &str) -> bool {
    ["now", "strftime"].iter().any(|name| text.contains(name))
}

/// The texts of `value` that are templates.
fn templates(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) if has_template(text) => Vec::from([text.as_str()]),
        Value::Array(items) => items.iter().flat_map(templates).collect(),
        Value::Object(map) => map.values().flat_map(templates).collect(),
        _ => Vec::new(),
    }
}
