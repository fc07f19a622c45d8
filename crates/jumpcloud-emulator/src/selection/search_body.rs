use regex_lite::RegexBuilder;
use serde_json::{Map, Value};

use super::{Condition, Operator, Selection, Term, query_v1};
use crate::{choices::Choices, reply::Reply};

/// What the `filter` and the `searchFilter` of a search's body select together.
pub(crate) fn from_search_body(body: &Map<String, Value>, choices: &Choices) -> Result<Selection, Reply> {
    let mut parts = Vec::new();
    if let Some(filter) = body.get("filter") {
        parts.push(element(filter, choices)?);
    }
    match body.get("searchFilter") {
        None | Some(Value::Null) => (),
        Some(Value::Object(search)) => parts.extend(term(search)?),
        Some(_) => return Err(Reply::bad_request("searchFilter must be an object")),
    }
    Ok(Selection::All(parts))
}

/// Reads one filter: an object, a text in the grammar of queries, or an array whose parts must all hold.
fn element(filter: &Value, choices: &Choices) -> Result<Selection, Reply> {
    match filter {
        Value::Null => Ok(Selection::All(Vec::new())),
        Value::Array(_) => Ok(Selection::All(elements(filter, choices)?)),
        Value::String(text) if text.is_empty() => Ok(Selection::All(Vec::new())),
        Value::String(text) => query_v1::parse(text, true, choices),
        Value::Object(map) => {
            let part = |(key, value): (&String, &Value)| match key.as_str() {
                "and" | "$and" => Ok(Selection::All(elements(value, choices)?)),
                "or" | "$or" => match elements(value, choices)? {
                    // An empty list of alternatives is how clients say that they filter by nothing.
                    parts if parts.is_empty() => Ok(Selection::All(parts)),
                    parts => Ok(Selection::Any(parts)),
                },
                field => conditions(field, value),
            };
            Ok(Selection::All(map.iter().map(part).collect::<Result<_, _>>()?))
        }
        _ => Err(Reply::bad_request("filter must be an object, an array or a string")),
    }
}

fn elements(filter: &Value, choices: &Choices) -> Result<Vec<Selection>, Reply> {
    match filter {
        Value::Array(items) => items.iter().map(|item| element(item, choices)).collect(),
        other => Ok(vec![element(other, choices)?]),
    }
}

/// Reads what `field` must be: a plain value, or an object of operators that must all hold.
fn conditions(field: &str, value: &Value) -> Result<Selection, Reply> {
    let operators = match value {
        Value::Object(map) if map.keys().any(|key| key.starts_with('$')) => map,
        plain => return Ok(Selection::Where(Condition::compare(field, Operator::Eq, vec![plain.clone()]))),
    };
    let options = operators.get("$options").and_then(Value::as_str).unwrap_or_default();
    let read = |(key, value): (&String, &Value)| match (key.as_str(), value) {
        ("$regex", Value::String(pattern)) => regex(field, pattern, options),
        ("$exists", Value::Bool(there)) => Ok(Selection::Where(Condition::existing(field, *there))),
        ("$in" | "$nin", Value::Array(values)) => {
            let operator = if key == "$in" { Operator::In } else { Operator::Nin };
            Ok(Selection::Where(Condition::compare(field, operator, values.clone())))
        }
        ("$regex" | "$exists" | "$in" | "$nin", _) => {
            Err(Reply::bad_request(&format!("filter operator \"{key}\" does not take such a value")))
        }
        _ => match key.strip_prefix('$').and_then(Operator::parse) {
            Some(operator) => Ok(Selection::Where(Condition::compare(field, operator, vec![value.clone()]))),
            None => Err(Reply::bad_request(&format!("unknown filter operator \"{key}\""))),
        },
    };
    let parts = operators.iter().filter(|(key, _)| *key != "$options");
    Ok(Selection::All(parts.map(read).collect::<Result<_, _>>()?))
}

/// A condition by regular expression, bare or between slashes with flags behind them.
///
/// The engine takes time in proportion to pattern and text, and the size of both is bounded, so that no pattern
/// from a request can make it hang.
pub(super) fn regex(field: &str, pattern: &str, options: &str) -> Result<Selection, Reply> {
    let slashed = pattern.strip_prefix('/').and_then(|rest| rest.rsplit_once('/'));
    let (pattern, flags) = slashed.unwrap_or((pattern, options));
    RegexBuilder::new(pattern)
        .case_insensitive(flags.contains('i'))
        .size_limit(32 * 1024)
        .build()
        .map(|regex| Selection::Where(Condition::matching(field, regex)))
        .map_err(|_| Reply::bad_request("invalid regular expression"))
}

fn term(search: &Map<String, Value>) -> Result<Option<Selection>, Reply> {
    let texts = strings(search.get("searchTerm"), "searchTerm")?;
    let fields = strings(search.get("fields"), "fields")?;
    let texts: Vec<&str> = texts.into_iter().filter(|text| !text.is_empty()).collect();
    if texts.is_empty() {
        return Ok(None);
    }
    let fields = fields.into_iter().map(str::to_owned).collect();
    Ok(Some(Selection::Containing(Term::new(texts.into_iter(), fields))))
}

fn strings<'a>(value: Option<&'a Value>, name: &str) -> Result<Vec<&'a str>, Reply> {
    let items = match value {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(items)) => items.as_slice(),
        Some(single) => std::slice::from_ref(single),
    };
    let texts: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
    texts.ok_or_else(|| Reply::bad_request(&format!("searchFilter.{name} must be a string or strings")))
}
