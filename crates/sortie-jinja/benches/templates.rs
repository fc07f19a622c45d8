//! This crate beside stock minijinja, on one line and on a 1 KB body of JSON.
//!
//! `cargo bench -p sortie-jinja`; Jinja2 itself, with the same templates:
//! `python3 crates/sortie-jinja/benches/jinja2_speed.py`

use divan::{Bencher, black_box};
use minijinja::value::Serde;
use minijinja::{Environment, Value};
use sortie_jinja::{Engine, Limits, Scope, Undefined};

const HELLO: &str = "Hello {{ name }}";
const BODY: &str = include_str!("body.json.j2");
const CONTEXT: &str = include_str!("context.json");

fn main() {
    divan::main();
}

fn source(name: &str) -> &'static str {
    if name == "hello" { HELLO } else { BODY }
}

fn engine() -> Engine {
    Engine::new(Undefined::Strict, Limits::default())
}

fn scope() -> Scope {
    Scope::new(serde_json::from_str(CONTEXT).expect("the context is JSON"))
}

fn stock() -> (Environment<'static>, Value) {
    let mut environment = Environment::new();
    minijinja_contrib::add_to_environment(&mut environment);
    environment.set_unknown_method_callback(minijinja_contrib::pycompat::unknown_method_callback);
    let context: serde_json::Value = serde_json::from_str(CONTEXT).expect("the context is JSON");
    (environment, Value::from(Serde(&context)))
}

#[divan::bench(args = ["hello", "body"])]
fn compile_and_render(bencher: Bencher<'_, '_>, name: &str) {
    let template = source(name);
    let (engine, scope) = (engine(), scope());
    bencher.bench(|| engine.text(black_box(template)).and_then(|it| it.render(&scope)).expect("it renders"));
}

#[divan::bench(args = ["hello", "body"])]
fn compile_and_render_stock(bencher: Bencher<'_, '_>, name: &str) {
    let template = source(name);
    let (environment, context) = stock();
    bencher.bench(|| {
        let compiled = environment.template_from_str(black_box(template)).expect("it compiles");
        compiled.render(&context).expect("it renders")
    });
}

#[divan::bench(args = ["hello", "body"])]
fn render(bencher: Bencher<'_, '_>, name: &str) {
    let template = source(name);
    let (engine, scope) = (engine(), scope());
    let compiled = engine.text(template).expect("it compiles");
    bencher.bench(|| black_box(&compiled).render(&scope).expect("it renders"));
}

#[divan::bench(args = ["hello", "body"])]
fn render_stock(bencher: Bencher<'_, '_>, name: &str) {
    let template = source(name);
    let (environment, context) = stock();
    let compiled = environment.template_from_str(template).expect("it compiles");
    bencher.bench(|| black_box(&compiled).render(&context).expect("it renders"));
}

#[divan::bench]
fn render_json(bencher: Bencher<'_, '_>) {
    let (engine, scope) = (engine(), scope());
    let compiled = engine.json(BODY).expect("it compiles");
    bencher.bench(|| black_box(&compiled).render(&scope).expect("it renders"));
}
