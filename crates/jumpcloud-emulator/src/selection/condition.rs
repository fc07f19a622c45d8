use std::cmp::Ordering;

use regex_lite::Regex;
use serde_json::Value;

use super::Operator;
use crate::document::Document;

/// One field and what it must be.
///
/// A field that such documents never have makes the condition false, even where it denies something; a field
/// that this one document lacks counts as null.
#[derive(Debug)]
pub(crate) struct Condition {
    field: String,
    test: Test,
}

#[derive(Debug)]
enum Test {
    Compare(Operator, Vec<Value>),
    Match(Regex),
    Exists(bool),
}

impl Condition {
    /// `field` compares to `values` by `operator`; only list operators look beyond the first value.
    pub(crate) fn compare(field: &str, operator: Operator, values: Vec<Value>) -> Self {
        Self { field: field.to_owned(), test: Test::Compare(operator, values) }
    }

    /// `field` is a text that `regex` finds something in.
    pub(crate) fn matching(field: &str, regex: Regex) -> Self {
        Self { field: field.to_owned(), test: Test::Match(regex) }
    }

    /// `field` is there, be it null, or is not.
    pub(crate) fn existing(field: &str, there: bool) -> Self {
        Self { field: field.to_owned(), test: Test::Exists(there) }
    }

    /// Whether the condition holds for `document`.
    pub(crate) fn holds<D: Document>(&self, document: &D) -> bool {
        if !D::knows(&self.field) {
            return false;
        }
        let found = document.at(&self.field);
        match &self.test {
            Test::Exists(there) => found.is_empty() != *there,
            Test::Match(regex) => found.iter().filter_map(Value::as_str).any(|text| regex.is_match(text)),
            Test::Compare(operator, values) => match operator.denied() {
                Some(denied) => !holds(&found, denied, values),
                None => holds(&found, *operator, values),
            },
        }
    }
}

fn holds(found: &[Value], operator: Operator, values: &[Value]) -> bool {
    let null = [Value::Null];
    let found = if found.is_empty() { &null } else { found };
    values.iter().any(|value| found.iter().any(|it| one_holds(it, operator, value)))
}

fn one_holds(found: &Value, operator: Operator, value: &Value) -> bool {
    let order = || compare(found, value);
    match operator {
        Operator::Gt => order() == Some(Ordering::Greater),
        Operator::Gte => matches!(order(), Some(Ordering::Greater | Ordering::Equal)),
        Operator::Lt => order() == Some(Ordering::Less),
        Operator::Lte => matches!(order(), Some(Ordering::Less | Ordering::Equal)),
        Operator::Sw => texts(found, value).is_some_and(|(text, part)| text.starts_with(part)),
        Operator::Ew => texts(found, value).is_some_and(|(text, part)| text.ends_with(part)),
        Operator::Co | Operator::Nco => texts(found, value).is_some_and(|(text, part)| text.contains(part)),
        Operator::Eq | Operator::Ne | Operator::In | Operator::Nin => {
            found == value || order() == Some(Ordering::Equal)
        }
    }
}

fn texts<'a>(found: &'a Value, value: &'a Value) -> Option<(&'a str, &'a str)> {
    found.as_str().zip(value.as_str())
}

/// How `found` compares to `value`, which may be a text from a query that spells a number, a truth value or null.
///
/// Values of different kinds do not compare at all. Dates are texts whose order is that of time.
pub(crate) fn compare(found: &Value, value: &Value) -> Option<Ordering> {
    match (found, value) {
        (Value::String(found), Value::String(value)) => Some(found.cmp(value)),
        (Value::Number(found), Value::Number(value)) => found.as_f64()?.partial_cmp(&value.as_f64()?),
        (Value::Number(found), Value::String(value)) => {
            found.as_f64()?.partial_cmp(&value.trim().parse().ok()?)
        }
        (Value::Bool(found), Value::Bool(value)) => Some(found.cmp(value)),
        (Value::Bool(found), Value::String(value)) => Some(found.cmp(&value.parse().ok()?)),
        (Value::Null, Value::Null) => Some(Ordering::Equal),
        (Value::Null, Value::String(value)) if value == "null" => Some(Ordering::Equal),
        _ => None,
    }
}
