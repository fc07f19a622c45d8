use std::collections::BTreeSet;

use serde_json::Value;
use sortie_jinja::{Error, Marked, Marking, whole};

use crate::caller_templates::{CallerTemplates, has_template, is_text, with_texts, without_shell_quotes};
use crate::{Failure, Input};

impl CallerTemplates<'_> {
    /// What was given for `input` with marks around what it makes of `secrets`, dotted names; none where it reads
    /// none of them.
    pub(crate) fn marked(
        &self,
        name: &str,
        input: &Input,
        value: &Value,
        secrets: &BTreeSet<String>,
        marking: Marking,
    ) -> Result<Option<Value>, Failure> {
        let mut marks = Marks { templates: self, secrets, marking, any: false };
        let marked = match value {
            Value::String(text) if input.types.read_json_text() => marks.json_or_text(text, input),
            structure => with_texts(structure, &mut |text| marks.leaf(text)),
        };
        match marked {
            Ok(value) => Ok(marks.any.then_some(value)),
            Err(error) => Err(self.failure(name, error)),
        }
    }
}

/// Marks what a caller's templates make of secrets.
struct Marks<'a> {
    templates: &'a CallerTemplates<'a>,
    secrets: &'a BTreeSet<String>,
    marking: Marking,
    /// Whether there was anything to mark.
    any: bool,
}

impl Marks<'_> {
    fn leaf(&mut self, text: &str) -> Result<Value, Error> {
        if !has_template(text) {
            return Ok(text.into());
        }
        let engine = self.templates.engine;
        if let Some(expression) = engine.expression(text)? {
            return match expression.marked(self.secrets)? {
                Some(marks) => Ok(self.made(marks)),
                None => self.templates.text(text),
            };
        }
        match engine.text(text)?.marked(self.secrets, self.marking)? {
            Marked::Open => self.templates.leaf(text),
            Marked::Whole => Ok(self.made(whole(true))),
            Marked::Parts(template) => {
                self.any = true;
                template.render(&self.templates.scope).map(Value::String)
            }
        }
    }

    fn json_or_text(&mut self, text: &str, input: &Input) -> Result<Value, Error> {
        let own = without_shell_quotes(text, input);
        let engine = self.templates.engine;
        if let Some(expression) = engine.expression(own.trim())? {
            return match expression.marked(self.secrets)? {
                Some(marks) => Ok(self.made(marks)),
                None => self.templates.json_or_text(text, input),
            };
        }
        if is_text(own.trim(), input) {
            return self.leaf(&own);
        }
        match engine.json(&own)?.marked(self.secrets, self.marking)? {
            Marked::Open => self.templates.json_or_text(text, input),
            Marked::Whole => Ok(self.made(whole(true))),
            Marked::Parts(template) => {
                self.any = true;
                template.render(&self.templates.scope)
            }
        }
    }

    fn made(&mut self, marks: String) -> Value {
        self.any = true;
        marks.into()
    }
}
