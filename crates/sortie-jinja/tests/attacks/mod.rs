//! Templates that want the whole machine: shared by the test and the benchmark.

mod lists;
mod long_texts;
mod nested;
mod patterns;
mod short;

use lists::LISTS;
use long_texts::LONG_TEXTS;
use nested::NESTED;
use patterns::PATTERNS;
use short::SHORT;

/// Every attack, by name.
pub(crate) fn all() -> Vec<(&'static str, String)> {
    let written = [SHORT, NESTED, PATTERNS, LONG_TEXTS, LISTS].into_iter().flatten();
    let mut all: Vec<(&'static str, String)> =
        written.map(|(name, template)| (*name, (*template).to_owned())).collect();
    all.extend(chains());
    all.extend(beyond());
    all.extend(doubled());
    all
}

/// Chains as long as the limits let them be, and longer ones: the parser recurses over some of them.
fn chains() -> Vec<(&'static str, String)> {
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

/// What overflowed the stack before there were limits, and what nests in other ways.
fn beyond() -> Vec<(&'static str, String)> {
    vec![
        ("minus beyond", chain("{{ ", "-", "1 }}", 4_875)),
        ("calls beyond", chain("{{ f", "()", " }}", 7_000)),
        ("tilde beyond", chain("{{ 1", "~1", " }}", 30_000)),
        ("and beyond", chain("{{ 1", " and 1", " }}", 7_750)),
        ("ternary beyond", chain("{{ 1", " if a else 1", " }}", 10_500)),
        ("attributes beyond", chain("{{ a", ".a", " }}", 11_000)),
        ("filters beyond", chain("{{ a", "|f", " }}", 11_000)),
        (
            "concatenated blocks",
            chain("{% set x %}", "{% if 1 %}{{ 1 }}{% endif %}", "{% endset %}{{ x }}", 1_600),
        ),
        ("nested calls", format!("{{{{ {}1{} }}}}", "range(".repeat(300), ")".repeat(300))),
        ("nested subscripts", format!("{{{{ {}1{} }}}}", "a[".repeat(300), "]".repeat(300))),
        ("nested filters", format!("{{{{ {}1{} }}}}", "1|d(".repeat(200), ")".repeat(200))),
        ("nested with", format!("{}{}", "{% with a = 1 %}".repeat(200), "{% endwith %}".repeat(200))),
        ("nested captures", format!("{}{}", "{% set x %}".repeat(140), "{% endset %}".repeat(140))),
        (
            "nested filter blocks",
            format!("{}{}", "{% filter upper %}".repeat(140), "{% endfilter %}".repeat(140)),
        ),
    ]
}

fn chain(start: &str, link: &str, end: &str, count: usize) -> String {
    format!("{start}{}{end}", link.repeat(count))
}
