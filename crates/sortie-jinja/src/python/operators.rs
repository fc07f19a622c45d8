//! The operators that the rewriter turns into filters.

use minijinja::value::{Rest, ValueKind};
use minijinja::{AutoEscape, Environment, Error, State, Value};

use super::errors::{type_error, type_name, undefined};
use super::number::{self, Number};
use super::{budget, compare, dict, macros, mutable, percent, slice};
use crate::filters::moment;
use crate::{marks, printing, sentinel};

pub(crate) fn register(environment: &mut Environment<'static>) {
    environment.add_filter("+", |state: &State<'_, '_>, left: &Value, right: &Value| add(state, left, right));
    environment
        .add_filter("*", |state: &State<'_, '_>, left: &Value, right: &Value| multiply(state, left, right));
    environment
        .add_filter("%", |state: &State<'_, '_>, left: &Value, right: &Value| remainder(state, left, right));
    environment
        .add_filter("~", |state: &State<'_, '_>, left: &Value, right: &Value| glue(state, left, right));
    for op in ["==", "!=", "<", "<=", ">", ">=", "in"] {
        environment.add_filter(op, move |state: &State<'_, '_>, left: &Value, right: &Value| {
            compare::holds(state, op, left, right)
        });
    }
    environment.add_filter("<<", |state: &State<'_, '_>, first: Value, rest: Rest<Value>| {
        chain(state, first, &rest)
    });
    environment.add_filter("-", |value: Value, right: Rest<Value>| match right.first() {
        Some(right) => subtract(&value, right),
        None => negate(&value),
    });
    environment.add_filter("...", looped);
    environment.add_filter("[k]", |state: &State<'_, '_>, key: &Value, container: Rest<Value>| {
        if let Some(text) = container.first().and_then(Value::as_str).filter(|_| key.is_number()) {
            state.consume_fuel(text.len() as u64 / 64)?;
        }
        dict::key(state, subscript(key))
    });
    environment.add_filter("(*)", macros::open);
    environment.add_filter("cycle(", |state: &mut State<'_, '_>, value: Value, args: Rest<Value>| {
        if args.is_empty() {
            return Err(type_error("`cycle` needs an item to go round"));
        }
        value.call_method(state, "cycle", &args)
    });
    environment.add_filter("?", |value: Value| sentinel::seen(&value));
    environment.add_filter("[]", mutable::fresh);
    environment.add_filter("[.]", mutable::shallow);
    environment.add_filter("[:]", slice::slice);
    environment.add_filter("(hidden)", marks::unforged);
    environment.add_filter("{:}", |state: &State<'_, '_>, key: Value| dict::key(state, key));
}

/// What a loop goes through: a text as a list, of which the engine does not know the length.
fn looped(state: &State<'_, '_>, value: Value) -> Result<Value, Error> {
    match value.kind() {
        ValueKind::None => Err(type_error("None has no items to go through")),
        ValueKind::String => budget::iterate(state, &value).map(Value::from),
        _ => Ok(value),
    }
}

/// The key of `value[key]`: a float is no index, so it becomes the one that nothing has.
fn subscript(key: &Value) -> Value {
    match Number::of(key) {
        Some(Number::Real(real)) if real.fract() == 0.0 => Value::from(f64::NAN),
        _ => sentinel::seen(key),
    }
}

fn chain(state: &State<'_, '_>, first: Value, rest: &[Value]) -> Result<bool, Error> {
    let mut left = first;
    for link in rest.chunks_exact(2) {
        if let [op, right] = link {
            if !compare::holds(state, op.as_str().unwrap_or_default(), &left, right)? {
                return Ok(false);
            }
            left = right.clone();
        }
    }
    Ok(true)
}

fn negate(value: &Value) -> Result<Value, Error> {
    match Number::of(value) {
        Some(Number::Whole(whole)) => Ok(Number::Whole(whole.wrapping_neg()).value()),
        Some(Number::Real(real)) => Ok(Value::from(-real)),
        None if value.is_undefined() => Err(undefined(value)),
        None => Err(type_error(format!("`-` does not fit {}", type_name(value)))),
    }
}

/// `left - right`: numbers, and dates.
fn subtract(left: &Value, right: &Value) -> Result<Value, Error> {
    match (Number::of(left), Number::of(right)) {
        (Some(Number::Whole(left)), Some(Number::Whole(right))) => left
            .checked_sub(right)
            .map(|rest| Number::Whole(rest).value())
            .ok_or_else(|| type_error("a whole number beyond 128 bits")),
        (Some(left), Some(right)) => Ok(Value::from(left.real() - right.real())),
        _ => moment::combined(left, right, true).unwrap_or_else(|| Err(operands("-", left, right))),
    }
}

