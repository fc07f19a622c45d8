//! Prints the names a template can use, one kind a line: what `docs/templates.md` has to list.

use std::io::Write as _;

fn main() -> std::io::Result<()> {
    let names = sortie_jinja::vocabulary();
    let mut out = std::io::stdout().lock();
    for (kind, names) in [
        ("filters", names.filters),
        ("tests", names.tests),
        ("functions", names.functions),
        ("text methods", names.text_methods),
        ("list methods", names.list_methods),
        ("dict methods", names.dict_methods),
    ] {
        writeln!(out, "{kind}: {}", Vec::from_iter(names).join(" "))?;
    }
    Ok(())
}
