use std::io;

/// Why the system refused, as a fragment of a sentence: in lower case and without its error number.
#[must_use]
pub fn reason(error: &io::Error) -> String {
    fragment(&error.to_string())
}

/// `text` as a fragment of a sentence.
pub(crate) fn fragment(text: &str) -> String {
    let text = text.split(" (os error").next().unwrap_or(text);
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}
