//! What the YAML reader says, in words that help an author.

use super::Diagnostic;
use super::position::offset;

/// What is said instead of the reader's own words, where they hold the first text; then the cure.
const WORDS: [(&str, &str, &str); 12] = [
    ("budget breached", "the file is too large, too deep, or repeats too much by anchors", ""),
    ("merge keys", "a merge key `<<`", "write its keys out"),
    ("found a tab", "a tab in the indentation", "indent with spaces"),
    ("tabs disallowed", "a tab in the indentation", "indent with spaces"),
    (
        "multiple YAML documents",
        "a second document in one file",
        "give each its own file, and leave out `---`",
    ),
    ("recursive references", "an alias inside of what it stands for", ""),
    ("unknown anchor", "an alias of no anchor", "a text that begins with `*` needs quotes"),
    ("cannot deserialize null into string", "a key that is nothing", "put it in quotes"),
    ("expected string scalar", "a key that is no text", "put it in quotes"),
    ("non-finite float", "a number that JSON cannot hold", ""),
    (
        "illegal placement of ':'",
        "a `:` that cannot stand here",
        "is a bracket or quote before it left open?",
    ),
    ("mapping values are not allowed", "a second `: ` in one line", "put a text that holds `: ` in quotes"),
];

/// The mistake of a text that is no YAML.
pub(super) fn mistake(path: &str, source: &str, error: &serde_yaml::Error) -> Diagnostic {
    let error = error.without_snippet();
    let text = error.to_string();
    let message = text.split(" at line ").next().unwrap_or(&text);
    let number = |it: u64| usize::try_from(it).unwrap_or(1);
    let start =
        error.location().map_or(0, |place| offset(source, number(place.line()), number(place.column())));
    // The reader points at what it was reading before it met the tab.
    let tab = source[start..].find('\t').filter(|_| message.contains("found a tab")).unwrap_or(0);
    let start = start + tab;
    let (message, help) = in_our_words(message, source, start);
    let end = start + source.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    Diagnostic::new(path, source, start..end, message, help)
}

fn in_our_words(message: &str, source: &str, at: usize) -> (String, Option<String>) {
    let around = source.get(at.saturating_sub(1)..).unwrap_or_default();
    if message.contains("expected string scalar") && around.starts_with("{{") {
        let help = "a text that begins with `{{` needs quotes: \"{{ … }}\"";
        return ("a mapping where a template was meant".to_owned(), Some(help.to_owned()));
    }
    match WORDS.iter().find(|(theirs, ..)| message.contains(theirs)) {
        Some((_, ours, help)) => {
            ((*ours).to_owned(), Some((*help).to_owned()).filter(|help| !help.is_empty()))
        }
        None => (message.to_owned(), None),
    }
}
