use serde_json::{Value, json};

use crate::{Engine, ErrorKind, Limits, Scope, Undefined};

fn scope() -> Scope {
    let context = json!({
        "alert": {"user": "bob", "tries": 7},
        "items": ["a", "b"],
        "text": "it's",
    });
    let Value::Object(map) = context else { unreachable!() };
    Scope::new(map)
}

/// Renders `template` as text, or tells its error.
#[track_caller]
fn text(template: &str, expected: &str) {
    let engine = Engine::new(Undefined::Strict, Limits::default());
    let told = engine
        .text(template)
        .and_then(|template| template.render(&scope()))
        .unwrap_or_else(|error| format!("{:?}: {error}", error.kind()));
    assert_eq!(told, expected, "{template}");
}

/// Evaluates `source` as an expression, or tells its error.
#[track_caller]
fn value(undefined: Undefined, source: &str, expected: &str) {
    let engine = Engine::new(undefined, Limits::default());
    let told = match engine.expression(source) {
        Ok(Some(expression)) => expression
            .eval(&scope())
            .map_or_else(|error| error.to_string(), |it| it.map_or("undefined".into(), |it| it.to_string())),
        Ok(None) => "no expression".to_owned(),
        Err(error) => error.to_string(),
    };
    assert_eq!(told, expected, "{source}");
}

#[test]
fn text_templates_print_as_jinja2_does() {
    text("Hello {{ alert.user }}!", "Hello bob!");
    text("{{ items | join('-') }} {{ text.upper() }}", "a-b IT'S");
    text("{{ missing | default('x') }}{{ none }}{{ true }}", "xNoneTrue");
    text("a\r\nb\n", "a\nb");
}

#[test]
fn an_error_has_a_kind_a_place_and_a_name_but_no_value() {
    text("{{ alrt.user }}", "Undefined: `alrt` is undefined (line 1, column 4)");
    text("a\n {{ alert.usr }}", "Undefined: `alert.usr` is undefined (line 2, column 5)");
    text("{{ 1 +", "Syntax: syntax error: unexpected end of input, expected expression (line 1, column 6)");
    text("{{ text | nofilter }}", "UnknownName: filter nofilter is unknown (line 1, column 11)");
    text("{{ text.nope() }}", "UnknownName: str has no method named nope (line 1, column 8)");
    text("{% include 'x' %}", "Syntax: a template cannot load another one here (line 1, column 4)");
}

/// The template ends in an error of kind `Limit` that says `what`.
#[track_caller]
fn stopped(template: &str, what: &str) {
    let engine = Engine::new(Undefined::Strict, Limits::default());
    let error = engine.text(template).and_then(|it| it.render(&scope())).expect_err("it is stopped");
    let shown: String = template.chars().take(80).collect();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Limit, what), "{shown}");
}

#[test]
fn limits_end_what_would_not_end() {
    let work = "the template does more than 300,000 units of work (`fuel`)";
    stopped("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", work);
    stopped("{{ 'x' * 10 ** 9 }}", "`*` would make a text of more than 8,388,608 bytes (`text_bytes`)");
    stopped(
        "{% for a in range(9999) %}{{ 'x' * 9999 }}{% endfor %}",
        "the template prints more than 4,194,304 bytes (`output_bytes`)",
    );
    stopped(&"x".repeat(300 * 1024), "the template is longer than 262,144 bytes (`source_bytes`)");
    stopped(&format!("{{{{ 1{} }}}}", "+1".repeat(9_000)), "a tag of more than 1,000 tokens (`tag_tokens`)");
    stopped(&"{{ 1 }}".repeat(5_001), "the template has more than 5,000 tags (`tags`)");
    let calls = "macros or recursive loops call each other more than 500 deep";
    stopped("{% macro m(n) %}{{ m(n) }}{% endmacro %}{{ m(1) }}", calls);
    stopped("{{ range(10 ** 9) }}", "`range` of more than 100,000 numbers");
    stopped(&"{% if 1 %}".repeat(200), "tags or brackets nest deeper than 150");
    let elifs = "{% elif 1 %}".repeat(2_000);
    stopped(&format!("{{% if 1 %}}{elifs}{{% endif %}}"), "more than 500 chained blocks (`chained_blocks`)");
    let huge = "would make a text of more than 8,388,608 bytes (`text_bytes`)";
    stopped("{{ ('x' * 100000).replace('x', 'y' * 100000) }}", &format!("`replace` {huge}"));
    stopped("{{ '{:1000000000}'.format(1) }}", "`format` with a width or precision of more than 999,999");
    stopped(
        "{% set ns = namespace(l=[1]) %}{% for i in range(40) %}{% set ns.l = ns.l + ns.l %}{% endfor %}{{ ns.l|length }}",
        work,
    );
}

