//! `docs/templates.md` lists every name a template can use, and no other.

use std::collections::BTreeSet;

use sortie_jinja::vocabulary;

const PAGE: &str = include_str!("../../../docs/templates.md");

/// The part of the page under a heading.
fn section(heading: &str) -> &'static str {
    let (_, after) = PAGE.split_once(&format!("\n## {heading}\n")).expect("the page has this heading");
    after.split("\n## ").next().unwrap_or(after)
}

/// The names between backticks.
fn names(text: &str) -> BTreeSet<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// The names in the first column of a table.
fn column(text: &'static str) -> BTreeSet<&'static str> {
    text.lines()
        .filter(|line| line.starts_with("| `"))
        .filter_map(|line| line[1..].split(" |").next())
        .flat_map(names)
        .collect()
}

#[test]
fn the_page_lists_what_is_registered() {
    let known = vocabulary();
    assert_eq!(column(section("Filters")), known.filters);
    assert_eq!(column(section("Tests")), known.tests);
    assert_eq!(column(section("Functions")), known.functions);
    assert_eq!(names(section("Methods of a text")), known.text_methods);
    assert_eq!(names(section("Methods of a list")), known.list_methods);
    assert_eq!(names(section("Methods of a dict")), known.dict_methods);
}
