//! The filters: Jinja2's where the engine's differ, and those of Ansible and `StackStorm`.

mod ansible;
mod charset;
mod combinations;
mod comments;
mod dates;
mod encode;
mod hashes;
mod html;
mod json;
pub(crate) mod moment;
mod numbers;
mod paths;
mod pattern;
mod pprint;
mod query;
mod records;
mod regexes;
mod rows;
mod select;
mod semver;
mod sequences;
mod sets;
mod sizes;
mod span;
mod strftime;
mod strptime;
mod texts;
mod windows;
mod wrap;
mod yaml;

use minijinja::value::{Rest, ValueOrKwargs};
use minijinja::{Environment, Error, State, Value};

pub(crate) use regexes::register_tests;

/// A filter that binds its arguments as Python does: the first is the value it is applied to.
type Filter = fn(&mut State<'_, '_>, &[Value]) -> Result<Value, Error>;

/// All filters of ours, by name.
pub(crate) fn all() -> Vec<(&'static str, Filter)> {
    [
        texts::FILTERS,
        wrap::FILTERS,
        html::FILTERS,
        numbers::FILTERS,
        sequences::FILTERS,
        select::FILTERS,
        rows::FILTERS,
        sets::FILTERS,
        json::FILTERS,
        encode::FILTERS,
        regexes::FILTERS,
        query::FILTERS,
        paths::FILTERS,
        dates::FILTERS,
        ansible::FILTERS,
        yaml::FILTERS,
        hashes::FILTERS,
        sizes::FILTERS,
        combinations::FILTERS,
        records::FILTERS,
        windows::FILTERS,
        comments::FILTERS,
        semver::FILTERS,
    ]
    .concat()
}

/// The engine's own filters that already do what Jinja2's do.
pub(crate) const ENGINE: [&str; 3] = ["lines", "dateformat", "datetimeformat"];

pub(crate) fn register(environment: &mut Environment<'static>) {
    for (name, filter) in all() {
        environment.add_filter(name, move |state: &mut State<'_, '_>, args: Rest<ValueOrKwargs>| {
            filter(state, &args.into_values())
        });
    }
}
