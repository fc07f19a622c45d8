//! Templates that want the whole machine, each in a process of its own with little address space.
//!
//! None may abort, overflow the stack of a 2 MiB thread, or grow the process by more than 64 MiB.
//! `cargo test -p sortie-jinja --test attacks -- --nocapture` prints the table.

use std::fmt::Write as _;

use serde_json::json;
use sortie_jinja::{Engine, Limits, Scope, Undefined};

/// The address space of the process that renders, in KiB.
const ADDRESS_SPACE: usize = 512 * 1024;
/// How much one render may add to the process, in KiB.
const GROWTH: usize = 64 * 1024;
const WHICH: &str = "SORTIE_JINJA_ATTACK";

/// Attacks that are short.
const SHORT: &[(&str, &str)] = &[
    ("nested loops", "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"),
    (
        "three loops that print",
        "{% for a in range(9999) %}{% for b in range(9999) %}{{ a }}{{ b }}{% endfor %}{% endfor %}",
    ),
    ("text times number", "{{ 'x' * 10 ** 9 }}"),
    ("list times number", "{{ [1] * 10 ** 9 }}"),
    ("list times number, length", "{{ ([1] * 999999)|length }}"),
    ("list of lists", "{{ ([[1] * 999] * 9999)|string|length }}"),
    ("larger list of lists", "{{ ([[1] * 99999] * 9999)|string|length }}"),
    ("larger list of lists, printed", "{{ ([[1] * 99999] * 9999) }}"),
    ("larger list of lists, glued", "{{ ([[1] * 99999] * 9999) ~ '' }}"),
    ("unique of lists", "{{ ([[1] * 9999] * 9999)|unique|list|length }}"),
    ("union of lists", "{{ ([[1] * 9999] * 9999)|union([])|length }}"),
    ("list in lists", "{{ ([1] * 9998 + [2]) in ([[1] * 9999] * 9999) }}"),
    ("count of lists", "{{ ([[1] * 9999] * 9999).count([1] * 9999) }}"),
    ("equal lists", "{{ ([[1] * 9999] * 9999) == ([[1] * 9999] * 9999) }}"),
    ("sorted lists", "{{ ([[1] * 9999] * 9999)|sort|length }}"),
    ("tojson of lists", "{{ ([[1] * 99999] * 9999)|tojson|length }}"),
    ("power", "{{ 9 ** 9 ** 9 }}"),
    ("range", "{{ range(10 ** 9)|list|length }}"),
    ("range sum", "{{ range(99999)|sum }}"),
    ("permutations", "{{ range(20)|permutations|list|length }}"),
    ("permutations of many", "{{ range(99999)|permutations(2)|list|length }}"),
    ("permutations, no length", "{{ range(9)|permutations(10 ** 12)|list }}"),
    ("long combinations", "{{ range(99999)|combinations(99998)|list|length }}"),
    ("combinations", "{{ range(60)|combinations(30)|list|length }}"),
    ("product", "{{ range(99)|product(repeat=99)|list|length }}"),
    ("combinations of nearly all", "{{ range(60)|combinations(59)|list|length }}"),
    ("combinations of all", "{{ range(99999)|combinations(99999)|list|length }}"),
    ("product of single items", "{{ [1]|product(repeat=99999)|list|length }}"),
    ("product of nothing", "{{ []|product(repeat=10 ** 12)|list }}"),
    ("product of nothing and much", "{{ range(9999)|product(range(9999), [])|list }}"),
    ("zip_longest", "{{ range(99999)|zip_longest(range(99999), range(99999))|list|length }}"),
    ("subelements", "{{ ([{'a': [1] * 99999}] * 99999)|subelements('a')|length }}"),
    ("hash", "{% for i in range(9999) %}{{ ('x' * 1000000)|hash('sha512') }}{% endfor %}"),
    ("to_yaml of lists", "{{ ([[1] * 99999] * 9999)|to_yaml|length }}"),
    ("to_nice_yaml of a text", "{{ ([\"'\\n\" * 99999] * 99)|to_nice_yaml|length }}"),
    (
        "yaml bomb",
        "{{ 'a: &a [x,x,x,x,x,x,x,x,x]\\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\\n\
         d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\\n\
         g: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]\\nh: [*g,*g,*g,*g,*g,*g,*g,*g,*g]'|from_yaml }}",
    ),
    ("deep yaml", "{{ ('[' * 99999)|from_yaml }}"),
    ("deep yaml blocks", "{{ ('- ' * 99999)|from_yaml }}"),
    ("long yaml", "{{ ('- a\\n' * 999999)|from_yaml|length }}"),
    ("strftime", "{{ ('%c' * 999999)|strftime(0)|length }}"),
    ("to_datetime", "{{ ('1' * 999999)|to_datetime('%Y' * 999999) }}"),
    ("version", "{{ ('1.' * 99999) is version('1.' * 99999, '<') }}"),
    ("comment edges", "{{ 'x'|comment(prefix='x' * 99999, prefix_count=10 ** 9)|length }}"),
    ("comment lines", "{{ ('a' * 99999)|comment(newline='a', decoration='b' * 9999)|length }}"),
    ("relpath", "{{ ('/a' * 999999)|relpath('/b' * 999999)|length }}"),
    ("last line break", "{{ ('a' * 99999 ~ '\\n') is search('(a+)+$') }}"),
    ("join of long by many", "{{ ('x' * 100000).join(range(99999)|map('string')) }}"),
    ("join filter", "{{ range(99999)|join('x' * 100000) }}"),
    ("replace method", "{{ ('x' * 100000).replace('x', 'y' * 100000) }}"),
    ("replace filter", "{{ ('x' * 100000)|replace('x', 'y' * 100000) }}"),
    ("replace nothing", "{{ ('x' * 100000)|replace('', 'y' * 100000) }}"),
    ("format width", "{{ '{:1000000000}'.format(1) }}"),
    ("format precision", "{{ '{:.1000000000f}'.format(1.5) }}"),
    ("format nested width", "{{ '{:{}}'.format(1, 999999999) }}"),
    ("percent width", "{{ '%1000000000d' % 1 }}"),
    ("percent star", "{{ '%*d' % (1000000000, 1) }}"),
    ("percent precision", "{{ '%.1000000000f' % 1 }}"),
    ("many widths", "{{ ('%999999d' * 99) % ((1,) * 99) }}"),
    ("tojson indent", "{{ [[[1]]]|tojson(indent=10 ** 9) }}"),
    ("tojson indent text", "{{ range(9999)|list|tojson(indent='x' * 9999) }}"),
    ("indent", "{{ ('a\n' * 9999)|indent(99999) }}"),
    ("indent text", "{{ ('a\n' * 99999)|indent('x' * 9999) }}"),
    ("center", "{{ 'x'|center(10 ** 9) }}"),
    ("ljust", "{{ 'x'.ljust(10 ** 9) }}"),
    ("zfill", "{{ '1'.zfill(10 ** 12) }}"),
    ("expandtabs", "{{ ('\t' * 9999).expandtabs(999999) }}"),
    ("wordwrap", "{{ ('x' * 3000000)|wordwrap(1) }}"),
    ("wordwrap string", "{{ ('x' * 99999)|wordwrap(1, wrapstring='y' * 9999) }}"),
    ("truncate", "{{ ('x ' * 999999)|truncate(999999)|length }}"),
    ("urlencode", "{{ ('é' * 4000000)|urlencode|length }}"),
    ("escape", "{{ ('<' * 8000000)|e|length }}"),
    ("upper", "{% for i in range(9999) %}{% set x = ('x' * 1000000)|upper %}{% endfor %}"),
    ("split", "{{ ('a,' * 5000000).split(',')|length }}"),
    ("splitlines", "{{ ('a\n' * 5000000).splitlines()|length }}"),
    ("list of text", "{{ ('x' * 9999999)|list|length }}"),
    ("reverse text", "{% for i in range(999) %}{{ ('x' * 9999999)|reverse|length }}{% endfor %}"),
    ("sort", "{{ range(99999)|map('string')|sort|length }}"),
    ("unique", "{{ range(99999)|unique|list|length }}"),
    ("groupby", "{{ (range(9999)|map('string')|batch(3)|list)|groupby(0)|length }}"),
    ("batch", "{{ range(9)|batch(999999999, 'x')|list|length }}"),
    ("slice", "{{ range(9)|slice(999999999)|list|length }}"),
    ("select in", "{{ range(99999)|select('in', range(99999)|list)|list|length }}"),
    ("pprint", "{{ range(99999)|list|pprint|length }}"),
    ("recursion", "{% macro m(n) %}{{ m(n) }}{% endmacro %}{{ m(1) }}"),
    ("recursion twice", "{% macro m(n) %}{{ m(n) }}{{ m(n) }}{% endmacro %}{{ m(1) }}"),
    ("caller recursion", "{% macro m() %}{% call m() %}{{ caller() }}{% endcall %}{% endmacro %}{{ m() }}"),
    ("recursive loop", "{% for x in [1] recursive %}{{ loop([x]) }}{% endfor %}"),
    ("cycle", "{% set l = [] %}{% do l.append(l) %}{{ l }}"),
    ("cycle through a dict", "{% set d = {} %}{% set l = [d] %}{% do d.update(a=l) %}{{ d }}"),
    ("regex", "{{ ('a' * 40 ~ 'b')|regex_search('(a+)+$') }}"),
    ("regex backreference", "{{ ('a' * 99999)|regex_search('(a*)*\\\\1b') }}"),
    ("regex many", "{{ ('a' * 999999)|regex_replace('a', 'b' * 9999)|length }}"),
    ("regex size", "{{ 'a'|regex_search('((a{1,999}){1,999}){1,999}') }}"),
    ("json query", "{{ range(9999)|list|json_query('[*].[@, @, @] | [*][*][]')|length }}"),
    (
        "json query of projections",
        "{{ range(999)|list|json_query('[*].[@, @] | [*].[@, @] | [].length(to_string(@))') }}",
    ),
    ("json query that doubles", "{{ [1]|json_query('[@, @]' ~ '|[@, @]' * 90)|length }}"),
    (
        "json query that doubles a text",
        "{{ 'x'|json_query('join(@, [@, @, @])' ~ '|join(@, [@, @, @])' * 40)|length }}",
    ),
    (
        "json query that compares",
        "{% set l = range(999)|list %}{{ [l, l]|json_query('[0] | [?contains([@, @], @)] | sort_by(@, &to_string(@))')|length }}",
    ),
    ("json query in brackets", "{{ 1|json_query('[' * 3000) }}"),
    ("json query of prefixes", "{{ 1|json_query('!' * 3000 ~ '@') }}"),
    ("json query of a chain", "{{ 1|json_query('@' ~ '[]' * 900) }}"),
    ("json query of deep text", "{{ 1|json_query('`' ~ '[' * 1500 ~ ']' * 1500 ~ '`') }}"),
    ("flatten", "{{ ([[1] * 999] * 999)|flatten|length }}"),
    (
        "combine",
        "{% set ns = namespace(d={'a': 1}) %}{% for i in range(9999) %}{% set ns.d = ns.d|combine({i|string: ns.d}) %}{% endfor %}",
    ),
    (
        "cyclers in cyclers",
        "{% set ns = namespace(l=[]) %}{% for i in range(99999) %}{% set ns.l = cycler(ns.l) %}{% endfor %}",
    ),
    (
        "joiners in joiners",
        "{% set ns = namespace(l='') %}{% for i in range(99999) %}{% set ns.l = joiner(ns.l) %}{% endfor %}",
    ),
    (
        "views in views",
        "{% set ns = namespace(l=[]) %}{% for i in range(99999) %}{% set ns.l = {'a': ns.l}.values() %}{% endfor %}",
    ),
    ("cycle through a view", "{% set l = [] %}{% do l.append({'a': l}.values()) %}{{ l }}"),
    ("cycle of nothing", "{% for x in [1] %}{{ loop.cycle() }}{{ loop.cycle(*[]) }}{% endfor %}"),
    ("varargs recursion", "{% macro m() %}{{ m(varargs, varargs) }}{% endmacro %}{{ m(1) }}"),
    ("pprint of large texts", "{{ ([['x' * 999999]] * 9999)|pprint|length }}"),
    ("columns", "{{ [1]|slice(999999999, 1)|length }}"),
    ("filled row", "{{ [1]|batch(999999999, 1)|length }}"),
    ("wrap one word", "{{ ('x-' * 400000)|wordwrap(4000000)|length }}"),
    ("slices", "{% for i in range(9999) %}{% set x = ('x' * 1000000)[::-1] %}{% endfor %}"),
    ("append", "{% set l = [] %}{% for i in range(99999) %}{% do l.append('x' * 9999) %}{% endfor %}"),
    ("extend itself", "{% set l = [1] %}{% for i in range(60) %}{% do l.extend(l) %}{% endfor %}"),
    (
        "nesting from below",
        "{% set ns = namespace(l=[]) %}{% for i in range(99999) %}{% set ns.l = [ns.l] %}{% endfor %}",
    ),
    (
        "nesting from above",
        "{% set ns = namespace(l=[]) %}{% for i in range(99999) %}{% set m = [] %}{% do ns.l.append(m) %}{% set ns.l = m %}{% endfor %}",
    ),
    ("unclosed string", "{{ 'aaa"),
    ("deep data", "{{ '[' * 99999 }}{{ ('[' * 99999)|from_json }}"),
    ("with chain", "{% set x %}{{ 'x' * 9999999 }}{% endset %}{{ (x ~ x ~ x ~ x)|length }}"),
    (
        "dict of many",
        "{% set d = {} %}{% for i in range(99999) %}{% do d.update({i: 'x' * 999}) %}{% endfor %}",
    ),
    ("b64", "{{ ('x' * 12000000)|b64encode|b64encode|length }}"),
];

