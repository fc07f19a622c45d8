//! Texts as YAML writes them.

/// Words that YAML, of one version or another, takes for something else than a text.
const TAKEN: [&str; 10] = ["true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan"];

/// `text` as a value: plain where no reader can take that for anything else, else in quotes.
pub(crate) fn scalar(text: &str) -> String {
    let first = |it: char| it.is_ascii_alphabetic() || it == '/';
    let middle = |it: char| it.is_ascii_alphanumeric() || "/_.-@+ ".contains(it);
    // A colon that begins nothing: of an address, and of a port.
    let follows = |it: char| it == '/' || it.is_ascii_digit();
    let plain = text.starts_with(first)
        && !text.ends_with(' ')
        && text.char_indices().all(|(at, it)| middle(it) || it == ':' && text[at + 1..].starts_with(follows))
        && !TAKEN.contains(&text.to_ascii_lowercase().as_str());
    // A text of JSON is one of YAML.
    if plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}

/// `texts` as a list in one line.
pub(crate) fn listed(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| scalar(text)).collect();
    format!("[{}]", texts.join(", "))
}
