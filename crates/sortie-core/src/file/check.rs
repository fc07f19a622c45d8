//! Holds a file against the JSON Schema that is generated from its type: one truth for the editor's
//! completion, `actions check` and the reader.

use regex_lite::Regex;
use serde_json::Value;

use super::node::{Key, Kind, Node};
use super::schema::{Schema, type_of};
use super::{Fault, Steps};
use crate::name::{did_you_mean, suggest};
use crate::show;

/// Every place at which `root` is not what the schema `document` describes.
pub(super) fn check(root: &Node, document: &Value) -> Vec<Fault> {
    let mut check = Check { faults: Vec::new() };
    check.node(root, Schema::new(document), &Steps::default());
    check.faults
}

struct Check {
    faults: Vec<Fault>,
}

impl Check {
    fn node(&mut self, node: &Node, schema: Schema<'_>, at: &Steps) {
        let schema = schema.resolved(node);
        if !schema.fits(node) {
            self.faults.push(misfit(node, schema, at));
            return;
        }
        match &node.kind {
            Kind::Map(entries) => self.map(entries, schema, at),
            Kind::List(items) => self.list(items, schema, at),
            Kind::Text(text) => self.text(text, schema, at),
            Kind::Number(number) => self.number(number.as_f64(), schema, at),
            Kind::Null | Kind::Bool(_) => (),
        }
    }

    fn map(&mut self, entries: &[(Key, Node)], schema: Schema<'_>, at: &Steps) {
        self.together(entries, schema, at);
        let stands = |name: &str| entries.iter().any(|(key, _)| key.name == name);
        let mut missing: Vec<&str> = schema.required().filter(|name| !stands(name)).collect();
        for (index, (key, node)) in entries.iter().enumerate() {
            // Of two equal keys the last counts.
            if entries[index + 1..].iter().any(|(later, _)| later.name == key.name) {
                continue;
            }
            match schema.of_key(&key.name) {
                Some(schema) => self.node(node, schema, &at.then(&key.name)),
                None if schema.is_closed() => {
                    let meant = suggest(&key.name, schema.keys().filter(|name| !stands(name)));
                    missing.retain(|name| Some(*name) != meant);
                    self.faults.push(unknown_key(key, meant, schema));
                }
                None => (),
            }
        }
        let what = match missing.as_slice() {
            [] => return,
            [only] => format!("the key `{only}` is missing"),
            several => format!("the keys {} are missing", show::listed(several.iter().copied())),
        };
        self.faults.push(Fault::key(at, what));
    }

    /// Which keys go together: exactly one of some, and none without the one that it belongs to.
    fn together(&mut self, entries: &[(Key, Node)], schema: Schema<'_>, at: &Steps) {
        let given = |name: &str| entries.iter().any(|(key, it)| key.name == name && it.is_given());
        let one_of = schema.one_of();
        if !one_of.is_empty() && one_of.into_iter().filter(|name| given(name)).count() != 1 {
            let (wrong, help) = (schema.text("x-one-of"), schema.text("x-one-of-hint"));
            self.faults.push(Fault::value(at, wrong).with_help(help));
        }
        for (key, _) in entries {
            if let Some(needed) = schema.needed_by(&key.name).filter(|needed| !given(needed)) {
                let message = format!("`{}` without `{needed}`", key.name);
                self.faults.push(Fault::bytes(key.span.clone(), message));
            }
        }
    }

    fn list(&mut self, items: &[Node], schema: Schema<'_>, at: &Steps) {
        if items.is_empty() && schema.word("minItems").and_then(Value::as_u64).is_some_and(|least| least > 0)
        {
            self.faults.push(Fault::value(at, "an empty list"));
        }
        for (index, item) in items.iter().enumerate() {
            if let Some(schema) = schema.items() {
                self.node(item, schema, &at.nth(index));
            }
        }
    }

    fn text(&mut self, text: &str, schema: Schema<'_>, at: &Steps) {
        let pattern = schema.word("pattern").and_then(Value::as_str);
        if let Some(pattern) = pattern
            && Regex::new(pattern).is_ok_and(|pattern| !pattern.is_match(text))
        {
            let message = format!("`{}` does not match {pattern}", show::short(text));
            self.faults.push(Fault::value(at, message).with_help(schema.text("x-hint")));
        }
        let length = text.chars().count() as u64;
        if let Some(most) = schema.word("maxLength").and_then(Value::as_u64).filter(|most| length > *most) {
            let message = format!("{length} characters are more than {most}");
            self.faults.push(Fault::value(at, message).with_help(schema.text("x-hint")));
        }
    }

    fn number(&mut self, number: Option<f64>, schema: Schema<'_>, at: &Steps) {
        let Some(number) = number else { return };
        let limit = |word| schema.word(word).and_then(Value::as_f64);
        if let Some(least) = limit("minimum").filter(|least| number < *least) {
            self.faults.push(Fault::value(at, format!("{number} is less than {least}")));
        }
        if let Some(most) = limit("maximum").filter(|most| number > *most) {
            self.faults.push(Fault::value(at, format!("{number} is more than {most}")));
        }
    }
}

fn unknown_key(key: &Key, meant: Option<&str>, schema: Schema<'_>) -> Fault {
    let help = match meant {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("known here: {}", show::listed(schema.keys())),
    };
    Fault::bytes(key.span.clone(), format!("unknown key `{}`", show::short(&key.name))).with_help(help)
}

fn misfit(node: &Node, schema: Schema<'_>, at: &Steps) -> Fault {
    let given = name_of(&node.kind);
    match (schema.choices(), &node.kind) {
        (Some(choices), Kind::Text(text)) => {
            let help = did_you_mean(text, choices.iter().copied());
            let known = show::listed(choices.iter().copied());
            Fault::value(at, format!("`{}` is none of {known}", show::short(text))).with_help(help)
        }
        (Some(choices), _) => {
            let known = show::listed(choices.iter().copied());
            Fault::value(at, format!("{given} where one of {known} was expected"))
        }
        (None, kind) => {
            let types = schema.types().unwrap_or_default();
            let wanted: Vec<&str> = types.iter().filter(|it| **it != "null").map(|it| in_words(it)).collect();
            let quotes = matches!(kind, Kind::Bool(_) | Kind::Number(_)) && types.contains(&"string");
            let help = if quotes { "put it in quotes" } else { schema.text("x-hint") };
            Fault::value(at, format!("{given} where {} was expected", wanted.join(" or "))).with_help(help)
        }
    }
}

fn name_of(kind: &Kind) -> &'static str {
    match kind {
        Kind::Null => "nothing",
        kind => in_words(type_of(kind)),
    }
}

fn in_words(name: &str) -> &'static str {
    match name {
        "boolean" => "true or false",
        "integer" => "a whole number",
        "number" => "a number",
        "string" => "a text",
        "array" => "a list",
        _ => "a mapping",
    }
}
