use serde_json::{Map, Value};
use sortie_jinja::Undefined;

use crate::caller_templates::{CallerTemplates, has_template};
use crate::inputs::typed;
use crate::{Derived, Failure, Input, InputFormat, Redactor, Twin};

/// What a caller's templates were given and read.
pub(crate) struct Rendering<'a> {
    pub(crate) reference: &'a Map<String, Value>,
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
    /// Makes `redactor` hide what the templates made of secrets, and hides it in what went `wrong`.
    pub(crate) fn hide_derived(
        &self,
        values: &Map<String, Value>,
        wrong: &mut [Wrong<'a>],
        redactor: &mut Redactor,
    ) {
        if redactor.is_empty() {
            return;
        }
        let concerned = self.concerned(redactor);
        if concerned.is_empty() {
            return;
        }
        let twins = Twin::all(redactor);
        let templates = twins
            .map(|it| CallerTemplates::new(&it.map(self.reference), &it.map(self.context), self.undefined));
        let mut derived = Derived::new(redactor);
        for (name, input, given) in concerned {
            let others = templates.each_ref().map(|it| typed(it, name, input, Some(given), &mut |_| ()));
            if let Some(it) = wrong.iter_mut().find(|it| it.input == name) {
                let others = others.each_ref().map(|it| it.as_ref().err());
                it.failure.hide_derived(&format!("input `{name}`"), others, &mut derived);
            } else if input.format != Some(InputFormat::Password)
                && let Some(value) = values.get(name)
            {
                derived.value(value, others.each_ref().map(|it| it.as_ref().ok()));
            }
        }
        let found = derived.finish();
        redactor.add_derived(found);
    }

    /// The inputs whose templates can read a secret: to read a name they have to write it.
    fn concerned(&self, redactor: &Redactor) -> Vec<(&'a str, &'a Input, &'a Value)> {
        let texts: Vec<Vec<&str>> = self.given.iter().map(|(_, _, value)| templates(value)).collect();
        let written = |name: &str| texts.iter().flatten().any(|text| text.contains(name));
        let mut names: Vec<&str> = Vec::new();
        for (all, map) in [("reference", self.reference), ("context", self.context)] {
            let as_a_whole = written(all);
            let holding =
                map.iter().filter(|(name, value)| (as_a_whole || written(name)) && redactor.holds(value));
            let before = names.len();
            names.extend(holding.map(|(name, _)| name.as_str()));
            if names.len() > before {
                names.push(all);
            }
        }
        let reads = |texts: &Vec<&str>| texts.iter().any(|text| names.iter().any(|name| text.contains(name)));
        let all = self.given.iter().zip(&texts);
        all.filter(|(_, texts)| reads(texts)).map(|(input, _)| *input).collect()
    }
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
