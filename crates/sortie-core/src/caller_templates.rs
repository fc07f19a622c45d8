use std::borrow::Cow;

use serde_json::{Map, Value};
use std::collections::BTreeSet;

use sortie_jinja::{Engine, Error, Marked, Marking, Scope, Undefined, whole};

use crate::engines::of_callers;
use crate::inputs::template_failure;
use crate::{Connection, Failure, Input, InputType};

/// What the templates of callers can read: the keys of `context` and the reference values by bare name, and
/// both as `context` and `reference`. A reference value hides a key of the context, one that is `unread` as well:
/// whoever raised the alert gives no value of the administrator's.
#[must_use]
pub fn caller_scope(
    reference: &Map<String, Value>,
    unread: &BTreeSet<String>,
    context: &Map<String, Value>,
) -> Map<String, Value> {
    let mut scope = context.clone();
    scope.retain(|name, _| !unread.contains(name));
    scope.extend(reference.clone());
    scope.insert("context".to_owned(), context.clone().into());
    scope.insert("reference".to_owned(), reference.clone().into());
    scope
}

/// The templates that a caller gives for inputs, and what they can read.
pub(crate) struct CallerTemplates<'a> {
    engine: &'static Engine,
    scope: Scope,
    /// Names that nobody has asked for; somebody may have meant one.
    unread: &'a BTreeSet<String>,
}

impl<'a> CallerTemplates<'a> {
    /// Templates that read `connection` and `context`.
    pub(crate) fn of(connection: &'a Connection, context: &Map<String, Value>) -> Self {
        Self::new(connection.reference(), connection.unread(), context, connection.undefined)
    }

    /// Templates that read what [`caller_scope`] holds.
    pub(crate) fn new(
        reference: &Map<String, Value>,
        unread: &'a BTreeSet<String>,
        context: &Map<String, Value>,
        undefined: Undefined,
    ) -> Self {
        let scope = Scope::new(caller_scope(reference, unread, context));
        Self { engine: of_callers(undefined), scope, unread }
    }

    /// Renders what was given for `input`: structure first, each text in it a template.
    pub(crate) fn render(&self, name: &str, input: &Input, value: &Value) -> Result<Value, Failure> {
        let rendered = match value {
            Value::String(text) if input.types.read_json_text() => self.json_or_text(text, input),
            Value::String(text) => self.text(text),
            structure => self.leaves(structure),
        };
        rendered.map_err(|error| self.failure(name, error))
    }

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
            structure => marks.leaves(structure),
        };
        match marked {
            Ok(value) => Ok(marks.any.then_some(value)),
            Err(error) => Err(self.failure(name, error)),
        }
    }

    fn failure(&self, name: &str, error: Error) -> Failure {
        template_failure(name, error, &self.scope, self.unread)
    }

    fn leaves(&self, value: &Value) -> Result<Value, Error> {
        match value {
            Value::String(text) => self.leaf(text),
            Value::Array(items) => items.iter().map(|item| self.leaves(item)).collect(),
            Value::Object(map) => {
                let entries = map.iter().map(|(key, item)| Ok((key.clone(), self.leaves(item)?)));
                entries.collect::<Result<Map<_, _>, Error>>().map(Value::Object)
            }
            other => Ok(other.clone()),
        }
    }

    /// A text that is exactly one expression keeps its value's type.
    fn leaf(&self, text: &str) -> Result<Value, Error> {
        if !has_template(text) {
            return Ok(Value::String(text.to_owned()));
        }
        match self.engine.expression(text)? {
            Some(expression) => Ok(expression.eval(&self.scope)?.unwrap_or_default()),
            None => self.engine.text(text)?.render(&self.scope).map(Value::String),
        }
    }

    /// A text for an input that is none: as Jinja2 prints it, save that none is "not given".
    fn text(&self, text: &str) -> Result<Value, Error> {
        match self.leaf(text)? {
            value @ (Value::Null | Value::String(_) | Value::Number(_)) => Ok(value),
            _ => self.engine.text(text)?.render(&self.scope).map(Value::String),
        }
    }

    /// JSON text with templates in it, or a plain text where the input takes that too.
    fn json_or_text(&self, text: &str, input: &Input) -> Result<Value, Error> {
        let text = without_shell_quotes(text, input);
        if let Some(expression) = self.engine.expression(text.trim())? {
            return Ok(expression.eval(&self.scope)?.unwrap_or_default());
        }
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Ok(Value::Null);
        }
        if is_text(trimmed, input) {
            return self.leaf(&text);
        }
        self.engine.json(&text)?.render(&self.scope)
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
    fn leaves(&mut self, value: &Value) -> Result<Value, Error> {
        match value {
            Value::String(text) => self.leaf(text),
            Value::Array(items) => items.iter().map(|item| self.leaves(item)).collect(),
            Value::Object(map) => {
                let entries = map.iter().map(|(key, item)| Ok((key.clone(), self.leaves(item)?)));
                entries.collect::<Result<Map<_, _>, Error>>().map(Value::Object)
            }
            other => Ok(other.clone()),
        }
    }

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

