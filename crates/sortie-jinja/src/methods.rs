//! The methods of Python's values.

use minijinja::value::{Tuple, ValueKind};
use minijinja::{Error, ErrorKind, State, Value};

use crate::python::{dict, errors, list, text};
use crate::rewrite::closest;
use crate::{printing, sentinel};

/// Calls the method `name` of `value`.
pub(crate) fn call(
    state: &mut State<'_, '_>,
    value: &Value,
    name: &str,
    args: &[Value],
) -> Result<Value, Error> {
    let called = match value.kind() {
        ValueKind::String => {
            let called = text::call(state, &sentinel::plain(value.as_str().unwrap_or_default()), name, args)?;
            let keeps = value.is_safe() && !matches!(name, "replace" | "join" | "format" | "format_map");
            if keeps { called.map(|it| marked(state, it)).transpose()? } else { called }
        }
        ValueKind::Seq => list::call(state, value, name, args)?,
        ValueKind::Map => dict::call(state, value, name, args)?,
        ValueKind::Bytes if name == "decode" => {
            Some(Value::from(String::from_utf8_lossy(value.as_bytes().unwrap_or_default()).into_owned()))
        }
        ValueKind::Number if name == "is_integer" => {
            Some(Value::from(f64::try_from(value.clone()).is_ok_and(|it| it.fract() == 0.0)))
        }
        ValueKind::Undefined => return Err(errors::undefined(value)),
        _ => None,
    };
    called.ok_or_else(|| unknown(value, name))
}

/// What a method makes of a text that is marked as safe: marked, too, as are the parts it is cut into.
fn marked(state: &State<'_, '_>, made: Value) -> Result<Value, Error> {
    match made.kind() {
        ValueKind::String => Ok(printing::markup(state, made.as_str().unwrap_or_default().to_owned())),
        ValueKind::Seq => {
            let parts = made.try_iter()?.map(|part| marked(state, part)).collect::<Result<Vec<_>, _>>()?;
            Ok(if made.is_tuple() { Value::from(Tuple::new(parts)) } else { Value::from(parts) })
        }
        _ => Ok(made),
    }
}

fn unknown(value: &Value, name: &str) -> Error {
    let known: &[&str] = match value.kind() {
        ValueKind::String => &text::METHODS,
        ValueKind::Seq => &list::METHODS,
        ValueKind::Map => &dict::METHODS,
        _ => &[],
    };
    let meant = closest(known.iter().copied(), name)
        .map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
    let kind = errors::type_name(value);
    Error::new(ErrorKind::UnknownMethod, format!("{kind} has no method named {name}{meant}"))
}
