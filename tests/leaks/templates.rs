//! Templates that make something of a secret.

use crate::chance::Chance;

/// Filters with their arguments.
const FILTERS: [&str; 62] = [
    "upper",
    "lower",
    "reverse",
    "capitalize",
    "title",
    "trim",
    "b64encode",
    "urlencode",
    "tojson",
    "list",
    "first",
    "last",
    "length",
    "string",
    "e",
    "escape",
    "forceescape",
    "pprint",
    "quote",
    "safe",
    "indent(2)",
    "center(50)",
    "truncate(9)",
    "truncate(7, true, '')",
    "wordwrap(5)",
    "replace('a', 'bb')",
    "regex_replace('[0-9]', '')",
    "regex_replace('(.)', '\\\\1 ')",
    "regex_search('...')",
    "regex_findall('..')",
    "join('-')",
    "join",
    "sort",
    "sort | join",
    "unique | join",
    "batch(3) | list",
    "batch(4) | map('join') | join('+')",
    "slice(2) | list",
    "map('upper') | join",
    "select('ne', 'a') | join",
    "reject('in', 'aeiou') | join",
    "int(default=12345678)",
    "int",
    "float",
    "hash('sha1')",
    "hash",
    "md5",
    "sha1",
    "hash('sha256')",
    "to_json",
    "to_nice_json",
    "to_yaml",
    "from_json",
    "b64decode",
    "default('x')",
    "abs",
    "round",
    "sum",
    "max",
    "min",
    "wordcount",
    "striptags",
];

/// What is written after a value.
const AFTER: [&str; 26] = [
    "[:6]",
    "[::-1]",
    "[::2]",
    "[2:]",
    "[-7:]",
    "[1:9]",
    ".upper()",
    ".lower()",
    ".swapcase()",
    ".title()",
    ".replace('e', 'ee')",
    ".split('a')",
    ".split()",
    ".zfill(40)",
    ".rjust(30, '.')",
    ".ljust(30, '-')",
    ".center(33)",
    ".partition('5')",
    ".casefold()",
    ".strip('qz')",
    ".encode()",
    ".splitlines()",
    ".count('a')",
    ".find('e')",
    ".expandtabs()",
    ".removeprefix('a')",
];

/// Operators around a value, which stands where `E` does.
const AROUND: [&str; 26] = [
    "'x' ~ E",
    "E ~ 'tail'",
    "E ~ who",
    "E ~ E",
    "E * 2",
    "'%s' % E",
    "'<%s|%s>' % (E, who)",
    "'{}-{}'.format(E, who)",
    "'{0!r}'.format(E)",
    "[E, who] | join(':')",
    "{'k': E} | tojson",
    "{'k': E}",
    "[E]",
    "(E, who)",
    "E if who else ''",
    "E and E",
    "E or who",
    "E == 'no'",
    "E in who",
    "E + 1",
    "(E | int) + 12345678",
    "dict(a=E)",
    "{E: 1}",
    "E < 'm'",
    "'lowest' if E > 'm' else 'highest'",
    "E is string and 1",
];

/// Texts with one or two values in them, at `E` and `F`.
const TEXTS: [&str; 34] = [
    "{{ E }}",
    "{{ E }}",
    "{{ E }}",
    "{{ E }}",
    "Bearer {{ E }}",
    "a {{ E }} b {{ F }} c",
    "{{ E }}{{ F }}",
    "{% set x %}{{ E }}{% endset %}{{ x | reverse }}",
    "{% set x = E %}{{ x }}/{{ x | length }}",
    "{% for c in S %}{{ c }}{% if not loop.last %}.{% endif %}{% endfor %}",
    "{% for c in S | reverse %}{{ c | upper }}{% endfor %}",
    "{% macro m(v) %}<{{ v | upper }}>{% endmacro %}{{ m(S) }}",
    "{% if S[0] == 'a' %}yes{% else %}{{ E }}{% endif %}",
    "{% filter upper %}x {{ E }} y{% endfilter %}",
    "{% set ns = namespace(t='') %}{% for c in S %}{% set ns.t = c ~ ns.t %}{% endfor %}{{ ns.t }}",
    "{% for i in range(S | length) %}{{ S[i] ~ ' ' }}{% endfor %}",
    "{% raw %}{{ x }}{% endraw %}{{ E }}",
    "{% with v = E %}{{ v }}{% endwith %}",
    "{{ E == F }}",
    "{{ E }} {{ S[0] in 'abc' }}",
    "{% set x = S < 'm' %}{{ x }} {{ 'lowest' if x else 'highest' }}",
    "{% if S[0] in 'abcdefg' %}lowest{% elif E %}highest{% endif %}",
    "{{ {E: F, S: 1} }}",
    "{% block b %}{{ E }}{% endblock %}{{ self.b() | reverse }}",
    "{% block b %}{{ S }}{% endblock %}{{ 'lowest' if 'e' in self.b() else 'highest' }}",
    // What marks the places of secrets is no way out of them.
    "{{ '\u{10ff81}' ~ E }}",
    "{{ '\u{10ff81}' ~ E ~ '\u{10ff80}' }}",
    "\u{10ff81}{{ E }}\u{10ff80} {{ F }}",
    "{{ ['\u{10ff81}', E] | join }}",
    // Failures have words.
    "{% set x = nope | mandatory(E) %}{{ x }}",
    "{% set x %}{{ nope | mandatory(E) }}{% endset %}open",
    "{{ nope | mandatory(E) }}",
    // In JSON text, what it prints is structure.
    "{{ S | list | join('\",\"') }}",
    "{{ ('\",\"b\":\"' ~ E) | safe }}",
];

/// A template that reads `source`, the name of a secret.
pub(crate) fn template(chance: &mut Chance, source: &str) -> String {
    let (one, other) = (expression(chance, source), expression(chance, source));
    let text = chance.of(&TEXTS);
    let parts: Vec<String> = text.split('E').map(|part| part.replace('F', &other)).collect();
    parts.join(&one).replace('S', source)
}

/// A value made of `source`.
pub(crate) fn expression(chance: &mut Chance, source: &str) -> String {
    let mut made = source.to_owned();
    for _ in 0..=chance.below(3) {
        made = match chance.below(6) {
            0..=2 => format!("({made} | {})", chance.of(&FILTERS)),
            3 => format!("({made}){}", chance.of(&AFTER)),
            _ => format!("({})", chance.of(&AROUND).replace('E', &made)),
        };
    }
    made
}

fn named(filter: &str) -> &str {
    filter.split(['(', ' ']).next().unwrap_or_default()
}

/// Each filter that is named here is one: a misspelt one, or one that is gone, would be tried by nobody.
#[test]
fn enough_is_tried() {
    let vocabulary = sortie_jinja::vocabulary();
    let unknown: Vec<&str> =
        FILTERS.into_iter().map(named).filter(|it| !vocabulary.filters.contains(it)).collect();
    assert_eq!(unknown, Vec::<&str>::new());
}
