use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use sortie_jinja::{Engine, Error, ErrorKind, Scope, Undefined};

use crate::engines::of_callers;
use crate::name::or_meant;
use crate::{Connection, Failure, FailureKind, Input, InputType};

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
    pub(crate) engine: &'static Engine,
    pub(crate) scope: Scope,
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
            structure => with_texts(structure, &mut |text| self.leaf(text)),
        };
        rendered.map_err(|error| self.failure(name, error))
    }

    pub(crate) fn failure(&self, name: &str, error: Error) -> Failure {
        template_failure(name, error, &self.scope, self.unread)
    }

    /// A text that is exactly one expression keeps its value's type.
    pub(crate) fn leaf(&self, text: &str) -> Result<Value, Error> {
        if !has_template(text) {
            return Ok(Value::String(text.to_owned()));
        }
        match self.engine.expression(text)? {
            Some(expression) => Ok(expression.eval(&self.scope)?.unwrap_or_default()),
            None => self.engine.text(text)?.render(&self.scope).map(Value::String),
        }
    }

    /// A text for an input that is none: as Jinja2 prints it, save that none is "not given".
    pub(crate) fn text(&self, text: &str) -> Result<Value, Error> {
        match self.leaf(text)? {
            value @ (Value::Null | Value::String(_) | Value::Number(_)) => Ok(value),
            _ => self.engine.text(text)?.render(&self.scope).map(Value::String),
        }
    }

    /// JSON text with templates in it, or a plain text where the input takes that too.
    pub(crate) fn json_or_text(&self, text: &str, input: &Input) -> Result<Value, Error> {
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

/// `value` with each text in it, but for keys, replaced by what `leaf` makes of it.
pub(crate) fn with_texts(
    value: &Value,
    leaf: &mut impl FnMut(&str) -> Result<Value, Error>,
) -> Result<Value, Error> {
    match value {
        Value::String(text) => leaf(text),
        Value::Array(items) => items.iter().map(|item| with_texts(item, leaf)).collect(),
        Value::Object(map) => {
            let entries = map.iter().map(|(key, item)| Ok((key.clone(), with_texts(item, leaf)?)));
            entries.collect::<Result<Map<_, _>, Error>>().map(Value::Object)
        }
        other => Ok(other.clone()),
    }
}

/// Whether `text`, given for an `input` that takes JSON, is none.
pub(crate) fn is_text(text: &str, input: &Input) -> bool {
    let template = ["{{", "{%", "{#"].iter().any(|opening| text.starts_with(opening));
    text.is_empty() || (input.types.has(InputType::String) && (template || !begins_json(text, input)))
}

pub(crate) fn has_template(text: &str) -> bool {
    ["{{", "{%", "{#"].iter().any(|opening| text.contains(opening))
}

/// The products' pages print JSON in single quotes, and people paste it so. The quotes become blanks, so
/// that every column stays what it is.
pub(crate) fn without_shell_quotes<'a>(text: &'a str, input: &Input) -> Cow<'a, str> {
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

/// The failure of a template in the input called `name`, which may have meant a name of `scope` or an `unread` one.
fn template_failure(name: &str, error: Error, scope: &Scope, unread: &BTreeSet<String>) -> Failure {
    let near = error.undefined_name().map(|undefined| match undefined.rsplit_once('.') {
        None => {
            let unread = unread.iter().map(String::as_str).filter(|name| *name != undefined);
            or_meant(undefined, scope.names().chain(unread))
        }
        Some((parent, key)) => {
            let parent = parent
                .split('.')
                .skip(1)
                .try_fold(parent.split('.').next().and_then(|root| scope.get(root)), |value, key| {
                    Some(value?.get(key))
                });
            let keys = parent.flatten().and_then(Value::as_object).into_iter().flatten();
            or_meant(key, keys.map(|(key, _)| key.as_str()))
        }
    });
    let message = format!("input `{name}`: {error}{}", near.unwrap_or_default());
    let kind = match error.kind() {
        ErrorKind::Json => FailureKind::InvalidInput,
        _ => FailureKind::Template,
    };
    let detail = json!({
        "input": name,
        "line": error.line(),
        "column": error.column(),
        "undefined": error.undefined_name(),
    });
    Failure::new(kind, message).with_detail(detail).with_source(error)
}

#[cfg(test)]
mod tests {
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
