//! From an invocation to its inert request, in this process: `render`, then `plan`.

use std::collections::BTreeMap;

use divan::{Bencher, black_box};
use serde_json::{Map, Value, json};
use sortie_core::{
    Action, Connection, ConnectionFile, Embedded, Inputs, Integration, Invocation, Redactor, Request, Secret,
    plan, render,
};

const CONNECTION: &str = "{label: bench, integration: jumpcloud, api_key: {env: KEY}, base_url: 'https://{{ tenant }}.example.com', \
                          reference_values: {tenant: {type: text, value: acme}}}";
/// The same with a secret that templates can read.
const WITH_SECRET: &str = "{label: bench, integration: jumpcloud, api_key: {env: KEY}, base_url: 'https://{{ tenant }}.example.com', \
                           reference_values: {tenant: {type: text, value: acme}, pin: {type: password, env: PIN}}}";

fn main() {
    divan::main();
}

/// What one run has at hand once its files are read.
struct Run {
    action: Action,
    integration: Integration,
    connection: Connection,
    invocation: Invocation,
}

impl Run {
    fn new(action: &str, inputs: Value, context: Value) -> Self {
        let integration = integration();
        let embedded = embedded(action);
        let action = Action::read(&embedded.name(), embedded.path, embedded.text, &integration);
        let secret = Secret::new("k7Qm-2xVw9-and-more".to_owned());
        let (text, fetched) = if inputs.to_string().contains("pin") {
            (WITH_SECRET, BTreeMap::from([("pin".to_owned(), secret)]))
        } else {
            (CONNECTION, BTreeMap::new())
        };
        let file = ConnectionFile::read("bench.yaml", text).expect("the file has no mistakes");
        let connection = Connection::new(&file, &integration, &fetched);
        let invocation = Invocation { inputs: map(inputs), context: map(context), ..Invocation::default() };
        Self {
            action: action.expect("the file has no mistakes"),
            integration,
            connection: connection.expect("the connection can be made"),
            invocation,
        }
    }

    fn render(&self) -> (Inputs, Redactor) {
        let mut redactor = Redactor::default();
        self.connection.hide_secrets(&mut redactor);
        let inputs = render(&self.action, &self.connection, &self.invocation, &mut redactor);
        (inputs.expect("the inputs are right"), redactor)
    }

    fn plan(&self, (inputs, redactor): &mut (Inputs, Redactor)) -> Request {
        plan(&self.action, &self.integration, &self.connection, inputs, redactor)
            .expect("the request can be made")
    }
}

fn map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => panic!("{other} is no object"),
    }
}

fn embedded(action: &str) -> &'static Embedded {
    Embedded::actions().iter().find(|it| it.stem == action).expect("the action is built in")
}

fn integration() -> Integration {
    let file = Embedded::integration("jumpcloud").expect("it is built in");
    Integration::read(file.integration, file.path, file.text).expect("the file has no mistakes")
}

/// The products' pages: a JSON text, a plain id, five plain texts; then the same with templates in them.
const RUNS: [&str; 9] = [
    "list",
    "list_templated",
    "expire",
    "expire_templated",
    "create",
    "create_templated",
    "create_with_password",
    "create_from_secret",
    "list_from_secret",
];

fn run(name: &str) -> Run {
    let alert = || json!({"alert": {"id": "65b000000000000000000001", "login": "Grace", "count": 10}});
    match name {
        "list" => {
            let params = r#"{"limit":"10","skip":"0","sort":"","fields":"","filter":"state:$eq:ACTIVATED"}"#;
            Run::new("list_all_system_users", json!({"Params": params}), json!({}))
        }
        "list_templated" => {
            let params = r#"{"limit":"{{ alert.count }}","skip":"0","search":"{{ alert.login | lower }}"}"#;
            Run::new("list_all_system_users", json!({"Params": params}), alert())
        }
        "expire" => Run::new(
            "expire_system_user_password",
            json!({"System User ID": "65b000000000000000000001"}),
            json!({}),
        ),
        "expire_templated" => {
            let id = "{{ alert.id }}";
            Run::new("expire_system_user_password", json!({"System User ID": id}), alert())
        }
        "list_from_secret" => {
            let params = r#"{"limit":"10","search":"{{ pin | reverse }}"}"#;
            Run::new("list_all_system_users", json!({"Params": params}), alert())
        }
        "create_from_secret" => {
            let mut inputs = fields("grace");
            inputs["password"] = "{{ pin }}".into();
            inputs["lastname"] = "{{ pin | upper }}".into();
            Run::new("create_system_user", inputs, alert())
        }
        "create_with_password" => {
            let mut inputs = fields("grace");
            inputs["password"] = "TestUser@123".into();
            Run::new("create_system_user", inputs, json!({}))
        }
        "create" => Run::new("create_system_user", fields("grace"), json!({})),
        "create_templated" => Run::new("create_system_user", fields("{{ alert.login | lower }}"), alert()),
        other => panic!("there is no run {other}"),
    }
}

fn fields(login: &str) -> Value {
    json!({
        "username": login,
        "email": format!("{login}@example.com"),
        "firstname": "Grace",
        "lastname": "Hopper",
        "activated": "true",
    })
}

/// The figure: what a run does between its files and the wire.
#[divan::bench(args = RUNS)]
fn render_and_plan(bencher: Bencher<'_, '_>, name: &str) {
    let run = run(name);
    bencher.bench(|| run.plan(&mut black_box(&run).render()));
}

#[divan::bench(args = RUNS)]
fn render_alone(bencher: Bencher<'_, '_>, name: &str) {
    let run = run(name);
    bencher.bench(|| black_box(&run).render());
}

#[divan::bench(args = RUNS)]
fn plan_alone(bencher: Bencher<'_, '_>, name: &str) {
    let run = run(name);
    bencher.with_inputs(|| run.render()).bench_values(|mut rendered| run.plan(black_box(&mut rendered)));
}

/// A context as large as real alerts are, of which a template reads one key.
#[divan::bench(args = [1, 100, 1000])]
fn render_and_plan_with_a_context_of_rows(bencher: Bencher<'_, '_>, rows: usize) {
    let row = json!({"login": "grace", "ip": "192.0.2.1", "tags": ["a", "b"]});
    let context = json!({"alert": {"login": "grace"}, "rows": vec![row; rows]});
    let run = Run::new("create_system_user", fields("{{ alert.login | lower }}"), context);
    bencher.bench(|| run.plan(&mut black_box(&run).render()));
}

/// What a run does before that, once: the files.
#[divan::bench]
fn read_the_integration() -> Integration {
    integration()
}

#[divan::bench(args = ["list_all_system_users", "expire_system_user_password", "create_system_user"])]
fn read_an_action(bencher: Bencher<'_, '_>, name: &str) {
    let integration = integration();
    let file = embedded(name);
    bencher.bench(|| Action::read(&file.name(), file.path, black_box(file.text), &integration));
}

#[divan::bench]
fn read_a_connection(bencher: Bencher<'_, '_>) {
    let integration = integration();
    bencher.bench(|| {
        let file = ConnectionFile::read("bench.yaml", black_box(CONNECTION)).expect("it has no mistakes");
        Connection::new(&file, &integration, &BTreeMap::new())
    });
}
