//! The functions: Jinja2's where the engine's differ.

use indexmap::IndexMap;
use minijinja::value::{Kwargs, Rest, ValueOrKwargs};
use minijinja::{Environment, Error, State, Value};

use crate::python::arguments::bind;
use crate::python::errors::type_error;
use crate::python::{dict, print};

/// Every function a template can call.
pub(crate) const ALL: [&str; 6] = ["cycler", "dict", "joiner", "namespace", "now", "range"];

pub(crate) fn register(environment: &mut Environment<'static>) {
    // It prints the whole scope, secrets included.
    environment.remove_global("debug");
    let native = |name: &str, environment: &Environment<'static>| {
        environment.globals().find(|(known, _)| *known == name).map(|(_, value)| value).unwrap_or_default()
    };
    let namespace = native("namespace", environment);
    environment.add_function("namespace", move |state: &mut State<'_, '_>, args: Rest<ValueOrKwargs>| {
        let pairs = dict::pairs(state, &args.into_values())?;
        let named: Kwargs = pairs.into_iter().map(|(key, value)| (print::text(&key), value)).collect();
        namespace.call(state, &[named.into()])
    });
    environment.add_function("dict", |state: &State<'_, '_>, args: Rest<ValueOrKwargs>| {
        let pairs = dict::pairs(state, &args.into_values())?;
        Ok::<_, Error>(Value::from_pairs(pairs.into_iter().collect::<IndexMap<_, _>>()))
    });
    let cycler = native("cycler", environment);
    environment.add_function("cycler", move |state: &mut State<'_, '_>, items: Rest<Value>| {
        if items.is_empty() {
            return Err(type_error("at least one item has to be provided"));
        }
        cycler.call(state, &[Value::from(items.0)])
    });
    let range = native("range", environment);
    environment.add_function("range", move |state: &mut State<'_, '_>, args: Rest<ValueOrKwargs>| {
        let args = args.into_values();
        bind::<3>("range", &args, ["start", "stop", "step"])?;
        range.call(state, &args)
    });
}
