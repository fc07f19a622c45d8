//! Whatever the text, compiling and rendering it end in a result.
//!
//! For a long run: `PROPTEST_CASES=100000 cargo test --release -p sortie-jinja --test never_panics`

use proptest::prelude::*;
use serde_json::json;
use sortie_jinja::{Engine, Limits, Scope, Undefined};

fn render(template: &str) {
    // Little fuel: what is asked here is how it ends, not whether it comes far.
    let limits = Limits { fuel: 5_000, ..Limits::default() };
    let scope = json!({"s": "aé\"b", "n": 7, "f": 2.5, "xs": [3, 1, 2], "d": {"a": {"b": null}}});
    let scope = Scope::new(scope.as_object().cloned().unwrap_or_default());
    for undefined in [Undefined::Strict, Undefined::Lenient] {
        let engine = Engine::new(undefined, limits);
        if let Ok(compiled) = engine.text(template) {
            let _ = compiled.names();
            let _ = compiled.render(&scope);
        }
        let _ = engine.json(template).and_then(|it| it.render(&scope));
        let _ = engine.expression(template).map(|it| it.map(|it| it.eval(&scope)));
    }
}

/// What fuzzing found.
#[test]
fn found_by_fuzzing() {
    for template in [
        "{% for x in xs %}{{ loop.cycle() }}{% endfor %}",
        "{% for x in xs %}{{ loop.cycle(*[]) }}{% endfor %}",
        "{% for x in xs %}{{ loop.cycle(**{}) }}{% endfor %}",
        "{% for x in xs %}{% do loop.cycle() %}{% endfor %}",
    ] {
        render(template);
    }
}

/// What tags are made of.
const SYNTAX: &[&str] = &[
    "{{ ",
    " }}",
    "{% ",
    " %}",
    "{#",
    "#}",
    "{%- ",
    " -%}",
    "if ",
    "elif ",
    "else ",
    "endif ",
    "for x in ",
    "endfor ",
    "set ",
    "endset ",
    "macro m(a, b=1) ",
    "endmacro ",
    "call m() ",
    "endcall ",
    "filter ",
    "endfilter ",
    "with ",
    "endwith ",
    "raw ",
    "endraw ",
    "do ",
    "block b ",
    "endblock ",
    "is ",
    "not ",
    "in ",
    "and ",
    "or ",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    ".",
    "|",
    "~",
    "+",
    "-",
    "*",
    "/",
    "//",
    "%",
    "**",
    "==",
    "<",
    ">=",
    "=",
    "'",
    "\"",
    "\\",
    "\\U0001F600",
    "\\x4",
];

/// What stands in them.
const WORDS: &[&str] = &[
    "s",
    "n",
    "f",
    "xs",
    "d",
    "nope",
    "loop",
    "loop.cycle()",
    "m()",
    "m(1, 2, a=3)",
    "varargs",
    "kwargs",
    "1",
    "-1",
    "9999999999999999999999",
    "1.5e300",
    "'é'",
    "\"a\\\"b\"",
    "none",
    "true",
    "[1, 'a']",
    "{'k': 1}",
    "(1,)",
    "range(9)",
    "namespace(a=1)",
    "dict(a=1)",
    "cycler(1, 2)",
    ".append(1)",
    ".update(a=1)",
    ".pop()",
    ".split()",
    ".format(1)",
    ".items()",
    ".keys()",
    ".translate({97: 5})",
    ".maketrans('a', 'b')",
    ".insert(-5, 1)",
    ".zfill(-1)",
    ".find('b', -9, 99)",
    "|upper",
    "|tojson",
    "|join(',')",
    "|sort",
    "|int",
    "|round(-2)",
    "|truncate(3)",
    "|wordwrap(2)",
    "|regex_search('(.')",
    "|regex_replace('', 'x')",
    "|json_query('[')",
    "|batch(0)",
    "|slice(0)",
    "|map('upper')",
    "|select('odd')",
    "|groupby('a')",
    "|urlsplit",
    "|splitext",
    "|dirname",
    "|b64decode",
    "|from_json",
    "|comment",
    "|format(1)",
    "|indent(-1)",
    "|center(-3)",
    "|filesizeformat",
    "|default(x)",
    "|to_yaml",
    "|to_nice_yaml(indent=3, width=9)",
    "|from_yaml",
    "|from_yaml_all",
    "|hash('sha256')",
    "|to_uuid(s)",
    "|strftime(1e300)",
    "|strftime(-1)",
    "'%c %-d %E% %'",
    "|to_datetime('%Y%z')",
    "|to_datetime('%d %')",
    "|normpath",
    "|relpath('/é')",
    "|commonpath",
    "|win_dirname",
    "|win_splitdrive",
    "|human_readable(unit='é')",
    "|human_to_bytes",
    "|log(0)",
    "|pow(1e300)",
    "|root(0)",
    "|permutations(2)",
    "|combinations(-1)",
    "|product(xs, repeat=2)",
    "|zip_longest(s)",
    "|subelements('a')",
    "|rekey_on_member('b')",
    "|version_match('>=1.0.0')",
    " is version('1.é', '<')",
    " is version('1', '<', version_type='pep440')",
    " is url",
    " is changed",
    " is search('[^]$a$')",
    "'a: &a [*a, !!int x]'",
    "'2024-01-02T03:04:05.5é'",
    "[1:]",
    "[::-1]",
    "[-1]",
    "['a']",
    "[::0]",
    " % (1, 2)",
    "'%s %(a)s %*d'",
    "'{:>{}} {0[a]} {!r:^9}'.format(1)",
    "\r\n",
    "é",
    "\u{10FF22}",
    "\u{0}",
];

/// Pieces of templates, put together without any sense.
fn pieces() -> impl Strategy<Value = String> {
    prop::collection::vec(prop_oneof![prop::sample::select(SYNTAX), prop::sample::select(WORDS)], 0..24)
        .prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn pieces_of_templates(template in pieces()) {
        render(&template);
    }

    #[test]
    fn an_expression_of_pieces(template in pieces()) {
        render(&format!("{{{{ {template} }}}}"));
        render(&format!("{{{{ s{template} }}}}"));
    }

    #[test]
    fn any_text(template in "\\PC*") {
        render(&template);
        render(&format!("{{{{ {template} }}}}"));
    }
}
