use std::collections::BTreeSet;

use serde_json::Value;

use crate::connection_check::templates;
use crate::tags::{tags, words};
use crate::{Action, ConnectionFile, Integration, Invocation};

/// Which reference values of a connection a run may read, so that no other one is fetched: to fetch may cost
/// a question to a person, and to fail.
///
/// It goes by the words inside of templates' tags, since the engine's own account of names leaves some out:
/// rather one value too many than one too few.
#[derive(Debug, Default)]
pub struct ReferenceReads {
    names: BTreeSet<String>,
    /// Whether a template looks names up while it runs.
    all: bool,
}

impl ReferenceReads {
    /// What `invocation` of `action` may read: by its own templates and those of the definition and of the
    /// connection in `file`.
    #[must_use]
    pub fn of_run(
        action: &Action,
        integration: &Integration,
        invocation: &Invocation,
        file: &ConnectionFile,
    ) -> Self {
        let mut reads = Self::default();
        if has_sources(file) {
            invocation.inputs.values().for_each(|value| reads.add_value(value, file));
            let definition = action.request.sources().into_iter().chain(integration.sources());
            reads.add(definition.chain(own(file)), file);
        }
        reads
    }

    /// What the test of the connection in `file` may read.
    #[must_use]
    pub fn of_test(integration: &Integration, file: &ConnectionFile) -> Self {
        let mut reads = Self::default();
        reads.add(integration.sources().into_iter().chain(own(file)), file);
        reads
    }

    /// What the template `source` may read, and the connection in `file`.
    #[must_use]
    pub fn of_template(source: &str, file: &ConnectionFile) -> Self {
        let mut reads = Self::default();
        reads.add(own(file).chain([source.to_owned()]), file);
        reads
    }

    /// Whether the reference value called `name` may be read.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.all || self.names.contains(name)
    }

    fn add_value(&mut self, value: &Value, file: &ConnectionFile) {
        match value {
            Value::String(text) => self.add_text(text, file),
            Value::Array(items) => items.iter().for_each(|item| self.add_value(item, file)),
            Value::Object(map) => map.values().for_each(|item| self.add_value(item, file)),
            _ => (),
        }
    }

    fn add(&mut self, texts: impl IntoIterator<Item = String>, file: &ConnectionFile) {
        texts.into_iter().for_each(|text| self.add_text(&text, file));
    }

    fn add_text(&mut self, text: &str, file: &ConnectionFile) {
        for tag in tags(text) {
            for (at, word) in words(tag) {
                self.add_word(word, &tag[..at], &tag[at + word.len()..], file);
            }
        }
    }

    /// Takes `word`, which stands between `before` and `after` in its tag. Below another name than `reference` it
    /// is none of ours.
    fn add_word(&mut self, word: &str, before: &str, after: &str, file: &ConnectionFile) {
        let above = before.trim_end().strip_suffix('.').map(str::trim_end);
        if above.is_some_and(|above| !above.ends_with("reference")) {
            return;
        }
        if file.reference_values.contains_key(word) {
            self.names.insert(word.to_owned());
        }
        self.all |= word == "reference" && !names_one(after, file);
    }
}

/// Whether any value of `file` has to be fetched.
fn has_sources(file: &ConnectionFile) -> bool {
    file.reference_values.values().any(|value| value.source.is_some())
}

/// The texts of the connection's own fields.
fn own(file: &ConnectionFile) -> impl Iterator<Item = String> {
    templates(file).map(|(_, text)| text.clone())
}

