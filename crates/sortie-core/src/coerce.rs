use indexmap::IndexMap;
use regex_lite::Regex;
use serde_json::{Map, Value};

use crate::name::{fold, or_meant};
use crate::show::{listed, plain, short};
use crate::{Failure, FailureKind, Input, InputFormat, InputType};

/// `value` as one of the types that `input` takes; null stays null, "not given".
///
/// Playbooks and people write numbers and booleans as texts: such a text counts as its value. A blank text
/// is "not given" where no text is meant.
pub(crate) fn coerce(name: &str, input: &Input, value: Value) -> Result<Value, Failure> {
    let typed = match value {
        Value::String(text) => from_text(name, input, text)?,
        value => from_value(name, input, value)?,
    };
    if typed.is_null() {
        return Ok(typed);
    }
    let typed = in_choices(name, input, typed)?;
    check(name, input, &typed)?;
    match (typed, &input.properties) {
        (Value::Object(map), Some(properties)) => keys(name, properties, map),
        (typed, _) => Ok(typed),
    }
}

fn from_text(name: &str, input: &Input, text: String) -> Result<Value, Failure> {
    let word = text.trim();
    // JSON that the caller wrote was read before it was rendered. What only came out of the context stays a
    // text: data must not become structure.
    if input.types.has(InputType::String) {
        return Ok(Value::String(text));
    }
    if word.is_empty() {
        return Ok(Value::Null);
    }
    let has = |kind| input.types.has(kind);
    let whole = || word.parse::<i64>().ok().map(Value::from);
    let number = || word.parse::<f64>().ok().filter(|it| it.is_finite()).map(Value::from);
    let boolean = || word.to_ascii_lowercase().parse::<bool>().ok().map(Value::from);
    let typed = (whole().filter(|_| has(InputType::Integer) || has(InputType::Number)))
        .or_else(|| number().filter(|_| has(InputType::Number)))
        .or_else(|| boolean().filter(|_| has(InputType::Boolean)));
    match typed {
        Some(value) => Ok(value),
        None if input.types.read_json_text() => {
            let value = serde_json::from_str(word)
                .map_err(|error| invalid(name, &format!("is not JSON: {error}")))?;
            from_value(name, input, value)
        }
        None => Err(wrong_type(name, input, &Value::String(text))),
    }
}

fn from_value(name: &str, input: &Input, value: Value) -> Result<Value, Failure> {
    let has = |kind| input.types.has(kind);
    if has(InputType::Json) {
        return Ok(value);
    }
    match value {
        Value::Null => Ok(Value::Null),
        Value::Bool(_) if has(InputType::Boolean) => Ok(value),
        Value::Number(_) if has(InputType::Number) => Ok(value),
        Value::Number(ref number) if has(InputType::Integer) && whole(number).is_some() => {
            Ok(whole(number).map_or(Value::Null, Value::from))
        }
        Value::Number(number) if has(InputType::String) => Ok(Value::String(number.to_string())),
        Value::Array(_) if has(InputType::Array) => Ok(value),
        Value::Object(_) if has(InputType::Object) => Ok(value),
        Value::String(_) if has(InputType::String) => Ok(value),
        other => Err(wrong_type(name, input, &other)),
    }
}

/// A number without a fraction, however it is written; only what a float holds exactly.
fn whole(number: &serde_json::Number) -> Option<i64> {
    let exact = |float: &f64| float.fract() == 0.0 && float.abs() < 9e15;
    #[expect(clippy::cast_possible_truncation, reason = "the number is whole and within i64")]
    number.as_i64().or_else(|| number.as_f64().filter(exact).map(|float| float as i64))
}

/// The declared spelling of one of the choices.
fn in_choices(name: &str, input: &Input, value: Value) -> Result<Value, Failure> {
    let (Some(choices), Value::String(text)) = (&input.choices, &value) else { return Ok(value) };
    if text.is_empty() {
        return Ok(Value::Null);
    }
    let declared = choices.iter().find(|choice| choice.eq_ignore_ascii_case(text));
    declared.map(|choice| Value::String(choice.clone())).ok_or_else(|| {
        let known = listed(choices.iter().map(String::as_str));
        invalid(name, &format!("is {}, which is none of {known}", told(input, text)))
    })
}

fn check(name: &str, input: &Input, value: &Value) -> Result<(), Failure> {
    if let Some(number) = value.as_f64() {
        if let Some(least) = input.minimum.filter(|least| number < *least) {
            return Err(invalid(name, &format!("is {value}, less than {least}")));
        }
        if let Some(most) = input.maximum.filter(|most| number > *most) {
            let failure = invalid(name, &format!("is {value}, more than {most}"));
            let is_of_page = name.rsplit('.').next() == Some("limit");
            return Err(if is_of_page {
                failure.with_hint("--all-pages, without a limit, gives the whole list")
            } else {
                failure
            });
        }
    }
    let Value::String(text) = value else { return Ok(()) };
    let fits = |pattern: &String| Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(text));
    if let Some(pattern) = input.pattern.as_ref().filter(|pattern| !fits(pattern)) {
        return Err(invalid(name, &format!("is {}, which does not match {pattern}", told(input, text))));
    }
    let date = input.format == Some(InputFormat::DateTime) && !text.is_empty();
    if date && text.parse::<jiff::Timestamp>().is_err() {
        return Err(invalid(name, &format!("is {}, which is no date and time", told(input, text)))
            .with_hint("write it like 2030-01-31T12:00:00Z"));
    }
    Ok(())
}

fn keys(name: &str, properties: &IndexMap<String, Input>, map: Map<String, Value>) -> Result<Value, Failure> {
    let mut typed = Map::new();
    for (key, value) in map {
        let Some((declared, input)) = properties.iter().find(|(it, _)| fold(it) == fold(&key)) else {
            let near = or_meant(&key, properties.keys().map(String::as_str));
            let known = properties.keys().cloned().collect::<Vec<_>>().join(", ");
            return Err(invalid(name, &format!("has an unknown key `{key}`{near}"))
                .with_hint(format!("it takes {known}")));
        };
        let path = format!("{name}.{declared}");
        if typed.insert(declared.clone(), coerce(&path, input, value)?).is_some() {
            return Err(invalid(&path, "is given twice, under names that mean the same"));
        }
    }
    for (declared, input) in properties {
        if typed.get(declared).is_some_and(|value| !value.is_null()) {
            continue;
        }
        let path = format!("{name}.{declared}");
        if let Some(default) = &input.default {
            typed.insert(declared.clone(), coerce(&path, input, default.clone())?);
        } else if input.required {
            return Err(invalid(&path, "is required"));
        }
    }
    Ok(Value::Object(typed))
}

fn wrong_type(name: &str, input: &Input, value: &Value) -> Failure {
    let text = plain(value);
    let shown = if value.is_string() { told(input, &text) } else { hidden(input).unwrap_or(short(&text)) };
    let types = input.types.in_words();
    let article = if types.starts_with(['a', 'i', 'o']) { "an" } else { "a" };
    invalid(name, &format!("is {shown}, which is not {article} {types}"))
}

/// What was given, in quotes; nothing of a secret.
fn told(input: &Input, text: &str) -> String {
    hidden(input).unwrap_or_else(|| format!("\"{}\"", short(text)))
}

fn hidden(input: &Input) -> Option<String> {
    (input.format == Some(InputFormat::Password)).then(|| "a secret".to_owned())
}

fn invalid(name: &str, why: &str) -> Failure {
    Failure::new(FailureKind::InvalidInput, format!("input `{name}` {why}"))
}
