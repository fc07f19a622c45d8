use minijinja::value::ValueKind;
use minijinja::{Error, Value};

use super::Filter;
use crate::python::arguments::{bind, required};
use crate::python::errors::{type_error, type_name};
use crate::python::number::Number;
use crate::python::print;

pub(super) const FILTERS: &[(&str, Filter)] = &[
    ("ternary", |_, args| {
        let [test, yes, no, none] = bind("ternary", args, ["value", "true_val", "false_val", "none_val"])?;
        let test = required("ternary", "value", test)?;
        match none {
            Some(none) if test.is_none() && !none.is_none() => Ok(none),
            _ if test.is_true() => required("ternary", "true_val", yes),
            _ => required("ternary", "false_val", no),
        }
    }),
    ("bool", |_, args| {
        let [value] = bind("bool", args, ["a"])?;
        let value = required("bool", "a", value)?;
        if let Some(number) = Number::of(&value) {
            return Ok(Value::from(number.real().to_bits() == 1f64.to_bits()));
        }
        let text = print::text(&value).to_lowercase();
        Ok(Value::from(matches!(text.as_str(), "yes" | "on" | "1" | "true")))
    }),
    ("type_debug", |_, args| {
        let [value] = bind("type_debug", args, ["obj"])?;
        Ok(Value::from(type_name(&required("type_debug", "obj", value)?)))
    }),
    ("mandatory", |_, args| {
        let [value, message] = bind("mandatory", args, ["a", "msg"])?;
        let value = value.unwrap_or_default();
        if value.is_undefined() {
            let message =
                message.map_or_else(|| "a mandatory value is not defined".to_owned(), |it| print::text(&it));
            return Err(Error::new(minijinja::ErrorKind::UndefinedError, message));
        }
        Ok(value)
    }),
    ("extract", |state, args| {
        let [key, container, more] = bind("extract", args, ["item", "container", "morekeys"])?;
        let container = required("extract", "container", container)?;
        let mut value = container.get_item(&required("extract", "item", key)?)?;
        if let Some(more) = more {
            let keys = if more.kind() == ValueKind::Seq { more.try_iter()?.collect() } else { vec![more] };
            for key in keys {
                value = value.get_item(&key)?;
            }
        }
        crate::printing::check(state, &value)?;
        Ok(value)
    }),
    ("to_complex", |state, args| {
        let [value] = bind("to_complex", args, ["value"])?;
        let value = required("to_complex", "value", value)?;
        crate::python::budget::weigh(state, &value)?;
        serde_json::to_string(&value)
            .map(Value::from)
            .map_err(|_| type_error("the value has no form in JSON"))
    }),
    ("use_none", |_, args| {
        let [value] = bind("use_none", args, ["value"])?;
        let value = value.unwrap_or_default();
        Ok(if value.is_none() { Value::from("%*****__%NONE%__*****%") } else { value })
    }),
];