/// Whether `after`, which follows the name `reference`, asks it for one value by its name. What is called may be
/// a method.
fn names_one(after: &str, file: &ConnectionFile) -> bool {
    let quoted = |quote| {
        let (name, rest) = after.strip_prefix('[')?.strip_prefix(quote)?.split_once(quote)?;
        Some((name, rest.strip_prefix(']')?))
    };
    let dotted = || {
        let (_, name) = words(after.strip_prefix('.')?).next()?;
        Some((name, after[1..].strip_prefix(name)?))
    };
    let named = quoted('\'').or_else(|| quoted('"')).or_else(dotted);
    named.is_some_and(|(name, rest)| {
        file.reference_values.contains_key(name) && !rest.trim_start().starts_with('(')
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fixtures::{action_with, invocation, jumpcloud};

    /// Which of the values `pin`, `token` and `tenant` a run with this input may read.
    fn reads(input: &str, more: &str) -> String {
        let text = format!(
            "label: acme\nintegration: jumpcloud\nregion: us\napi_key: {{env: KEY}}\n{more}\nreference_values:\n  \
             pin: {{type: password, env: PIN}}\n  token: {{type: password, env: TOKEN}}\n  \
             tenant: {{type: text, env: TENANT}}\n"
        );
        let file = ConnectionFile::read("test.yaml", &text).expect("it has no mistakes");
        let action = action_with("{v: {type: json}}");
        let given = invocation(json!({"v": input}), json!({}));
        let reads = ReferenceReads::of_run(&action, &jumpcloud(), &given, &file);
        let read = ["pin", "token", "tenant"].into_iter().filter(|name| reads.has(name));
        read.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_value_is_fetched_where_a_template_may_read_it() {
        let inputs = [
            "plain pin",
            "{{ alert.pin }}",
            "{{ context.pin }}",
            "{{ pin }}",
            "{{ pin[1:] ~ token }}",
            "{% set pin = pin %}{{ pin }}",
            "{% filter replace('a', pin) %}a{% endfilter %}",
            "{{ {'a': {}} ~ pin }}",
            "{{ '}}' ~ \"\\\"}}\" ~ pin }} and token",
            "my pin is {{ alert }}, your reference is {{ alert.reference }}",
            "{{ reference.pin() }}",
            "{{ reference .pin }}",
            "{{ reference.pin }}",
            "{{ reference['pin'] }}",
            "{{ reference[alert.which] }}",
            "{{ reference.get('pin') }}",
            "{{ reference | length }}",
            "{% for name in reference %}{{ name }}{% endfor %}",
            "{% if alert %}{% set pin = 1 %}{% endif %}{{ pin }}",
            "{% for pin in alert %}{{ pin }}{% endfor %}",
            "{% for pin in alert %}{% else %}{{ pin }}{% endfor %}",
            "{% set all = reference %}{{ all.pin }}",
            "{% macro of(pin) %}{{ pin }}{% endmacro %}{{ of(token) }}",
            "{% with pin = token %}{{ pin }}{% endwith %}",
            "{# {{ pin }} #}{{ alert }}",
            "{% raw %}{{ pin }}{% endraw %}{{ alert }}",
            "{# it's {{ #}{{ alert ~ '}} ' ~ pin }}",
            "{%- raw -%}it's {{{%- endraw -%}{{ alert ~ '}} ' ~ pin }}",
            "'{\"a\": \"{{ pin }}\"}'",
            "{\"a\": {{ pin | tojson }}, \"b\": \"{{ token }}\"}",
            "{\"a\": \"x{{ alert | default(pin) }}\"}",
            "{{ (pin, token) | first }}",
            "{{ [1] | map('default', pin) | list }}",
            "{{ 'x' if pin else token }}",
            "{{ pin | frobnicate }}",
            "{{ pin",
        ];
        let shown = inputs.map(|input| format!("{input}\n  -> {}", reads(input, "")));
        insta::assert_snapshot!(shown.join("\n"));
    }

    #[test]
    fn a_connection_reads_its_own_values() {
        assert_eq!(reads("x", "org_id: \"{{ tenant }}\""), "tenant");
        assert_eq!(reads("x", "hosts: {api: \"https://{{ reference.tenant }}.example.com\"}"), "tenant");
    }

    #[test]
    fn values_of_a_structure_are_templates() {
        let file = "{label: a, integration: jumpcloud, region: us, api_key: {env: K}, \
                    reference_values: {pin: {type: password, env: P}}}";
        let file = ConnectionFile::read("test.yaml", file).expect("it has no mistakes");
        let given = invocation(json!({"v": {"a": [1, {"b": "{{ pin }}"}]}}), json!({}));
        assert!(
            ReferenceReads::of_run(&action_with("{v: {type: json}}"), &jumpcloud(), &given, &file).has("pin")
        );
        let of_definition = crate::fixtures::action(&format!(
            "{}request: {{api: v1, method: POST, path: /x, body: {{a: \"{{{{ reference.pin }}}}\"}}}}\n",
            crate::fixtures::HEAD
        ));
        assert!(
            ReferenceReads::of_run(&of_definition, &jumpcloud(), &Invocation::default(), &file).has("pin")
        );
        assert!(!ReferenceReads::of_test(&jumpcloud(), &file).has("pin"));
        assert!(ReferenceReads::of_template("{{ pin }}", &file).has("pin"));
    }
}