/// Whether `text`, given for an `input` that takes JSON, is none.
fn is_text(text: &str, input: &Input) -> bool {
    let template = ["{{", "{%", "{#"].iter().any(|opening| text.starts_with(opening));
    text.is_empty() || (input.types.has(InputType::String) && (template || !begins_json(text, input)))
}

pub(crate) fn has_template(text: &str) -> bool {
    ["{{", "{%", "{#"].iter().any(|opening| text.contains(opening))
}

/// The products' pages print JSON in single quotes, and people paste it so. The quotes become blanks, so
/// that every column stays what it is.
fn without_shell_quotes<'a>(text: &'a str, input: &Input) -> Cow<'a, str> {
    let trimmed = text.trim();
    let inside = trimmed.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    match inside.filter(|inside| begins_json(inside.trim_start(), input)) {
        Some(_) => Cow::Owned(text.replacen('\'', " ", 1).trim_end().trim_end_matches('\'').to_owned()),
        None => Cow::Borrowed(text),
    }
}

/// Whether `text` begins like JSON that `input` takes. Where it takes texts too, another bracket is a text's.
fn begins_json(text: &str, input: &Input) -> bool {
    let takes = |kind| [kind, InputType::Json].iter().any(|it| input.types.has(*it));
    let only_json = !input.types.has(InputType::String);
    (text.starts_with('[') && (only_json || takes(InputType::Array)))
        || (text.starts_with('{') && (only_json || takes(InputType::Object)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fixtures::action_with;

    #[test]
    fn a_key_of_the_context_never_stands_for_a_reference_value() {
        let map = |value: Value| value.as_object().cloned().unwrap_or_default();
        let reference = map(json!({"tenant": "acme"}));
        let context = map(json!({"tenant": "theirs", "pin": "theirs", "user": "mia"}));
        let scope = caller_scope(&reference, &BTreeSet::from(["pin".to_owned()]), &context);
        let expected = json!({
            "user": "mia",
            "tenant": "acme",
            "context": context,
            "reference": reference,
        });
        assert_eq!(Value::Object(scope), expected);
    }

    /// A search term begins as it likes.
    #[test]
    fn a_bracket_is_json_only_where_its_json_is_taken() {
        let (reference, context) = (Map::new(), Map::from_iter([("text".to_owned(), json!("a"))]));
        let unread = BTreeSet::new();
        let templates = CallerTemplates::new(&reference, &unread, &context, Undefined::Strict);
        let texts = ["[alert] x", "'[alert] {{ text }}'", "[1]", "{x", "'{\"a\": 1}'", "{{ text }}"];
        let mut table = Vec::new();
        for kind in ["[string, object]", "[string, array]", "[string, json]", "array"] {
            let action = action_with(&format!("{{v: {{type: {kind}}}}}"));
            for text in texts {
                let told = match templates.render("v", &action.inputs["v"], &json!(text)) {
                    Ok(value) => value.to_string(),
                    Err(failure) => failure.to_string(),
                };
                table.push(format!("{kind} {text} -> {told}"));
            }
        }
        insta::assert_snapshot!(table.join("\n"));
    }
}
