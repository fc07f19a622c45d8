//! How the filters that could make much from little refuse it, and what a filter says that cannot know the answer.

use serde_json::json;
use sortie_jinja::{Engine, Limits, Scope, Undefined};

fn render(template: &str) -> Result<String, String> {
    let scope = json!({"when": 1_700_000_000, "powershell": "Get-Date"});
    let scope = Scope::new(scope.as_object().cloned().unwrap_or_default());
    let engine = Engine::new(Undefined::Strict, Limits::default());
    engine.text(template).and_then(|it| it.render(&scope)).map_err(|error| error.to_string())
}

#[track_caller]
fn refused(template: &str, why: &str) {
    assert_eq!(render(template), Err(why.to_owned()));
}

#[track_caller]
fn prints(template: &str, text: &str) {
    assert_eq!(render(template), Ok(text.to_owned()));
}

#[test]
fn what_would_be_too_many_rows_is_refused_before_the_first() {
    refused(
        "{{ range(20)|permutations }}",
        "`permutations` would make a list of more than 1,000,000 items (line 1, column 14)",
    );
    refused(
        "{{ range(60)|combinations(30) }}",
        "`combinations` would make a list of more than 1,000,000 items (line 1, column 14)",
    );
    refused(
        "{{ range(99)|product(repeat=9) }}",
        "`product` would make a list of more than 1,000,000 items (line 1, column 14)",
    );
}

#[test]
fn an_alias_counts_as_what_it_repeats() {
    let line = |name: &str, of: &str| format!("{name}: &{name} [{}]\n", [of; 9].join(","));
    let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    let bomb: String = names.windows(2).map(|pair| line(pair[1], &format!("*{}", pair[0]))).collect();
    refused(
        &format!("{{% set y %}}{}{bomb}{{% endset %}}{{{{ y|from_yaml }}}}", line("a", "x")),
        "the template does more than 300,000 units of work (`fuel`) (line 9, column 18)",
    );
    refused(
        "{{ 'a: &a [*a]'|from_yaml }}",
        "an alias of YAML stands inside of its anchor (line 1, column 17)",
    );
    prints("{{ 'a: &a [1, 2]\\nb: *a'|from_yaml }}", "{'a': [1, 2], 'b': [1, 2]}");
}

#[test]
fn a_mistake_in_yaml_has_a_place() {
    refused(
        "{{ 'a: 1\\nb: ]'|from_yaml }}",
        "`from_yaml` was given no YAML (line 2, column 4) (line 1, column 17)",
    );
    refused("{{ '!!set {a}'|from_yaml }}", "`from_yaml` does not know the tag !!set (line 1, column 16)");
}

#[test]
fn a_path_is_never_told_by_where_the_process_stands() {
    refused(
        "{{ '/a/b'|relpath('c') }}",
        "`relpath` needs two paths from the root, or two below one folder (line 1, column 11)",
    );
    refused(
        "{{ '/a/b'|relpath }}",
        "`relpath` needs two paths from the root, or two below one folder (line 1, column 11)",
    );
}

#[test]
fn without_a_time_strftime_tells_the_one_of_now() {
    prints("{{ '%Y-%m-%d' | strftime == '%Y-%m-%d' | strftime(now()) }}", "True");
}

#[test]
fn semantic_versions_as_stackstorm_compares_them() {
    prints("{{ '1.10.0'|version_compare('1.9.0') }}{{ '1.0.0-a'|version_compare('1.0.0') }}", "1-1");
    prints("{{ '1.2.3'|version_match('>=1.2.0') }} {{ '1.2.3'|version_match('<1.2.0') }}", "True False");
    prints("{{ '1.2.3'|version_more_than('1.2.2') }} {{ '1.2.3'|version_equal('1.2.3') }}", "True True");
    refused(
        "{{ '1.2'|version_less_than('1.2.3') }}",
        "\"1.2\" is not a version `major.minor.patch` (line 1, column 10)",
    );
    refused(
        "{{ '1.2.3'|version_match('~1.2.0') }}",
        "`version_match` reads >=1.2.3, and >, <, <=, == and != likewise (line 1, column 12)",
    );
}