fn attacks() -> Vec<(&'static str, String)> {
    let mut all: Vec<(&'static str, String)> =
        SHORT.iter().map(|(name, template)| (*name, (*template).to_owned())).collect();
    all.extend(chains());
    all.extend(doubled());
    all
}

/// Chains as long as the limits let them be, and longer ones: the parser recurses over some of them.
fn chains() -> Vec<(&'static str, String)> {
    let chain =
        |start: &str, link: &str, end: &str, count: usize| format!("{start}{}{end}", link.repeat(count));
    vec![
        ("elif", chain("{% if 0 %}", "{% elif 0 %}", "{% endif %}", 490)),
        ("elif beyond", chain("{% if 0 %}", "{% elif 0 %}", "{% endif %}", 20_000)),
        ("minus", chain("{{ ", "-", "1 }}", 900)),
        ("minus within", chain("{{ ", "-", "1 }}", 100)),
        ("not within", chain("{{ ", "not ", "1 }}", 100)),
        ("ternary within", chain("{{ 1", " if 0 else 1", " }}", 100)),
        ("not", chain("{{ ", "not ", "1 }}", 900)),
        ("calls", chain("{{ f", "()", " }}", 490)),
        ("plus", chain("{{ 1", "+1", " }}", 490)),
        ("plus beyond", chain("{{ 1", "+1", " }}", 30_000)),
        ("tilde", chain("{{ 1", "~1", " }}", 490)),
        ("and", chain("{{ 1", " and 1", " }}", 490)),
        ("or", chain("{{ 0", " or 0", " }}", 490)),
        ("comparison", chain("{{ 1", "<1", " }}", 490)),
        ("ternary", chain("{{ 1", " if 1 else 1", " }}", 240)),
        ("ternary without else", chain("{{ 1", " if 1", " }}", 490)),
        ("attributes", chain("{{ a", ".a", " }}", 490)),
        ("items", chain("{{ a", "[0]", " }}", 320)),
        ("slices", chain("{{ a", "[:]", " }}", 320)),
        ("filters", chain("{{ a", "|e", " }}", 490)),
        ("tests", chain("{{ a", " is defined", " }}", 490)),
    ]
}

/// What doubles with every turn of a loop, and what nests or goes on.
fn doubled() -> Vec<(&'static str, String)> {
    let doubling = |step: &str| {
        format!(
            "{{% set ns = namespace(l=[1], s='x', d={{}}) %}}{{% for i in range(60) %}}{step}{{% endfor %}}"
        )
    };
    vec![
        ("lists doubled", doubling("{% set ns.l = ns.l + ns.l %}")),
        ("texts doubled", doubling("{% set ns.s = ns.s ~ ns.s %}")),
        ("texts added", doubling("{% set ns.s = ns.s + ns.s %}")),
        ("lists in lists", doubling("{% set ns.l = [ns.l, ns.l] %}") + "{{ ns.l }}"),
        ("brackets", format!("{{{{ {}{} }}}}", "[".repeat(490), "]".repeat(490))),
        ("parentheses", format!("{{{{ {}1{} }}}}", "(".repeat(490), ")".repeat(490))),
        ("braces", format!("{{{{ {}1{} }}}}", "{1:".repeat(300), "}".repeat(300))),
        ("nested ifs", format!("{}{}", "{% if 1 %}".repeat(2_000), "{% endif %}".repeat(2_000))),
        (
            "nested loops in text",
            format!("{}{}", "{% for a in [1] %}".repeat(140), "{% endfor %}".repeat(140)),
        ),
        ("nested macros", format!("{}{}", "{% macro m() %}".repeat(140), "{% endmacro %}".repeat(140))),
        ("many tags", "{{ 1 }}".repeat(4_999)),
        ("more tags", "{{ 1 }}".repeat(30_000)),
        ("long text", "x".repeat(256 * 1024)),
        ("10 MB", "x".repeat(10 * 1024 * 1024)),
        ("long list", format!("{{{{ [{}]|length }}}}", "1,".repeat(499))),
    ]
}

/// Renders one attack as all three kinds of template; tells how each ended.
fn render(template: &str) -> String {
    let engine = Engine::new(Undefined::Lenient, Limits::default());
    let scope = Scope::new(json!({"s": "x"}).as_object().cloned().unwrap_or_default());
    let mut told = String::new();
    let text = engine.text(template).and_then(|it| it.render(&scope));
    let json = engine.json(template).and_then(|it| it.render(&scope));
    let value = engine.expression(template).and_then(|it| it.map(|it| it.eval(&scope)).transpose());
    for error in [text.err(), json.err(), value.err()] {
        let ended = error.map_or_else(|| "ok".to_owned(), |it| format!("{:?}: {}", it.kind(), it.message()));
        let _ = write!(told, "{ended} | ");
    }
    told
}

/// The most memory this process ever used, in KiB.
#[expect(clippy::disallowed_methods, reason = "the kernel tells it in a file")]
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0)
}

