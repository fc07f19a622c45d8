//! The tags of a template, told by its text alone.

/// The inside of each tag of `text` that says something: of no comment, and of nothing in a raw block.
pub(crate) fn tags(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let openings = ["{{", "{%", "{#"].into_iter();
            let start = openings.filter_map(|opening| rest.find(opening)).min()?;
            let (opening, opened) = rest[start..].split_at(2);
            if opening == "{#" {
                rest = opened.split_once("#}").map_or("", |(_, after)| after);
                continue;
            }
            let (tag, after) = split_tag(opened);
            if opening == "{%" && words(in_tag(tag)).next() == Some((0, "raw")) {
                rest = after_raw(after);
                continue;
            }
            rest = after;
            return Some(tag);
        }
    })
}

/// The inside of the tag that `rest` begins with, and what follows it. Quotes and brackets can hold what looks
/// like its end.
fn split_tag(rest: &str) -> (&str, &str) {
    let (mut quote, mut depth, mut before) = (None, 0_usize, ' ');
    for (at, character) in rest.char_indices() {
        match (quote, character) {
            // What is escaped ends nothing.
            (Some(_), _) if before == '\\' => {
                before = ' ';
                continue;
            }
            (Some(opening), _) if character == opening => quote = None,
            (None, '\'' | '"') => quote = Some(character),
            (None, '{' | '[' | '(') => depth += 1,
            (None, '}') if depth == 0 && matches!(before, '}' | '%') => return rest.split_at(at + 1),
            (None, '}' | ']' | ')') => depth = depth.saturating_sub(1),
            _ => (),
        }
        before = character;
    }
    (rest, "")
}

/// What stands in a tag that has been `opened`, and after it.
fn in_tag(opened: &str) -> &str {
    opened.trim_start_matches(['-', '+']).trim_start()
}

/// What follows the end of a raw block in `rest`.
fn after_raw(mut rest: &str) -> &str {
    while let Some((_, opened)) = rest.split_once("{%") {
        if in_tag(opened).starts_with("endraw") {
            return opened;
        }
        rest = opened;
    }
    ""
}

/// The words of `text` that may be names, with their places.
pub(crate) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let parts = text.split(|it: char| !it.is_ascii_alphanumeric() && it != '_');
    parts.filter(|word| !word.is_empty()).map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}
