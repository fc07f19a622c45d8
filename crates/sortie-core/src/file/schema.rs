//! Holds a file against the JSON Schema that is generated from its type: one truth for the editor's
//! completion, `actions check` and the reader.
//!
//! Knows the words that the generator uses and no others.

use regex_lite::Regex;
use serde_json::Value;

use super::node::{Key, Kind, Node};
use super::{Fault, Steps};
use crate::name::did_you_mean;

/// Every place at which `root` is not what `schema` describes.
pub(super) fn check(root: &Node, schema: &Value) -> Vec<Fault> {
    let mut check = Check { document: schema, faults: Vec::new() };
    check.node(root, schema, &Steps::default());
    check.faults
}

struct Check<'a> {
    document: &'a Value,
    faults: Vec<Fault>,
}

impl<'a> Check<'a> {
    fn node(&mut self, node: &Node, schema: &'a Value, at: &Steps) {
        let schema = self.resolve(schema, node);
        if let Some(allowed) = choices(schema) {
            self.choice(node, &allowed, at);
        } else if let Some(fault) = wrong_type(node, schema, at) {
            self.faults.push(fault);
        } else {
            match &node.kind {
                Kind::Map(entries) => self.map(entries, schema, at),
                Kind::List(items) => self.list(items, schema, at),
                Kind::Text(text) => self.text(text, schema, at),
                Kind::Number(number) => self.number(number.as_f64(), schema, at),
                Kind::Null | Kind::Bool(_) => (),
            }
        }
    }

    /// Follows references, and picks the branch of an optional value that can fit.
    fn resolve(&self, schema: &'a Value, node: &Node) -> &'a Value {
        if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
            let name = name.trim_start_matches("#/$defs/");
            return self.document["$defs"].get(name).map_or(schema, |found| self.resolve(found, node));
        }
        let branches = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Value::as_array);
        match branches {
            Some(branches) if choices(schema).is_none() => {
                let resolved: Vec<&Value> = branches.iter().map(|it| self.resolve(it, node)).collect();
                let fits = |it: &&&Value| match choices(it) {
                    Some(_) => matches!(node.kind, Kind::Text(_)),
                    None => wrong_type(node, it, &Steps::default()).is_none(),
                };
                resolved.iter().find(fits).or(resolved.first()).copied().unwrap_or(schema)
            }
            _ => schema,
        }
    }

    fn choice(&mut self, node: &Node, allowed: &[&'a str], at: &Steps) {
        let given = match &node.kind {
            Kind::Text(text) if allowed.contains(&text.as_str()) => return,
            Kind::Text(text) => format!("`{text}`"),
            other => name_of(other).to_owned(),
        };
        let help = match &node.kind {
            Kind::Text(text) => did_you_mean(text, allowed.iter().copied()),
            _ => String::new(),
        };
        let message = format!("{given} is none of {}", listed(allowed));
        self.faults.push(Fault::value(at, message).with_help(help.trim_start_matches("; ")));
    }

    fn map(&mut self, entries: &[(Key, Node)], schema: &'a Value, at: &Steps) {
        let properties = schema.get("properties").and_then(Value::as_object);
        let further = schema.get("additionalProperties");
        let closed = further.and_then(Value::as_bool) == Some(false);
        for (key, node) in entries {
            let steps = at.then(&key.name);
            match (properties.and_then(|properties| properties.get(&key.name)), further) {
                (Some(property), _) => self.node(node, property, &steps),
                (None, Some(further)) if further.is_object() => self.node(node, further, &steps),
                _ if closed => {
                    let known = properties.into_iter().flatten().map(|(name, _)| name.as_str());
                    let help = did_you_mean(&key.name, known.clone());
                    let help = if help.is_empty() {
                        format!("; known here: {}", listed(&Vec::from_iter(known)))
                    } else {
                        help
                    };
                    let fault = Fault::bytes(key.span.clone(), format!("unknown key `{}`", key.name));
                    self.faults.push(fault.with_help(help.trim_start_matches("; ")));
                }
                _ => (),
            }
        }
        let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
        for name in required.filter_map(Value::as_str) {
            if !entries.iter().any(|(key, _)| key.name == name) {
                self.faults.push(Fault::key(at, format!("the key `{name}` is missing")));
            }
        }
    }

    fn list(&mut self, items: &[Node], schema: &'a Value, at: &Steps) {
        if items.is_empty() && schema.get("minItems").and_then(Value::as_u64).is_some_and(|least| least > 0) {
            self.faults.push(Fault::value(at, "an empty list"));
        }
        if let Some(item_schema) = schema.get("items") {
            for (index, item) in items.iter().enumerate() {
                self.node(item, item_schema, &at.then(index));
            }
        }
    }

    fn text(&mut self, text: &str, schema: &'a Value, at: &Steps) {
        let pattern = schema.get("pattern").and_then(Value::as_str);
        if let Some(pattern) = pattern
            && Regex::new(pattern).is_ok_and(|pattern| !pattern.is_match(text))
        {
            let hint = schema.get("x-hint").and_then(Value::as_str).unwrap_or_default();
            self.faults.push(Fault::value(at, format!("`{text}` does not match {pattern}")).with_help(hint));
        }
    }

    fn number(&mut self, number: Option<f64>, schema: &'a Value, at: &Steps) {
        let least = schema.get("minimum").and_then(Value::as_f64);
        if let (Some(number), Some(least)) = (number, least)
            && number < least
        {
            self.faults.push(Fault::value(at, format!("{number} is less than {least}")));
        }
    }
}

/// The texts of an enumeration, whether the generator wrote it with descriptions or without.
fn choices(schema: &Value) -> Option<Vec<&str>> {
    if let Some(texts) = schema.get("enum").and_then(Value::as_array) {
        return texts.iter().map(Value::as_str).collect();
    }
    let branches = schema.get("oneOf").and_then(Value::as_array)?;
    let mut texts = Vec::new();
    for branch in branches {
        match (branch.get("const"), choices(branch)) {
            (Some(text), _) => texts.push(text.as_str()?),
            (None, Some(more)) => texts.extend(more),
            (None, None) => return None,
        }
    }
    Some(texts)
}

fn wrong_type(node: &Node, schema: &Value, at: &Steps) -> Option<Fault> {
    let allowed: Vec<&str> = match schema.get("type")? {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    let whole = matches!(&node.kind, Kind::Number(number) if !number.is_f64());
    let actual = type_of(&node.kind);
    let fits = |name: &&str| *name == actual || (*name == "integer" && whole);
    if allowed.iter().any(fits) {
        return None;
    }
    let wanted =
        allowed.iter().filter(|name| **name != "null").map(|name| in_words(name)).collect::<Vec<_>>();
    let message = format!("{} where {} was expected", name_of(&node.kind), wanted.join(" or "));
    let hint = schema.get("x-hint").and_then(Value::as_str).unwrap_or_default();
    let help = if hint.is_empty()
        && matches!(node.kind, Kind::Bool(_) | Kind::Number(_))
        && allowed.contains(&"string")
    {
        "put it in quotes"
    } else {
        hint
    };
    Some(Fault::value(at, message).with_help(help))
}

fn type_of(kind: &Kind) -> &'static str {
    match kind {
        Kind::Null => "null",
        Kind::Bool(_) => "boolean",
        Kind::Number(_) => "number",
        Kind::Text(_) => "string",
        Kind::List(_) => "array",
        Kind::Map(_) => "object",
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

fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