#[test]
fn an_expression_keeps_its_type() {
    value(Undefined::Strict, "{{ alert.tries }}", "7");
    value(Undefined::Strict, "{{ alert }}", r#"{"user":"bob","tries":7}"#);
    value(Undefined::Strict, "{{- alert.tries + 1 -}}", "8");
    value(Undefined::Strict, "{{ items | map('upper') }}", r#"["A","B"]"#);
    value(Undefined::Strict, "{{ none }}", "null");
    value(Undefined::Strict, "{{ alert.user }}{{ text }}", "no expression");
    value(Undefined::Strict, "n: {{ alert.user }}", "no expression");
    value(Undefined::Strict, "{{ '}}' }}", "\"}}\"");
}

#[test]
fn undefined_follows_the_policy() {
    value(Undefined::Strict, "{{ alert.usr }}", "`alert.usr` is undefined (line 1, column 4)");
    value(Undefined::Strict, "{{ nope.a.b }}", "`nope` is undefined (line 1, column 4)");
    value(Undefined::Lenient, "{{ alert.usr }}", "undefined");
    value(Undefined::Lenient, "{{ alert.usr.name }}", "`alert.usr` is undefined (line 1, column 4)");
    value(Undefined::Chainable, "{{ alert.usr.name }}", "undefined");
    value(Undefined::Chainable, "{{ alert.usr.name | default(1) }}", "1");
}

#[test]
fn templates_tell_the_names_they_read() {
    let engine = Engine::new(Undefined::Strict, Limits::default());
    let template = engine.text("{{ a.b }} {% set c = 1 %}{{ c }}{{ d }}").expect("it compiles");
    assert_eq!(Vec::from_iter(template.names()), ["a.b", "d"]);
}

#[test]
fn what_the_engine_adds_is_no_name_of_the_scope() {
    let engine = Engine::new(Undefined::Strict, Limits::default());
    let source = "{% macro m(a, b=a) %}{{ varargs }}{{ kwargs.x }}{{ c }}{% endmacro %}{% do m(1, 2, x=d) %}";
    let template = engine.text(source).expect("it compiles");
    assert_eq!(Vec::from_iter(template.names()), ["c", "d"]);
}

#[test]
fn an_error_after_a_tag_that_was_rewritten_keeps_its_place() {
    let engine = Engine::new(Undefined::Strict, Limits::default());
    let template = engine.text("{% raw %}\n{% endraw %}{% do n %} {{ nope }}").expect("it compiles");
    let scope = Scope::new(serde_json::Map::from_iter([("n".to_owned(), 1.into())]));
    let error = template.render(&scope).expect_err("the name is unknown");
    assert_eq!((error.line(), error.column()), (2, 27));
}

#[test]
fn a_template_renders_from_several_threads() {
    let engine = Engine::new(Undefined::Strict, Limits::default());
    let template = engine.text("{{ alert.user }}").expect("it compiles");
    let scope = scope();
    std::thread::scope(|threads| {
        for _ in 0..4 {
            threads.spawn(|| {
                for _ in 0..100 {
                    assert_eq!(template.render(&scope).expect("it renders"), "bob");
                }
            });
        }
    });
}

#[test]
fn every_name_that_is_read_is_told_and_none_that_is_defined() {
    let engine = Engine::new(Undefined::Strict, Limits::default());
    let told = |text: &str| Vec::from_iter(engine.text(text).expect("a template").names()).join(" ");
    let table = [
        ("{{ a.b[1:c] }}{{ d['e'][f] }}", "a.b c d f"),
        ("{% set a = a %}{{ a }}{% set b = 1 %}{{ b.c }}", "a"),
        ("{% filter replace(a, b) %}{{ c }}{% endfilter %}", "a b c"),
        ("{% set x | replace(a, 'b') %}{{ c }}{% endset %}{{ x }}", "a c"),
        ("{% for x in loop if x in ys %}{{ x }}{{ loop.index }}{% else %}{{ x }}{% endfor %}", "loop x ys"),
        ("{% for a, b in a.b %}{{ a }}{{ b }}{% endfor %}{{ b }}", "a.b b"),
        ("{% with a = b, c = a %}{{ a }}{{ c }}{% endwith %}{{ c }}", "a b c"),
        ("{% macro m(a, b=a, c=d) %}{{ a }}{{ kwargs }}{{ e }}{% endmacro %}{{ m(f) }}{{ a }}", "a d e f"),
        ("{% call(x) m(a) %}{{ x }}{{ b }}{% endcall %}", "a b m"),
        (
            "{% if a %}{% set x = 1 %}{% elif b is in c %}{{ d }}{% else %}{{ e }}{% endif %}{{ x }}",
            "a b c d e",
        ),
        (
            "{% set ns.a = b %}{% do c.append(d) %}{{ [e, {f: g}, (h,)] }}{{ i if j else k }}",
            "b c.append d e f g h i j k ns.a",
        ),
        ("{{ -a + b ** c }}{{ a < b < d }}{{ e(f, g=h, *i, **j) }}{{ {k: 1}[l] }}", "a b c d e f h i j k l"),
    ];
    for (template, names) in table {
        assert_eq!(told(template), names, "{template}");
    }
}
