//! The functions: Jinja2's where the engine's differ.

use indexmap::IndexMap;
use minijinja::value::{Kwargs, Rest, ValueOrKwargs};
use minijinja::{Environment, Error, State, Value};

use crate::python::arguments::bind;
use crate::python::cycler::{Cycler, Joiner};
use crate::python::errors::type_error;
use crate::python::range::Range;
use crate::python::{dict, print};

/// Every function a template can call.
pub(crate) const ALL: [&str; 6] = ["cycler", "dict", "joiner", "namespace", "now", "range"];

pub(crate) fn register(environment: &mut Environment<'static>) {
    // It prints the whole scope, secrets included.
    environment.remove_global("debug");
    let native = environment.globals().find(|(name, _)| *name == "namespace");
    let namespace = native.map(|(_, value)| value).unwrap_or_default();
    environment.add_function("namespace", move |state: &mut State<'_, '_>, args: Rest<ValueOrKwargs>| {
        let pairs = dict::pairs(state, &args.into_values())?;
        let named: Kwargs = pairs.into_iter().map(|(key, value)| (print::text(&key), value)).collect();
        namespace.call(state, &[named.into()])
    });
    environment.add_function("dict", |state: &State<'_, '_>, args: Rest<ValueOrKwargs>| {
        let pairs = dict::pairs(state, &args.into_values())?;
        Ok::<_, Error>(Value::from_pairs(pairs.into_iter().collect::<IndexMap<_, _>>()))
    });
    environment.add_function("cycler", |items: Rest<Value>| {
        if items.is_empty() {
            return Err(type_error("at least one item has to be provided"));
        }
        Ok(Value::from_object(Cycler::new(items.0)))
    });
    environment.add_function("joiner", |args: Rest<ValueOrKwargs>| {
        let [separator] = bind("joiner", &args.into_values(), ["sep"])?;
        let separator = separator.unwrap_or_else(|| Value::from(", "));
        Ok::<_, Error>(Value::from_object(Joiner::new(separator)))
    });
    environment.add_function("range", |args: Rest<ValueOrKwargs>| Range::called(&args.into_values()));
}
