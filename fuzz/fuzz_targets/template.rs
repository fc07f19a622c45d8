//! Whatever the text, compiling and rendering it end in a result, and no error shows a value of the scope.
//!
//! The first byte chooses the kind of template and the engine's options, the rest is the template.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::{Corpus, fuzz_target};
use serde_json::{Value, json};
use sortie_jinja::{Engine, Error, Limits, Options, Scope, Undefined};

/// A text of the scope that no error may show.
const SECRET: &str = "Zq9-hunter2";

/// One engine for each combination of options.
static ENGINES: LazyLock<Vec<Engine>> = LazyLock::new(|| {
    let policies = [Undefined::Strict, Undefined::Lenient, Undefined::Chainable];
    let engine = |undefined, trim| {
        Engine::with_options(Options {
            undefined,
            limits: Limits::default(),
            trim_blocks: trim,
            lstrip_blocks: trim,
        })
    };
    policies.iter().flat_map(|policy| [engine(*policy, false), engine(*policy, true)]).collect()
});

/// Values that hurt, under the names that the recorded templates read.
static SCOPE: LazyLock<Scope> = LazyLock::new(|| {
    let Value::Object(scope) = json!({
        "s": "aé\"b\\ {{ 7*7 }}\u{0}", "n": 7, "neg": -3, "f": 2.5, "zero": 0, "big": u64::MAX, "huge": 1.5e300,
        "xs": [3, 1, 2], "d": {"a": {"b": null}, "\"},{": [1, "x"]}, "nil": null, "yes": true, "no": false,
        "tags": ["\",\"admin\":true,\"x\":\"", "'", "]", "\u{10FF22}"], "empty": "", "ed": {},
        "users": [{"name": "a\nb", "age": 5, "on": true}, {"name": "\\", "age": 50, "on": false}],
        "mixed": [1, "a", null, 2.5, [1], {"k": "v"}], "csv": "a,b,,c", "html": "<b>&'\"</b>", "uni": "日本🙂ﬁß",
        "url": "https://u:p@h.example:8/p/a?q=1&r=%22#f", "path": "/a/b.c.d", "low": "abc def", "num": "12",
        "json": "{\"a\": [1, 2, {\"b\": null}]}", "nested": [[1, [2, [3]]], []], "ws": " \t a \r\n",
        "date": "2024-02-29T23:59:60Z", "b64": "aGk=", "secret": SECRET,
    }) else {
        unreachable!()
    };
    Scope::new(scope)
});

fuzz_target!(|data: &[u8]| -> Corpus {
    let [choice, text @ ..] = data else { return Corpus::Reject };
    let Ok(text) = std::str::from_utf8(text) else { return Corpus::Reject };
    let engine = &ENGINES[usize::from(choice / 3) % ENGINES.len()];
    let error = match choice % 3 {
        0 => ended(engine.text(text), |it| {
            let _ = it.names();
            it.render(&SCOPE)
        }),
        1 => ended(engine.json(text), |it| it.render(&SCOPE)),
        _ => ended(engine.expression(text), |it| it.map(|it| it.eval(&SCOPE)).transpose()),
    };
    if let Some(error) = error {
        assert!(!format!("{error} {error:?}").contains(SECRET), "an error shows a value: {error}");
        assert!(!error.message().is_empty(), "an error says nothing");
    }
    Corpus::Keep
});

/// The error that compiling or rendering ended in.
fn ended<T, U>(compiled: Result<T, Error>, render: impl FnOnce(T) -> Result<U, Error>) -> Option<Error> {
    compiled.and_then(render).err()
}
