use std::path::Path;

/// `text` without what differs from run to run and from machine to machine: ports, temporary folders,
/// milliseconds, the libraries' and the system's own words for a cause. Nor does it hold how many files were checked,
/// which every new action changes.
pub(crate) fn hidden(text: &str, folder: &Path) -> String {
    let text: String = text.split_inclusive('\n').filter(|line| !line.starts_with("because ")).collect();
    let text = text.replace(&folder.display().to_string(), "TEMP");
    let text = numbers(&text, "127.0.0.1:", "PORT");
    let text = numbers(&text, "localhost:", "PORT");
    let text = numbers(&text, "\"server.port\":", "PORT");
    let text = rest_of(&text, "< date: ", "\n", "DATE");
    let text = rest_of(&text, "\"timestamp\":\"", "\"", "TIME");
    let text = numbers(&text, "ms=", "N");
    before(&before(&text, " ms,"), " files checked")
}

/// `text` with `name` instead of whatever stands between `before` and `end`.
fn rest_of(text: &str, before: &str, end: &str, name: &str) -> String {
    let mut parts = text.split(before);
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.find(end).map_or("", |at| &part[at..]);
        shown.extend([before, name, rest]);
    }
    shown
}

/// `text` with `N` instead of each number that stands before `unit`.
fn before(text: &str, unit: &str) -> String {
    let mut parts = text.split(unit).peekable();
    let mut shown = String::new();
    while let Some(part) = parts.next() {
        let before = part.trim_end_matches(|character: char| character.is_ascii_digit());
        match parts.peek() {
            Some(_) if before.len() < part.len() => shown.extend([before, "N", unit]),
            Some(_) => shown.extend([part, unit]),
            None => shown.push_str(part),
        }
    }
    shown
}

/// `text` with `name` instead of each number that stands after `before`.
fn numbers(text: &str, before: &str, name: &str) -> String {
    let mut parts = text.split(before);
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|character: char| character.is_ascii_digit());
        shown.push_str(before);
        if rest.len() < part.len() {
            shown.push_str(name);
        }
        shown.push_str(rest);
    }
    shown
}
