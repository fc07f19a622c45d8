use serde_json::{Map, Value};

use super::{
    field::Field,
    kind::{Items, Kind},
};
use crate::{
    choices::{Choices, EmailFormat},
    id::Id,
};

/// `value` as the document keeps it under `field`, or what is wrong with it.
pub(super) fn check(field: &Field, value: Value, choices: &Choices) -> Result<Value, String> {
    match field.kind {
        Kind::Text(maximum) => text(value, maximum),
        Kind::Name => name(field.name, value, choices),
        Kind::Flag => match value {
            Value::Bool(_) => Ok(value),
            _ => Err("must be a boolean".to_owned()),
        },
        Kind::Number => number(&value),
        Kind::State => match value.as_str() {
            Some("STAGED" | "ACTIVATED" | "SUSPENDED") => Ok(value),
            _ => Err("must be one of STAGED, ACTIVATED, SUSPENDED".to_owned()),
        },
        Kind::Manager => match value.as_str() {
            _ if value.is_null() => Ok(value),
            Some("") => Ok(Value::Null),
            Some(id) if Id::parse(id).is_some() => Ok(value),
            _ => Err("must be the id of a user or null".to_owned()),
        },
        Kind::Items(items) => self::items(value, items),
        Kind::Object => object(field.name, value),
    }
}

fn text(value: Value, maximum: usize) -> Result<Value, String> {
    match &value {
        Value::Null => Ok(value),
        Value::String(text) if text.chars().count() <= maximum => Ok(value),
        Value::String(_) => Err(format!("must not be longer than {maximum} characters")),
        _ => Err("must be a string".to_owned()),
    }
}

fn name(field: &str, value: Value, choices: &Choices) -> Result<Value, String> {
    let value = text(value, 1024)?;
    let name = value.as_str().unwrap_or_default();
    let fault = if name.is_empty() {
        Some("is required")
    } else if field == "username" {
        username_fault(name)
    } else if choices.email_format == EmailFormat::Checked && !is_email(name) {
        Some("must be an email address")
    } else {
        None
    };
    fault.map_or(Ok(value), |fault| Err(fault.to_owned()))
}

fn username_fault(name: &str) -> Option<&'static str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        Some("must begin with a letter")
    } else if !name.bytes().all(plain) {
        Some("may only contain letters, digits, \".\", \"_\" and \"-\"")
    } else if name.len() > 30 {
        Some("must not be longer than 30 characters")
    } else {
        None
    }
}

fn is_email(text: &str) -> bool {
    let parts = text.split_once('@');
    let whole = |part: &str| !part.is_empty() && !part.contains(|it: char| it == '@' || it.is_whitespace());
    parts.is_some_and(|(local, domain)| whole(local) && whole(domain))
}

/// A number may come as a text of digits; it is a number afterwards.
fn number(value: &Value) -> Result<Value, String> {
    let number = value.as_u64().or_else(|| value.as_str()?.parse().ok());
    let number = number.filter(|it| (1..=u64::from(u32::MAX)).contains(it));
    number.map(Value::from).ok_or_else(|| format!("must be an integer from 1 to {}", u32::MAX))
}

fn items(value: Value, items: Items) -> Result<Value, String> {
    let refuse = || "must be an array of objects".to_owned();
    for item in value.as_array().ok_or_else(refuse)? {
        let item = item.as_object().ok_or_else(refuse)?;
        let text = |key: &str| item.get(key).and_then(Value::as_str);
        match items {
            Items::Plain | Items::Numbered => (),
            Items::Keys if text("name").is_some() && text("public_key").is_some() => (),
            Items::Keys => return Err("must have a name and a public_key in each item".to_owned()),
            Items::Attributes => attribute(text("name"), text("value"))?,
        }
    }
    Ok(value)
}

fn attribute(name: Option<&str>, value: Option<&str>) -> Result<(), String> {
    match name.zip(value) {
        None => Err("must have a name and a value, both strings, in each item".to_owned()),
        Some((name, _)) if name.is_empty() || name.contains(char::is_whitespace) => {
            Err("must not have a name that is empty or contains blanks".to_owned())
        }
        Some((_, value)) if value.chars().count() > 1024 => {
            Err("must not have a value longer than 1024 characters".to_owned())
        }
        Some(_) => Ok(()),
    }
}

fn object(field: &str, value: Value) -> Result<Value, String> {
    match (field, value) {
        ("delegatedAuthority", Value::Null) => Ok(Value::Null),
        ("mfa", Value::Object(mut map)) => {
            map.retain(|_, value| !value.is_null());
            mfa(&map).map(|()| map.into())
        }
        // Only the address is the caller's to give; nobody has verified it yet.
        ("recoveryEmail", Value::Object(mut map)) => match map.remove("address") {
            Some(Value::String(address)) => Ok(serde_json::json!({ "address": address, "verified": false })),
            _ => Err("must have an address".to_owned()),
        },
        (_, Value::Object(map)) => Ok(map.into()),
        _ => Err("must be an object".to_owned()),
    }
}

/// What is wrong with the members of an `mfa` object or of the body of a resetmfa call.
pub(crate) fn mfa(map: &Map<String, Value>) -> Result<(), String> {
    for (key, value) in map {
        let fits = match key.as_str() {
            "exclusion" | "configured" => value.is_boolean(),
            "exclusionDays" => value.as_u64().is_some_and(|days| (1..=365).contains(&days)),
            "exclusionUntil" => value.as_str().is_some_and(|date| !date.is_empty()),
            _ => true,
        };
        if !fits {
            return Err(match key.as_str() {
                "exclusionDays" => "must have exclusionDays from 1 to 365".to_owned(),
                "exclusionUntil" => "must have a date in exclusionUntil".to_owned(),
                flag => format!("must have a boolean in {flag}"),
            });
        }
    }
    Ok(())
}