#[test]
fn a_script_for_powershell_is_encoded_as_it_wants_it() {
    prints("{{ powershell|b64encode(encoding='utf-16-le') }}", "RwBlAHQALQBEAGEAdABlAA==");
    prints("{{ powershell|b64encode('UTF-16LE')|b64decode('utf-16le') }}", "Get-Date");
    refused(
        "{{ powershell|b64encode('ebcdic') }}",
        "no encoding \"ebcdic\"; there are utf-8, ascii, latin-1, utf-16-le and utf-16-be (line 1, column 15)",
    );
}

#[test]
fn stackstorm_writes_yaml_over_several_lines() {
    prints("{{ {'a': [1, {'b': 'x'}]}|to_yaml_string }}", "a:\n- 1\n- b: x\n");
}

#[test]
fn a_query_that_cannot_be_read_says_where() {
    let unread = |query: &str, why: &str| {
        let why = format!("`json_query` cannot read its query at character {why} (line 1, column 7)");
        refused(&format!("{{{{ []|json_query({query}) }}}}"), &why);
    };
    unread("'[?name=='", "9: it stops too early");
    unread("'a]'", "2: `]` does not fit");
    unread("'é.a'", "1: this sign means nothing; put a name that has it into double quotes");
    unread("'[?a=1]'", "4: write `==` to compare");
    unread("'[?a==`1`'", "9: `]` is missing");
    unread("\"[?a=='x]\"", "6: the closing ' is missing");
    unread("'a.[0]'", "4: a number that does not fit");
    unread("'{a b}'", "4: `:` is missing");
    unread("'a.`1`'", "3: a name, `[` or `{` after the dot is missing");
}

#[test]
fn a_function_of_a_query_says_what_it_takes() {
    let told = |query: &str, why: &str| {
        refused(&format!("{{{{ [3]|json_query('{query}') }}}}"), &format!("{why} (line 1, column 8)"));
    };
    told("sort_bye(@, &a)", "`json_query` has no function `sort_bye`; did you mean `sort_by`?");
    told("length(@, @)", "`length` of `json_query` takes 1 argument, not 2");
    told("merge()", "`merge` of `json_query` takes at least 1 argument, not 0");
    told("keys(@)", "`keys` of `json_query` takes an object as argument 1, not this list");
    told(
        "sort_by(@, a)",
        "`sort_by` of `json_query` takes an expression with `&` before it as argument 2, not null",
    );
    told(
        "max(`[\"a\", 1]`)",
        "`max` of `json_query` takes a list of numbers or a list of texts as argument 1, not this list",
    );
    told(
        "sort_by(@, &a)",
        "`sort_by` of `json_query` needs a text or a number to order each item by, not null",
    );
}

#[test]
fn a_query_is_bounded_in_length_and_depth() {
    let deep = "a query that nests deeper than 100 (line 1, column 7)";
    refused("{{ []|json_query('[' * 101) }}", deep);
    refused("{{ []|json_query('!' * 101 ~ '@') }}", deep);
    refused("{{ []|json_query('@' ~ '|@' * 101) }}", deep);
    refused(
        "{{ []|json_query('@' ~ '.a' * 501) }}",
        "a query of more than 1000 words and signs (line 1, column 7)",
    );
    refused("{{ []|json_query('a' * 4001) }}", "a query of more than 4000 bytes (line 1, column 7)");
    prints("{{ []|json_query('@' ~ '|@' * 90) }}", "[]");
    prints("{{ []|json_query('map(&' * 45 ~ '@' ~ ', @)' * 45) }}", "[]");
    prints("{{ 1|json_query('[' * 98 ~ '@' ~ ']' * 98)|string|length }}", "197");
    let nested = "lists and dicts nest deeper than 120 (line 1, column 7)";
    refused("{{ []|json_query('[[[[@]]]]' ~ '|[[[[@]]]]' * 40) }}", nested);
}
