use minijinja::{Error, Value};

use super::errors::type_error;

/// Arguments bound to parameters as Python binds them: in order, then by name.
///
/// # Errors
/// Too many arguments, an unknown name, or a parameter given twice.
pub(crate) fn bind<const N: usize>(
    what: &str,
    args: &[Value],
    parameters: [&str; N],
) -> Result<[Option<Value>; N], Error> {
    let mut slots = [const { None }; N];
    let (keywords, positional) = match args.split_last() {
        Some((last, rest)) if last.is_kwargs() => (Some(last), rest),
        _ => (None, args),
    };
    if positional.len() > N {
        return Err(type_error(format!(
            "`{what}` takes at most {N} arguments, {} were given",
            positional.len()
        )));
    }
    for (slot, value) in slots.iter_mut().zip(positional) {
        *slot = Some(value.clone());
    }
    let Some(keywords) = keywords else { return Ok(slots) };
    for key in keywords.try_iter()? {
        let place = parameters.iter().position(|name| Some(*name) == key.as_str());
        match place.and_then(|index| slots.get_mut(index)) {
            None => return Err(type_error(format!("`{what}` has no argument named {key}"))),
            Some(Some(_)) => return Err(type_error(format!("`{what}` was given {key} twice"))),
            Some(slot) => *slot = Some(keywords.get_item(&key)?),
        }
    }
    Ok(slots)
}

/// A parameter that has to be given.
pub(crate) fn required(what: &str, name: &str, value: Option<Value>) -> Result<Value, Error> {
    value.ok_or_else(|| type_error(format!("`{what}` needs the argument `{name}`")))
}

/// A whole number, `default` where none was given.
pub(crate) fn integer(what: &str, value: Option<&Value>, default: i64) -> Result<i64, Error> {
    match value {
        None => Ok(default),
        Some(value) if value.is_integer() => Ok(value.as_i64().unwrap_or(i64::MAX)),
        Some(value) if value.kind() == minijinja::value::ValueKind::Bool => Ok(i64::from(value.is_true())),
        Some(value) => {
            Err(type_error(format!("`{what}` needs a whole number, not {}", super::errors::type_name(value))))
        }
    }
}

/// The truth of a flag, `default` where none was given.
pub(crate) fn flag(value: Option<&Value>, default: bool) -> bool {
    value.map_or(default, Value::is_true)
}

/// Splits the named arguments off.
pub(crate) fn split(args: &[Value]) -> (&[Value], Option<&Value>) {
    match args.split_last() {
        Some((last, rest)) if last.is_kwargs() => (rest, Some(last)),
        _ => (args, None),
    }
}
