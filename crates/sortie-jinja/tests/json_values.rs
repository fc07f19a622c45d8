//! No value, whatever it holds, changes the structure that the author of a JSON text wrote.
//!
//! Each case goes through every shape. For a long run:
//! `PROPTEST_CASES=10000 cargo test --release -p sortie-jinja --test json_values`

use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use sortie_jinja::{Engine, JsonTemplate, Limits, Scope, Undefined};

/// Where a value can stand, and the same as data: `V` is the value, `W` another one.
const SHAPES: [(&str, &str); 28] = [
    (r#"{"a":"{{ v }}"}"#, r#"{"a":"V"}"#),
    (r#"{"a":"{{ v }}","b":"{{ w }}"}"#, r#"{"a":"V","b":"W"}"#),
    (r#"{"{{ v }}":1}"#, r#"{"V":1}"#),
    (r#"["x {{ v }} y"]"#, r#"["x V y"]"#),
    (
        r#"[{% for x in [v, w] %}{"v":"{{ x }}"}{{ "," if not loop.last }}{% endfor %}]"#,
        r#"[{"v":"V"},{"v":"W"}]"#,
    ),
    (r#"[{% for x in [v, w] %}"{{ x }}"{% if not loop.last %},{% endif %}{% endfor %}]"#, r#"["V","W"]"#),
    (r#"["{{ [v, w] | join('","') }}"]"#, r#"["V","W"]"#),
    (r#"["{{ [v, w] | join(', ') }}"]"#, r#"["V, W"]"#),
    (r#"{"a":{{ '"' ~ v ~ '"' }}}"#, r#"{"a":"V"}"#),
    (r#"{"a":{{ '"' + v + '"' }}}"#, r#"{"a":"V"}"#),
    (r#"{% macro m(x) %}{"m":"{{ x }}"}{% endmacro %}[{{ m(v) }},{{ m(w) }}]"#, r#"[{"m":"V"},{"m":"W"}]"#),
    (r#"{% set s %}{"t":"{{ v }}"}{% endset %}{"s":{{ s }}}"#, r#"{"s":{"t":"V"}}"#),
    (r#"{% set s = v %}{"a":"{{ s }}"}"#, r#"{"a":"V"}"#),
    (r#"{"a":"{{ v if true else 'no' }}"}"#, r#"{"a":"V"}"#),
    (r#"{"a":{{ "true" if v else "false" }}}"#, r#"{"a":T}"#),
    (r#"{"a":{{ v | tojson }}}"#, r#"{"a":"V"}"#),
    (r#"{"a":{{ [v, {"k": w}] | tojson }}}"#, r#"{"a":["V",{"k":"W"}]}"#),
    (r#"{"a":{{ [v] }}}"#, r#"{"a":["V"]}"#),
    (r#"{"a":{{ {"k": v} }}}"#, r#"{"a":{"k":"V"}}"#),
    (r#"{"a":"{{ v | replace("\"", "\\\"") }}"}"#, r#"{"a":"V"}"#),
    (r#"{"a":"{{ v | default("none") }}"}"#, r#"{"a":"V"}"#),
    (r#"{"a":"{{ v | trim | trim }}z"}"#, r#"{"a":"*z"}"#),
    (r#"{"a":"{{ v | truncate(5) }}"}"#, r#"{"a":"*"}"#),
    (r#"{"a":"{{ v | upper }}{{ v[:2] }}"}"#, r#"{"a":"*"}"#),
    (r#"{% macro m() %}["{{ caller() }}"]{% endmacro %}{% call m() %}{{ v }}{% endcall %}"#, r#"["V"]"#),
    (r#"{% filter trim %}["{{ w }}x"]{% endfilter %}"#, r#"["Wx"]"#),
    (r#"{"a":'{{ v }}'}"#, r#"{"a":"V"}"#),
    (r#"{% set s %}["{{ v }}"]{% endset %}{{ s | replace("q", "") }}"#, r#"["*"]"#),
];

/// The same shape, with any text in the place of a text.
fn same_shape(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::String(_), Value::String(_)) => true,
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same_shape(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.values().zip(other.values()).all(|(one, other)| same_shape(one, other))
        }
        (one, other) => one == other,
    }
}

/// What the shape is with `v` and `w` as data.
fn expected(shape: &str, v: &str, w: &str) -> Value {
    let shape: Value = serde_json::from_str(&shape.replace('T', if v.is_empty() { "false" } else { "true" }))
        .expect("a shape is JSON");
    fill(&shape, v, w)
}

fn fill(shape: &Value, v: &str, w: &str) -> Value {
    let text = |text: &str| match text {
        "V" => v.to_owned(),
        "W" => w.to_owned(),
        other => other
            .split('V')
            .collect::<Vec<_>>()
            .join("\u{1}")
            .split('W')
            .collect::<Vec<_>>()
            .join(w)
            .replace('\u{1}', v),
    };
    match shape {
        Value::String(it) => Value::String(text(it)),
        Value::Array(items) => Value::Array(items.iter().map(|item| fill(item, v, w)).collect()),
        Value::Object(map) => {
            Value::Object(map.iter().map(|(key, item)| (text(key), fill(item, v, w))).collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}

/// Texts made of what hurts.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "\"",
        "'",
        "\\",
        "\\\\",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\n",
        "\r\n",
        "\t",
        "\u{0}",
        "{{ 7*7 }}",
        "{% raw %}",
        "#}",
        "\\u0022",
        "\\n",
        "\",\"admin\":true,\"x\":\"",
        "\"},{\"v\":\"x",
        "a",
        "b c",
        "é",
        "日本",
        "\u{2028}",
        "</script>",
        "null",
        "True",
        "1",
        "&#34;",
        "%22",
        "None",
        "\u{10FFFF}",
        "\u{E000}",
        "🙂",
    ]);
    prop::collection::vec(pieces, 0..8).prop_map(|pieces| pieces.concat())
}

/// The shapes, compiled once.
static COMPILED: LazyLock<Vec<JsonTemplate>> = LazyLock::new(|| {
    let engine = Engine::new(Undefined::Strict, Limits::default());
    SHAPES.iter().map(|(template, _)| engine.json(template).expect("a shape compiles")).collect()
});

fn check(v: &str, w: &str) {
    for ((template, shape), compiled) in SHAPES.iter().zip(COMPILED.iter()) {
        let Value::Object(context) = json!({"v": v, "w": w}) else { unreachable!() };
        let Ok(rendered) = compiled.render(&Scope::new(context)) else {
            panic!("{template} refuses {v:?} and {w:?}");
        };
        let expected = expected(shape, v, w);
        if shape.contains('*') {
            assert!(same_shape(&rendered, &expected), "{template} with {v:?} and {w:?} gave {rendered}");
        } else {
            assert_eq!(rendered, expected, "{template} with {v:?} and {w:?}");
        }
    }
}

proptest! {
    #[test]
    fn a_value_is_data_wherever_it_stands(v in hostile(), w in hostile()) {
        check(&v, &w);
    }

    #[test]
    fn a_bare_value_is_one_value_or_refused(v in hostile()) {
        let engine = Engine::new(Undefined::Strict, Limits::default());
        let Value::Object(context) = json!({"v": v}) else { unreachable!() };
        let rendered = engine.json("[1,{{ v }},3]").expect("it compiles").render(&Scope::new(context));
        if let Ok(Value::Array(items)) = rendered {
            prop_assert_eq!(items.len(), 3);
        }
    }
}

#[test]
fn stand_ins_of_the_scope_are_replaced() {
    let engine = Engine::new(Undefined::Strict, Limits::default());
    let Value::Object(context) = json!({"v": "a\u{10FF22}b"}) else { unreachable!() };
    let rendered = engine.json(r#"{"a":"{{ v }}"}"#).expect("it compiles").render(&Scope::new(context));
    assert_eq!(rendered.expect("it renders"), json!({"a": "a\u{FFFD}b"}));
}

#[test]
fn a_backslash_before_a_tag_is_refused() {
    let engine = Engine::new(Undefined::Strict, Limits::default());
    let error = engine.json(r#"{"a":"\{{ v }}","b":"c"}"#).err().expect("it is refused");
    assert!(error.message().contains("a backslash right before a tag"), "{error}");
}
