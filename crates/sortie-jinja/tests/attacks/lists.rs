//! Lists and dicts that hold themselves, grow in loops, or are compared as wholes.

pub(crate) const LISTS: &[(&str, &str)] = &[
    ("namespace in a list in itself", "{% set ns = namespace(l=[]) %}{% do ns.l.append(ns) %}{{ ns.l }}"),
    (
        "namespace chain",
        "{% set ns = namespace(n=none) %}{% for i in range(99999) %}{% set ns.n = namespace(n=ns.n) %}{% endfor %}",
    ),
    ("list holds itself", "{% set l = [] %}{% do l.append(l) %}{{ l|tojson }}"),
    ("list holds itself by extend", "{% set l = [[]] %}{% do l[0].extend([l]) %}{{ l }}"),
    ("list holds itself by insert", "{% set l = [[]] %}{% do l[0].insert(0, l) %}{{ l == l }}"),
    (
        "dict updated by itself",
        "{% set d = {'a': 1} %}{% for i in range(99999) %}{% do d.update(d) %}{% endfor %}{{ d }}",
    ),
    ("dict holds itself", "{% set d = {} %}{% do d.update({'d': d}) %}{{ d }}"),
    ("dict holds itself by setdefault", "{% set d = {} %}{% do d.setdefault('d', d) %}{{ d }}"),
    ("append while going", "{% set l = [1] %}{% for x in l %}{% do l.append(x) %}{% endfor %}{{ l|length }}"),
    (
        "append lists of lists",
        "{% set l = [[1] * 99] %}{% for i in range(60) %}{% do l.append(l + l) %}{% endfor %}{{ l|string|length }}",
    ),
    (
        "append copies",
        "{% set l = [1] %}{% for i in range(60) %}{% do l.append(l.copy()) %}{% endfor %}{{ l|string|length }}",
    ),
    (
        "extend by copies",
        "{% set l = [1] %}{% for i in range(60) %}{% do l.extend(l.copy()) %}{% endfor %}{{ l|length }}",
    ),
    (
        "insert at the front",
        "{% set l = [] %}{% for i in range(99999) %}{% do l.insert(0, i) %}{% endfor %}{{ l|length }}",
    ),
    (
        "pop from the front",
        "{% set l = range(99999)|list %}{% do l.append(1) %}{% for i in range(99999) %}{% do l.pop(0) %}{% endfor %}{{ l|length }}",
    ),
    (
        "sort in a loop",
        "{% set l = range(9999)|list %}{% for i in range(9999) %}{% do l.sort() %}{% do l.reverse() %}{% endfor %}",
    ),
    (
        "index in a loop",
        "{% set l = range(9999)|list %}{% for i in range(9999) %}{% set x = l.index(9998) %}{% endfor %}",
    ),
    (
        "combine of deep dicts",
        "{% set ns = namespace(d={'a': 1}) %}{% for i in range(110) %}{% set ns.d = {'a': ns.d} %}{% endfor %}{% for i in range(9999) %}{% set x = ns.d|combine(ns.d, recursive=true) %}{% endfor %}",
    ),
    (
        "combine of doubled dicts",
        "{% set ns = namespace(d={'a': 1}) %}{% for i in range(60) %}{% set ns.d = {'a': ns.d, 'b': ns.d} %}{% endfor %}{{ (ns.d|combine(ns.d, recursive=true))|length }}",
    ),
    (
        "combine of lists",
        "{{ ({'a': [1] * 99999}|combine({'a': [1] * 99999}, {'a': [1] * 99999}, list_merge='append'))|length }}",
    ),
    (
        "combine of unique lists",
        "{{ ({'a': range(9999)|list}|combine({'a': range(9999)|list}, list_merge='append_rp'))|length }}",
    ),
    (
        "flatten of doubled lists",
        "{% set ns = namespace(l=[1]) %}{% for i in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l|flatten|length }}",
    ),
    ("zip", "{{ range(99999)|zip(range(99999), range(99999), range(99999))|list|length }}"),
    ("zip of texts", "{{ ('x' * 8000000)|zip('y' * 8000000)|list|length }}"),
    ("union of many", "{{ range(99999)|union(range(99999)|list)|length }}"),
    (
        "difference of many",
        "{{ range(99999)|map('string')|difference(range(99999)|map('string')|list)|length }}",
    ),
    (
        "symmetric difference of dicts",
        "{{ ([{'a': 1}] * 9999)|symmetric_difference([{'a': 2}] * 9999)|length }}",
    ),
    ("subset of many", "{{ range(9999)|list is subset(range(9999)|list) }}"),
    (
        "dictsort",
        "{{ {'a': 'x' * 999}|dictsort }}{% for i in range(9999) %}{% set x = dict(a=1, b=2)|dictsort %}{% endfor %}",
    ),
    ("dict of pairs", "{{ dict(range(99999)|zip(range(99999)))|length }}"),
    ("dict2items", "{{ dict(range(9999)|zip(range(9999)))|dict2items|items2dict|length }}"),
    ("sort by missing", "{{ ([{'a': 1}] * 99999)|sort(attribute='a,a,a,a,a,a,a,a')|length }}"),
    (
        "cycler of many",
        "{% set c = cycler(*range(9999)) %}{% for i in range(9999) %}{{ c.next() }}{% endfor %}",
    ),
    ("splat of many", "{{ dict(**{'a': 1}) }}{{ '{}'.format(*range(99999)) }}"),
    (
        "default chain",
        "{% for i in range(99999) %}{% set x = nope|default(nope|default(nope|default('x' * 999))) %}{% endfor %}",
    ),
    ("print of many blanks", "{% for i in range(99999) %}{{ ' ' * 999 }}{% endfor %}"),
    (
        "print of many raw",
        "{% for i in range(99999) %}XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX{% endfor %}",
    ),
    ("print of a long text", "{% set t = 'x' * 99999 %}{% for i in range(9999) %}{{ t }}{% endfor %}"),
    (
        "captured and thrown away",
        "{% for i in range(9999) %}{% set t %}{{ 'x' * 999999 }}{% endset %}{% endfor %}",
    ),
    ("hash", "{{ ('x' * 8000000)|hash('sha512') }}"),
    ("now", "{{ now()|dateformat(format='[year]' * 99999)|length }}"),
    ("quote", "{{ (\"'\" * 8000000)|quote|length }}"),
    ("comment", "{{ ('\\n' * 999999)|comment(prefix='x' * 999)|length }}"),
    ("comment decoration", "{{ ('\\n' * 99999)|comment(decoration='x' * 9999)|length }}"),
    ("truncate end", "{{ ('x' * 99)|truncate(9, end='y' * 8000000)|length }}"),
    ("filesizeformat", "{{ (10 ** 300)|filesizeformat }}{{ 1e300|filesizeformat }}"),
    ("human time", "{{ (10 ** 30)|to_human_time_from_seconds }}"),
    ("version", "{{ ('1.' * 99999) is version('1.' * 99999, '<') }}"),
    ("attribute path", "{{ [{'a': 1}]|map(attribute='a.' * 99999)|list }}"),
    ("lipsum", "{{ lipsum(n=100000) }}"),
    ("ternary of long", "{{ true|ternary('x' * 8000000, 'y' * 8000000)|length }}"),
];
