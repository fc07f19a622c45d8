//! The floor: what minijinja alone takes for the templates that runs render, and what Sortie adds to it.

use divan::{Bencher, black_box};
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde_json::{Map, Value, json};
use sortie_jinja::{Engine, Limits, Scope, Undefined};

const TEMPLATES: [&str; 4] = [
    "{{ alert.login }}",
    "{{ alert.login | lower }}",
    "{{ alert.login | lower }}@example.com",
    r#"{"limit":"{{ alert.count }}","skip":"0","search":"{{ alert.login | lower }}"}"#,
];

fn main() {
    divan::main();
}

fn scope() -> Map<String, Value> {
    match json!({"alert": {"id": "65b000000000000000000001", "login": "Grace", "count": 10}}) {
        Value::Object(map) => map,
        other => panic!("{other} is no object"),
    }
}

fn bare() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment
}

fn engine() -> Engine {
    Engine::new(Undefined::Strict, Limits::default())
}

/// minijinja: an environment that is at hand, a text to compile and render.
#[divan::bench(args = TEMPLATES)]
fn minijinja_compile_and_render(bencher: Bencher<'_, '_>, template: &str) {
    let (environment, scope) = (bare(), scope());
    bencher.bench(|| environment.render_str(black_box(template), Serde(&scope)));
}

/// The same, rendered only.
#[divan::bench(args = TEMPLATES)]
fn minijinja_render(bencher: Bencher<'_, '_>, template: &str) {
    let (environment, scope) = (bare(), minijinja::Value::from(Serde(&scope())));
    let template = environment.template_from_str(template).expect("it compiles");
    bencher.bench(|| template.render(black_box(&scope)));
}

/// An engine at hand, a text to compile and render, with limits.
#[divan::bench(args = TEMPLATES)]
fn sortie_compile_and_render(bencher: Bencher<'_, '_>, template: &str) {
    let (engine, scope) = (engine(), scope());
    bencher.bench(|| engine.text(black_box(template)).and_then(|it| it.render(&Scope::new(scope.clone()))));
}

/// The same, rendered only.
#[divan::bench(args = TEMPLATES)]
fn sortie_render(bencher: Bencher<'_, '_>, template: &str) {
    let (template, scope) = (engine().text(template).expect("it compiles"), Scope::new(scope()));
    bencher.bench(|| black_box(&template).render(&scope));
}

/// The same as an expression, which keeps its value's type.
#[divan::bench(args = TEMPLATES[..2].to_owned())]
fn sortie_compile_and_evaluate(bencher: Bencher<'_, '_>, template: &str) {
    let (engine, scope) = (engine(), Scope::new(scope()));
    bencher.bench(|| engine.expression(black_box(template)).map(|it| it.map(|it| it.eval(&scope))));
}

#[divan::bench]
fn minijinja_environment() -> Environment<'static> {
    bare()
}

#[divan::bench]
fn sortie_engine() -> Engine {
    engine()
}

/// What a scope of many rows costs before anything is rendered.
#[divan::bench(args = [1, 100, 1000])]
fn minijinja_scope_of_rows(bencher: Bencher<'_, '_>, rows: usize) {
    let row = json!({"login": "grace", "ip": "192.0.2.1", "tags": ["a", "b"]});
    let scope = json!({"rows": vec![row; rows]});
    bencher.bench(|| minijinja::Value::from(Serde(black_box(&scope))));
}
