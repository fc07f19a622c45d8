//! `str.maketrans` and `str.translate`.

use indexmap::IndexMap;
use minijinja::value::ValueKind;
use minijinja::{Error, State, Value};

use super::arguments::{bind, required};
use super::budget;
use super::errors::type_error;
use super::text::string;

/// A table for `translate`: of a dict, or of the characters of two texts and those to leave out.
pub(super) fn table(args: &[Value]) -> Result<Value, Error> {
    let [from, to, without] = bind("maketrans", args, ["x", "y", "z"])?;
    let from = required("maketrans", "x", from)?;
    let mut table = IndexMap::new();
    let Some(to) = to else {
        for key in from.try_iter()? {
            let item = from.get_item(&key)?;
            let mut letters = key.as_str().unwrap_or_default().chars();
            let key = match (letters.next(), letters.next()) {
                (Some(letter), None) => Value::from(u32::from(letter)),
                (None, _) if key.is_integer() => key,
                _ => return Err(type_error("the keys of `maketrans` are single characters or their codes")),
            };
            table.insert(key, item);
        }
        return Ok(Value::from_pairs(table));
    };
    let (from, to) = (string("maketrans", &from)?, string("maketrans", &to)?);
    if from.chars().count() != to.chars().count() {
        return Err(type_error("the first two texts of `maketrans` need the same length"));
    }
    let pairs = from.chars().zip(to.chars());
    table.extend(pairs.map(|(from, to)| (Value::from(u32::from(from)), Value::from(u32::from(to)))));
    if let Some(without) = without {
        let without = string("maketrans", &without)?;
        table.extend(without.chars().map(|letter| (Value::from(u32::from(letter)), Value::from(()))));
    }
    Ok(Value::from_pairs(table))
}

/// `text` with the characters of a table replaced or left out.
pub(super) fn translate(state: &State<'_, '_>, text: &str, args: &[Value]) -> Result<Value, Error> {
    let [table] = bind("translate", args, ["table"])?;
    let table = required("translate", "table", table)?;
    let mut out = String::new();
    for letter in text.chars() {
        let instead = table.get_item(&Value::from(u32::from(letter)))?;
        match instead.kind() {
            ValueKind::Undefined => out.push(letter),
            ValueKind::None => {}
            ValueKind::Number => {
                let code =
                    instead.as_i64().and_then(|code| u32::try_from(code).ok()).and_then(char::from_u32);
                out.push(code.ok_or_else(|| type_error("a table of `translate` holds a code that is none"))?);
            }
            _ => out.push_str(string("translate", &instead)?),
        }
        if out.len() % 1024 < 4 {
            budget::text(state, "translate", out.len())?;
        }
    }
    budget::text(state, "translate", out.len())?;
    state.consume_fuel(text.len() as u64 / 8)?;
    Ok(Value::from(out))
}