/// `left + right`: numbers add up; texts, lists and tuples follow each other.
fn add(state: &State<'_, '_>, left: &Value, right: &Value) -> Result<Value, Error> {
    if let (Some(left), Some(right)) = (Number::of(left), Number::of(right)) {
        return match (left, right) {
            (Number::Whole(left), Number::Whole(right)) => left
                .checked_add(right)
                .map(|sum| Number::Whole(sum).value())
                .ok_or_else(|| type_error("a whole number beyond 128 bits")),
            (left, right) => Ok(Value::from(left.real() + right.real())),
        };
    }
    match (left.kind(), right.kind()) {
        (ValueKind::String, ValueKind::String) => {
            // Jinja2's `Markup` escapes what is added to it, whether or not templates are escaped.
            let plain = matches!(state.auto_escape(), AutoEscape::None);
            if plain && (left.is_safe() || right.is_safe()) {
                let [left, right] = [left, right].map(|it| match it.as_str().unwrap_or_default() {
                    text if it.is_safe() => text.to_owned(),
                    text => printing::escape_html(text),
                });
                budget::text(state, "+", left.len().saturating_add(right.len()))?;
                return Ok(Value::from_safe_string(left + &right));
            }
            joined(state, "+", left, right)
        }
        (ValueKind::Seq, ValueKind::Seq) if left.is_tuple() == right.is_tuple() => {
            let count = left.len().unwrap_or(0).saturating_add(right.len().unwrap_or(0));
            budget::items(state, "+", count)?;
            let items = left.try_iter()?.chain(right.try_iter()?);
            if left.is_tuple() {
                return Ok(Value::from(minijinja::value::Tuple::new(items.collect())));
            }
            Ok(Value::from(items.collect::<Vec<_>>()))
        }
        _ => moment::combined(left, right, false).unwrap_or_else(|| Err(operands("+", left, right))),
    }
}

fn multiply(state: &State<'_, '_>, left: &Value, right: &Value) -> Result<Value, Error> {
    match (Number::of(left), Number::of(right)) {
        (Some(Number::Whole(left)), Some(Number::Whole(right))) => left
            .checked_mul(right)
            .map(|product| Number::Whole(product).value())
            .ok_or_else(|| type_error("a whole number beyond 128 bits")),
        (Some(left), Some(right)) => Ok(Value::from(left.real() * right.real())),
        (Some(Number::Whole(times)), None) => repeat(state, right, times, || operands("*", left, right)),
        (None, Some(Number::Whole(times))) => repeat(state, left, times, || operands("*", left, right)),
        _ => Err(operands("*", left, right)),
    }
}

fn repeat(
    state: &State<'_, '_>,
    value: &Value,
    times: i128,
    refuse: impl FnOnce() -> Error,
) -> Result<Value, Error> {
    let times = usize::try_from(times.max(0)).unwrap_or(usize::MAX);
    if let Some(bytes) = value.as_bytes() {
        budget::text(state, "*", bytes.len().saturating_mul(times))?;
        return Ok(match value.as_str().filter(|_| value.kind() == ValueKind::String) {
            None => Value::from_bytes(bytes.repeat(times)),
            Some(text) if value.is_safe() => printing::markup(state, text.repeat(times)),
            Some(text) => Value::from(text.repeat(times)),
        });
    }
    if value.kind() != ValueKind::Seq {
        return Err(refuse());
    }
    let items: Vec<Value> = value.try_iter()?.collect();
    budget::items(state, "*", items.len().saturating_mul(times))?;
    let repeated: Vec<Value> = std::iter::repeat_n(items, times).flatten().collect();
    Ok(if value.is_tuple() {
        Value::from(minijinja::value::Tuple::new(repeated))
    } else {
        Value::from(repeated)
    })
}

fn remainder(state: &State<'_, '_>, left: &Value, right: &Value) -> Result<Value, Error> {
    if let Some(format) = left.as_str() {
        return percent::format(state, &sentinel::plain(format), right).map(Value::from);
    }
    match (Number::of(left), Number::of(right)) {
        (Some(left), Some(right)) => {
            number::modulo(left, right).map(Number::value).ok_or_else(|| type_error("division by zero"))
        }
        _ => Err(operands("%", left, right)),
    }
}

/// `left ~ right`: both as text.
fn glue(state: &State<'_, '_>, left: &Value, right: &Value) -> Result<Value, Error> {
    let strict = matches!(state.undefined_behavior(), minijinja::UndefinedBehavior::Strict);
    if let Some(missing) = [left, right].into_iter().find(|it| strict && it.is_undefined()) {
        return Err(undefined(missing));
    }
    joined(state, "~", left, right)
}

/// Two texts as one. Where one of them is markup, the other is escaped as a printed value would be.
pub(crate) fn joined(state: &State<'_, '_>, what: &str, left: &Value, right: &Value) -> Result<Value, Error> {
    let mut text = String::new();
    let marked = !matches!(state.auto_escape(), AutoEscape::None) && (left.is_safe() || right.is_safe());
    for part in [left, right] {
        if marked {
            text.push_str(&sentinel::marked(state, part));
        } else {
            match part.as_str().filter(|_| part.kind() == ValueKind::String) {
                Some(plain) => text.push_str(plain),
                None => text.push_str(&printing::text(state, part)),
            }
        }
        budget::text(state, what, text.len())?;
    }
    Ok(if marked { Value::from_safe_string(text) } else { Value::from(text) })
}

fn operands(op: &str, left: &Value, right: &Value) -> Error {
    match [left, right].into_iter().find(|it| it.is_undefined()) {
        Some(missing) => undefined(missing),
        None => type_error(format!("`{op}` does not fit {} and {}", type_name(left), type_name(right))),
    }
}
