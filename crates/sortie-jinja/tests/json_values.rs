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
        let Value::Object(context) = json!({"v": v}) else { unreachable!() };
        let scope = Scope::new(context);
        for (template, items) in BARE {
            let rendered = lenient(template).render(&scope);
            if let Ok(rendered) = rendered {
                prop_assert_eq!(rendered.as_array().map(Vec::len), Some(items), "{} gave {}", template, rendered);
            }
        }
    }
}

/// Lists with a value outside of quotes, and how many items the author wrote.
const BARE: [(&str, usize); 8] = [
    ("[1,{{ v }},3]", 3),
    ("[{{ v }}]", 1),
    ("[1 {{ v }}]", 1),
    ("[{{ v | trim }}]", 1),
    ("[{{ v }}{{ v }}]", 1),
    ("{% set s %}{{ v }}{% endset %}[{{ s }}]", 1),
    ("{% macro m(x) %}{{ x }}{% endmacro %}[{{ m(v) }}]", 1),
    ("[{{ [v, v] | join(',') }}]", 2),
];

fn lenient(template: &str) -> JsonTemplate {
    Engine::new(Undefined::Lenient, Limits::default()).json(template).expect("it compiles")
}

#[test]
fn a_value_that_vanishes_outside_of_quotes_is_refused() {
    let Value::Object(context) = json!({"f": "", "ws": " \n", "xs": [], "ys": [""]}) else { unreachable!() };
    let scope = Scope::new(context);
    let expected = "a value printed outside of quotes is empty; quote it, or say what stands in its place with \
                    `| default('null', true)`";
    let vanishing = [
        "[{{ f }}]",
        "[{{ ws }}]",
        "[{{ nope }}]",
        "[{{ f | default('null') }}]",
        "[{{ xs | first }}]",
        "[{{ ys | join(',') }}]",
        "[{{ f ~ ws }}]",
        r#"{"a": 1 {{ f }}}"#,
        r#"{"a": {{ nope }}}"#,
        r#"{"a" {{ f }}: 1}"#,
        r#"{"a": 1}{{ f }}"#,
        "{% set s %}{{ f }}{% endset %}[{{ s }}]",
        "{% macro m(x) %}{{ x }}{% endmacro %}[{{ m(f) }}]",
    ];
    for template in vanishing {
        let error = lenient(template).render(&scope).expect_err(template);
        assert_eq!(error.message(), expected, "{template}");
    }
}

#[test]
fn what_the_author_leaves_out_is_structure() {
    let Value::Object(context) = json!({"f": "", "n": 1, "xs": [1, 2], "no": []}) else { unreachable!() };
    let scope = Scope::new(context);
    let authored = [
        ("[1{{ ',2' if n > 1 }}]", json!([1])),
        ("{% set rest = ',2' if n > 1 %}[1{{ rest }}]", json!([1])),
        ("[{{ f | default('null', true) }}]", json!([null])),
        ("[{{ nope | default('') }}]", json!([])),
        ("[{{ f or 'null' }}]", json!([null])),
        ("[{{ no | join(',') }}]", json!([])),
        ("[{% for x in no %}{{ x }}{% endfor %}]", json!([])),
        ("{% set comma = joiner(',') %}[{% for x in xs %}{{ comma() }}{{ x }}{% endfor %}]", json!([1, 2])),
        (
            "{% set ns = namespace(s='') %}[{% for x in xs %}{{ ns.s }}{{ x }}{% set ns.s = ',' %}{% endfor %}]",
            json!([1, 2]),
        ),
        ("{% macro m(x, s) %}{{ s }}{{ x }}{% endmacro %}[{{ m(1, '') }}{{ m(2, ',') }}]", json!([1, 2])),
        ("{% macro m(x) %}{% if x %},{{ x }}{% endif %}{% endmacro %}[1{{ m(f) }}{{ m(n) }}]", json!([1, 1])),
    ];
    for (template, expected) in authored {
        assert_eq!(lenient(template).render(&scope).expect(template), expected, "{template}");
    }
}

#[test]
fn a_block_that_printed_nothing_is_false_and_has_no_length() {
    let Value::Object(context) = json!({"f": ""}) else { unreachable!() };
    let scope = Scope::new(context);
    let asked = [
        ("{{ 'a' if s else 'b' }}", json!("b")),
        ("{% if s %}a{% elif not s %}b{% endif %}", json!("b")),
        ("{{ s | length }}", json!("0")),
        ("{{ s | default('b', true) }}", json!("b")),
        ("{{ s == '' }}", json!("True")),
        ("{{ s }}", json!("")),
    ];
    for (question, answer) in asked {
        let template = format!("{{% set s %}}{{{{ f }}}}{{% endset %}}\"{question}\"");
        assert_eq!(lenient(&template).render(&scope).expect(question), answer, "{question}");
    }
}

#[test]
fn an_empty_value_behind_a_backslash_is_refused() {
    let Value::Object(context) = json!({"f": ""}) else { unreachable!() };
    let template = lenient(r#"{"a":"{{ '\\\\'[:1] | safe }}{{ f }}"}"#);
    let error = template.render(&Scope::new(context)).expect_err("it is refused");
    assert_eq!(error.message(), "a value printed behind a backslash is empty");
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
