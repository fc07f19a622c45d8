//! The methods of Python's values, with a bound on the size of what they make.
//!
//! The engine's fuel does not cover what a method allocates; `replace` and `join` can make gigabytes
//! from two short texts.

use minijinja::{Error, ErrorKind, State, Value};

/// Calls the method `name` of `value`, where its result stays below `limit` bytes.
pub(crate) fn call(
    state: &mut State<'_, '_>,
    value: &Value,
    name: &str,
    args: &[Value],
    limit: usize,
) -> Result<Value, Error> {
    if let Some(text) = value.as_str()
        && made(text, name, args) > limit
    {
        return Err(Error::new(
            ErrorKind::OutOfFuel,
            format!("`{name}` would make a text of more than {limit} bytes"),
        ));
    }
    minijinja_contrib::pycompat::unknown_method_callback(state, value, name, args).map_err(
        |error| match error.kind() {
            ErrorKind::UnknownMethod => {
                Error::new(ErrorKind::UnknownMethod, format!("{} has no method named {name}", value.kind()))
            }
            _ => error,
        },
    )
}

/// An upper bound of the bytes that a text method makes.
fn made(text: &str, name: &str, args: &[Value]) -> usize {
    let argument = |index: usize| args.get(index).and_then(Value::as_str).map_or(0, str::len);
    match name {
        "replace" => {
            let places = if argument(0) == 0 { text.len() + 1 } else { text.len() / argument(0) };
            text.len().saturating_add(places.saturating_mul(argument(1)))
        }
        "join" => {
            let items = args.first().and_then(Value::len).unwrap_or(0);
            text.len().saturating_mul(items)
        }
        "center" | "ljust" | "rjust" | "zfill" => {
            args.first().and_then(|width| usize::try_from(width.clone()).ok()).unwrap_or(0)
        }
        "format" => widths(text),
        _ => 0,
    }
}

/// The sum of all numbers in a format text, each of which may be a width.
fn widths(text: &str) -> usize {
    text.split(|character: char| !character.is_ascii_digit())
        .map(|digits| if digits.is_empty() { 0 } else { digits.parse().unwrap_or(usize::MAX) })
        .fold(0, usize::saturating_add)
}
