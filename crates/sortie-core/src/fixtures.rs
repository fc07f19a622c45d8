//! What tests of several modules begin with.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_json::{Map, Value};

use crate::{Action, Connection, ConnectionFile, Embedded, Failure, Integration, Invocation, Secret};

/// The integration that is built in.
pub(crate) fn jumpcloud() -> Integration {
    static READ: OnceLock<Integration> = OnceLock::new();
    let read = READ.get_or_init(|| {
        let file = Embedded::integration("jumpcloud").expect("it is embedded");
        Integration::read(file.integration, file.path, file.text).expect("it has no mistakes")
    });
    read.clone()
}

/// An action of the jumpcloud integration, from the text of its file.
#[track_caller]
pub(crate) fn action(text: &str) -> Action {
    Action::read("jumpcloud.test", "test.yaml", text, &jumpcloud())
        .unwrap_or_else(|mistakes| panic!("{}", mistakes.diagnostics()[0].render(false)))
}

/// An action with these inputs, a YAML mapping in flow style, and a request that says nothing.
#[track_caller]
pub(crate) fn action_with(inputs: &str) -> Action {
    action(&format!("{HEAD}inputs: {inputs}\nrequest: {{api: v1, method: POST, path: /x}}\n"))
}

/// What every action file begins with.
pub(crate) const HEAD: &str =
    "title: T\ndescription: D\ndoc_url: https://example.com\neffect: write\nidempotent: false\n";

/// A connection to the region us; `more` is YAML that follows.
#[track_caller]
pub(crate) fn connection(more: &str) -> Connection {
    connect(&format!("label: acme\nintegration: jumpcloud\napi_key: {{env: KEY}}\nregion: us\n{more}"), &[])
        .expect("the connection can be used")
}

/// The connection of a file's text, with these fetched values.
#[track_caller]
pub(crate) fn connect(text: &str, fetched: &[(&str, &str)]) -> Result<Connection, Failure> {
    let file = ConnectionFile::read("test.yaml", text)
        .unwrap_or_else(|mistakes| panic!("{}", mistakes.diagnostics()[0].render(false)));
    let fetched = fetched.iter().map(|(name, it)| ((*name).to_owned(), Secret::new((*it).to_owned())));
    Connection::new(&file, &jumpcloud(), &fetched.collect::<BTreeMap<_, _>>())
}

/// An invocation with these inputs and this context, both JSON objects.
#[track_caller]
pub(crate) fn invocation(inputs: Value, context: Value) -> Invocation {
    Invocation { inputs: object(inputs), context: object(context), ..Invocation::default() }
}

#[track_caller]
fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => panic!("{other} is no object"),
    }
}
