//! No text of the scope changes the structure that the author of a JSON text wrote.
//!
//! The author's text is put together from pieces; the same template is rendered with hostile texts and with
//! harmless ones. Where both are JSON, they have the same structure: the same lists and objects with as many
//! items, under the keys the author wrote. Only a value printed outside of quotes may be any one value.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::{Corpus, fuzz_target};
use serde_json::{Value, json};
use sortie_jinja::{Engine, Limits, Scope, Undefined};

/// What an author writes: structure, and the places where a value `v` or `w` can stand.
///
/// None of them asks what the value is, since an author's own branches are structure that depends on values.
/// `#` becomes a number of its own, so that no two keys are equal.
const PIECES: [&str; 48] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "'",
    " ",
    "\n",
    "1",
    "null",
    "\\\\",
    "\\n",
    "\"k#\":",
    "\"a\"",
    "{{ v }}",
    "{{ w }}",
    "\"{{ v }}\"",
    "\"{{ w }}\"",
    "\"k#{{ v }}\":",
    "\"{{ w }}k#\":",
    "'{{ v }}'",
    "{{ '\"' ~ v ~ '\"' }}",
    "{{ '\"' + w + '\"' }}",
    "{{ v ~ w }}",
    "{{ [v, w] }}",
    "{{ {'k': v} }}",
    "{{ [v, w] | join('\",\"') }}",
    "{{ [v, w] | join(',') }}",
    "{{ v | upper }}",
    "{{ v | replace('a', w) }}",
    "{{ v | tojson }}",
    "{{ v | default('x') }}",
    "{{ v | string }}",
    "{{ '%s' % w }}",
    "{{ '{}'.format(v) }}",
    "{% set s %}",
    "{% endset %}",
    "{{ s }}",
    "{% macro m(x) %}",
    "{% endmacro %}",
    "{{ m(v) }}",
    "{{ x }}",
    "{% for x in [v, w] %}",
    "{{ ',' if not loop.last }}",
    "{% endfor %}",
    "{% raw %}\"{% endraw %}",
];

/// What a harmless value is: JSON wherever it stands, and nobody else writes it.
const HARMLESS: [&str; 2] = ["7001", "7002"];

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(Undefined::Lenient, Limits::default()));

fuzz_target!(|data: &[u8]| -> Corpus {
    let mut parts = data.splitn(3, |byte| *byte == 0xFF);
    let (Some(pieces), Some(v), Some(w)) = (parts.next(), parts.next(), parts.next()) else {
        return Corpus::Reject;
    };
    let (Ok(v), Ok(w)) = (std::str::from_utf8(v), std::str::from_utf8(w)) else { return Corpus::Reject };
    let author: String = pieces
        .iter()
        .enumerate()
        .map(|(at, piece)| PIECES[usize::from(*piece) % PIECES.len()].replace('#', &at.to_string()))
        .collect();
    let Ok(template) = ENGINE.json(&author) else { return Corpus::Keep };
    let render = |v: &str, w: &str| {
        let Value::Object(scope) = json!({"v": v, "w": w}) else { unreachable!() };
        template.render(&Scope::new(scope)).ok()
    };
    if let (Some(harmless), Some(hostile)) = (render(HARMLESS[0], HARMLESS[1]), render(v, w)) {
        assert!(same(&harmless, &hostile), "{author}\nwith {v:?} and {w:?}\n{harmless}\n{hostile}");
    }
    Corpus::Keep
});

/// Whether two values have one structure; where a harmless value stood outside of quotes, any may stand.
fn same(harmless: &Value, hostile: &Value) -> bool {
    match (harmless, hostile) {
        (Value::Number(number), _) if number.to_string().contains("700") => true,
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len() && one.values().zip(other.values()).all(|(one, other)| same(one, other))
        }
        (Value::String(_), Value::String(_)) => true,
        (one, other) => one == other,
    }
}