/// What the child does: it renders the attack it is told in a variable. Without one it has nothing to do.
#[test]
#[expect(clippy::disallowed_methods, reason = "the test calls itself as a child, on a thread of 2 MiB")]
#[expect(clippy::print_stdout, reason = "how the child answers")]
fn child() {
    let Ok(which) = std::env::var(WHICH) else { return };
    let (_, template) = attacks().remove(which.parse().expect("a number"));
    let (before, started) = (peak(), std::time::Instant::now());
    let thread = std::thread::Builder::new().stack_size(2 * 1024 * 1024).spawn(move || render(&template));
    let told = thread.expect("a thread").join().expect("no panic");
    println!("grew {} {} ms, {told}", peak().saturating_sub(before), started.elapsed().as_millis());
}

#[test]
#[expect(clippy::disallowed_methods, reason = "each attack runs in a process of its own")]
#[expect(clippy::print_stdout, reason = "the table, for whoever asks for it")]
fn no_template_takes_the_process_down() {
    let program = std::env::current_exe().expect("this test");
    for (index, (name, _)) in attacks().iter().enumerate() {
        let script = format!("ulimit -v {ADDRESS_SPACE} && exec \"$0\" --exact child --nocapture");
        let output = std::process::Command::new("sh")
            .args(["-c", &script])
            .arg(&program)
            .env(WHICH, index.to_string())
            .env("MALLOC_ARENA_MAX", "1")
            .output()
            .expect("sh runs");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success(),
            "{name}: {:?} {said} {}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
        let (_, answer) = said.split_once("grew ").expect("the child answers");
        let (grew, told) = answer.split_once(' ').expect("the child says how much");
        let grew: usize = grew.parse().expect("a number");
        assert!(grew <= GROWTH, "{name} grew the process by {grew} KiB");
        println!("{name}: {grew} KiB, {}", told.lines().next().unwrap_or_default());
    }
}
