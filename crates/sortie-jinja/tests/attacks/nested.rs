//! What nests and what doubles: macros, loops, JSON, lists in lists.

pub(crate) const NESTED: &[(&str, &str)] = &[
    (
        "nested macros",
        "{% macro a(n) %}{{ b(n) }}{{ b(n) }}{% endmacro %}{% macro b(n) %}{{ c(n) }}{{ c(n) }}{% endmacro %}{% macro c(n) %}{% for i in range(9999) %}{{ a(n) }}{% endfor %}{% endmacro %}{{ a(1) }}",
    ),
    ("macro passed to itself", "{% macro m(f) %}{{ f(f) }}{{ f(f) }}{% endmacro %}{{ m(m) }}"),
    ("macro with a long argument", "{% macro m(s) %}{{ m(s ~ s) }}{% endmacro %}{{ m('x' * 9999) }}"),
    (
        "recursive loop with two calls",
        "{% for x in [[1]] recursive %}{{ loop([x, x]) }}{{ loop([x, x]) }}{% endfor %}",
    ),
    (
        "recursive loop over itself",
        "{% set xs = [1, 2, 3] %}{% for x in xs recursive %}{{ loop(xs) }}{% endfor %}",
    ),
    (
        "set block doubled",
        "{% set ns = namespace(s='x') %}{% for i in range(60) %}{% set b %}{{ ns.s }}{{ ns.s }}{% endset %}{% set ns.s = b %}{% endfor %}",
    ),
    (
        "filter block nested",
        "{% filter upper %}{% filter upper %}{% for i in range(99999) %}{{ 'x' * 999 }}{% endfor %}{% endfilter %}{% endfilter %}",
    ),
    ("deep json", "{{ ('[' * 120 ~ ']' * 120)|from_json|tojson }}"),
    ("deep json beyond", "{{ ('[' * 999999 ~ ']' * 999999)|from_json }}"),
    ("deep json of objects", "{{ ('{\"a\":' * 99999 ~ '1' ~ '}' * 99999)|from_json }}"),
    ("wide json", "{{ ('[' ~ '1,' * 3000000 ~ '1]')|from_json|length }}"),
    ("wide json of lists", "{{ ('[' ~ '[],' * 1500000 ~ '1]')|from_json|length }}"),
    ("wide json of objects", "{{ ('[' ~ '{\"a\":1},' * 900000 ~ '1]')|from_json|length }}"),
    (
        "json many keys",
        "{% set ns = namespace(s='{\"k\":0') %}{% for i in range(9999) %}{% set ns.s = ns.s ~ ',\"' ~ i ~ '\":1' %}{% endfor %}{{ (ns.s ~ '}')|from_json|length }}",
    ),
    (
        "dict doubled",
        "{% set ns = namespace(d={'a': 1}) %}{% for i in range(60) %}{% set ns.d = {'a': ns.d, 'b': ns.d} %}{% endfor %}{{ ns.d }}",
    ),
    (
        "dict doubled, tojson",
        "{% set ns = namespace(d={'a': 1}) %}{% for i in range(60) %}{% set ns.d = {'a': ns.d, 'b': ns.d} %}{% endfor %}{{ ns.d|tojson }}",
    ),
    (
        "list doubled, equal",
        "{% set ns = namespace(l=[1]) %}{% for i in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l == ns.l }}",
    ),
    (
        "list doubled in a tuple",
        "{% set ns = namespace(l=(1,)) %}{% for i in range(60) %}{% set ns.l = (ns.l, ns.l) %}{% endfor %}{{ ns.l }}",
    ),
    (
        "list doubled, flat",
        "{% set ns = namespace(l=[1]) %}{% for i in range(18) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l|flatten|length }}",
    ),
    (
        "nested lists",
        "{% set a = [1] * 99 %}{% set b = [a] * 99 %}{% set c = [b] * 99 %}{% set d = [c] * 99 %}{% set e = [d] * 99 %}{{ e|string|length }}",
    ),
    (
        "nested lists, pprint",
        "{% set a = [1] * 99 %}{% set b = [a] * 99 %}{% set c = [b] * 99 %}{% set d = [c] * 99 %}{{ d|pprint|length }}",
    ),
    (
        "nested lists, to_json",
        "{% set a = [1] * 99 %}{% set b = [a] * 99 %}{% set c = [b] * 99 %}{% set d = [c] * 99 %}{{ d|to_nice_json|length }}",
    ),
    ("nested lists, value", "{{ [[[[[1] * 99] * 99] * 99] * 99] * 99 }}"),
    ("nested lists, sorted", "{{ ([[[[1] * 99] * 99] * 99] * 99)|sort|length }}"),
    ("nested lists, format", "{{ '%s' % ([[[[[1] * 99] * 99] * 99] * 99],) }}"),
    ("nested lists, format method", "{{ '{}'.format([[[[[1] * 99] * 99] * 99] * 99]) }}"),
    ("nested lists, format named", "{{ '{a!r}'.format(a=[[[[[1] * 99] * 99] * 99] * 99]) }}"),
    ("nested lists, join", "{{ [[[[[1] * 99] * 99] * 99] * 99]|join(',') }}"),
    ("nested lists, json_query", "{{ [[[[[1] * 99] * 99] * 99] * 99]|json_query('[][][][][]')|length }}"),
    ("nested lists, hash key", "{{ {([[[[1] * 99] * 99] * 99] * 99): 1}|length }}"),
    ("nested lists, unique", "{{ [[[[[1] * 99] * 99] * 99] * 99, 1]|unique|length }}"),
    (
        "nested lists, groupby",
        "{{ [{'a': [[[[1] * 99] * 99] * 99] * 99}, {'a': [[[[1] * 99] * 99] * 99] * 99}]|groupby('a')|length }}",
    ),
    ("nested lists, max", "{{ [[[[[1] * 99] * 99] * 99] * 99, [[[[1] * 99] * 99] * 99] * 99]|max|length }}"),
    ("nested lists, index", "{{ ([[[[1] * 99] * 99] * 99] * 99).index(1) }}"),
    ("nested lists, remove", "{% set l = [[[[1] * 99] * 99] * 99] * 99 %}{% do l.remove(1) %}"),
    ("nested lists, in", "{{ 1 in [[[[[1] * 99] * 99] * 99] * 99] }}"),
    ("nested lists, sum", "{{ ([[[[1] * 99] * 99] * 99] * 99)|sum(start=[])|length }}"),
    ("nested lists, contains", "{{ ([[[[1] * 99] * 99] * 99] * 99) is contains([[[1] * 99] * 99] * 99) }}"),
    ("nested lists, replace", "{{ ([[[[[1] * 99] * 99] * 99] * 99])|replace('1', '2')|length }}"),
    ("nested lists, upper", "{{ ([[[[[1] * 99] * 99] * 99] * 99])|upper|length }}"),
    ("nested lists, escape", "{{ ([[[[[1] * 99] * 99] * 99] * 99])|e|length }}"),
    ("nested lists, b64", "{{ ([[[[[1] * 99] * 99] * 99] * 99])|b64encode|length }}"),
    ("nested lists, urlencode", "{{ {'a': [[[[[1] * 99] * 99] * 99] * 99]}|urlencode|length }}"),
    ("nested lists, regex", "{{ ([[[[[1] * 99] * 99] * 99] * 99])|regex_replace('1', '2')|length }}"),
    ("nested lists, wordcount", "{{ ([[[[[1] * 99] * 99] * 99] * 99])|wordcount }}"),
    ("nested lists, quote", "{{ ([[[[[1] * 99] * 99] * 99] * 99])|quote }}"),
    ("nested lists, comment", "{{ ([[[[[1] * 99] * 99] * 99] * 99])|comment }}"),
    ("nested lists, error", "{{ {}[([[[[1] * 99] * 99] * 99] * 99)] }}"),
    (
        "nested lists, mutable",
        "{% set l = [[[[1] * 99] * 99] * 99] * 99 %}{% do l.append(1) %}{{ l|length }}",
    ),
];
