//! Changes a YAML file where its author would, and nowhere else: comments, order and spelling stay.

use std::ops::Range;

use serde_json::Value;

use super::document::parse;
use super::node::{Key, Kind, Node};

/// A key at the top of a file, and the value it gets.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) key: &'static str,
    /// The value as YAML: what stands behind the colon, or a block, which begins with a line break.
    pub(crate) value: String,
    /// The keys whose place it takes, where it does not stand in the file.
    pub(crate) instead_of: &'static [&'static str],
    /// The keys after which it stands, where the file has neither; the nearest last.
    pub(crate) after: &'static [&'static str],
}

/// `source` with `change`; none where it is written in a way that cannot be changed with certainty.
pub(crate) fn edited(source: &str, change: &Change) -> Option<String> {
    let root = parse(source).ok()?;
    let Kind::Map(entries) = &root.kind else { return None };
    if !root.span.is_empty() {
        // A mapping in braces.
        return None;
    }
    let wanted = said(&change.value)?;
    let entry = |name: &str| entries.iter().find(|(key, _)| key.name == name);
    let own = entry(change.key);
    if own.is_some_and(|(_, node)| node.to_value() == wanted) {
        return Some(source.to_owned());
    }
    let text = match own.or_else(|| change.instead_of.iter().find_map(|name| entry(name))) {
        Some(entry) => replaced(source, entry, change)?,
        None => inserted(source, change.after.iter().rev().find_map(|name| entry(name)), change)?,
    };
    let mut expected = root.to_value();
    let map = expected.as_object_mut()?;
    for gone in change.instead_of {
        map.shift_remove(*gone);
    }
    map.insert(change.key.to_owned(), wanted);
    // However a file is written: what it says now is what it said, but for the change.
    (parse(&text).ok()?.to_value() == expected).then_some(text)
}

/// What `value` says.
fn said(value: &str) -> Option<Value> {
    let document = parse(&format!("it: {value}\n")).ok()?.to_value();
    document.get("it").cloned()
}

fn replaced(source: &str, (key, node): &(Key, Node), change: &Change) -> Option<String> {
    let own = key.span.start..end(source, key, node)?;
    let line_end = source[own.end..].find('\n').map_or(source.len(), |at| own.end + at);
    // A comment behind the value stays in its line, which is the key's where the value is now a block.
    let behind = source[own.end..line_end].trim_end();
    let name = if key.name == change.key { &source[key.span.clone()] } else { change.key };
    let text = match change.value.strip_prefix('\n') {
        Some(block) => format!("{name}:{behind}\n{block}"),
        None => format!("{name}: {}{behind}", change.value),
    };
    let mut above = String::new();
    for comment in comments(source, &own, node) {
        above.push_str(comment);
        above.push('\n');
    }
    let rest = if source[..line_end].ends_with('\r') { line_end - 1 } else { line_end };
    let text = as_in(source, &format!("{above}{text}"));
    Some(format!("{}{text}{}", &source[..own.start], &source[rest..]))
}

fn inserted(source: &str, after: Option<&(Key, Node)>, change: &Change) -> Option<String> {
    let (key, node) = after?;
    let end = end(source, key, node)?;
    let at = source[end..].find('\n').map_or(source.len(), |at| end + at + 1);
    let space = if change.value.starts_with('\n') { "" } else { " " };
    let line = as_in(source, &format!("{}:{space}{}\n", change.key, change.value));
    let first = if source[..at].ends_with('\n') { "" } else { "\n" };
    Some(format!("{}{first}{line}{}", &source[..at], &source[at..]))
}

/// `text` with the line breaks of `source`.
fn as_in(source: &str, text: &str) -> String {
    if source.contains("\r\n") { text.replace('\n', "\r\n") } else { text.to_owned() }
}

/// Where the value of `key` ends.
fn end(source: &str, key: &Key, node: &Node) -> Option<usize> {
    match &node.kind {
        Kind::Null if node.span.is_empty() => Some(key.span.end + source[key.span.end..].find(':')? + 1),
        _ => end_of(source, node),
    }
}

fn end_of(source: &str, node: &Node) -> Option<usize> {
    let inside = match &node.kind {
        Kind::Map(entries) => entries.last().map(|(key, node)| end(source, key, node)),
        Kind::List(items) => items.last().map(|item| end_of(source, item)),
        _ => return Some(node.span.start + source.get(node.span.clone())?.trim_end().len()),
    };
    let inside = inside.unwrap_or(Some(node.span.end))?;
    if node.span.is_empty() {
        return Some(inside);
    }
    let close = if source[node.span.clone()].starts_with('{') { '}' } else { ']' };
    Some(inside + source[inside..].find(close)? + 1)
}

/// The comments within the value at `own`, which go when it does.
fn comments<'a>(source: &'a str, own: &Range<usize>, node: &Node) -> Vec<&'a str> {
    let mut texts = Vec::new();
    spans(node, &mut texts);
    texts.push(own.end..own.end);
    let mut from = own.start;
    let mut found = Vec::new();
    for text in texts {
        for line in source.get(from..text.start).unwrap_or_default().lines() {
            let begin = line.char_indices().find(|(at, it)| *it == '#' && line[..*at].ends_with([' ', '\t']));
            let begin = begin.map(|(at, _)| at).or(line.starts_with('#').then_some(0));
            found.extend(begin.map(|at| line[at..].trim_end()));
        }
        from = text.end;
    }
    found
}

/// The places of all keys and texts under `node`, in their order.
fn spans(node: &Node, found: &mut Vec<Range<usize>>) {
    match &node.kind {
        Kind::Map(entries) => {
            for (key, node) in entries {
                found.push(key.span.clone());
                spans(node, found);
            }
        }
        Kind::List(items) => items.iter().for_each(|item| spans(item, found)),
        _ => found.push(node.span.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLOCK: &str = "\n  age: |\n    -----BEGIN-----\n    x\n    -----END-----";

    fn changed(source: &str, key: &'static str, value: &str) -> String {
        let change = Change {
            key,
            value: value.to_owned(),
            instead_of: if key == "region" { &["base_url"] } else { &[] },
            after: &["label", "region", "api_key"],
        };
        edited(source, &change).unwrap_or_else(|| "(it cannot be changed)\n".to_owned())
    }

    #[test]
    fn what_is_not_changed_stays_as_it_is_written() {
        let files = [
            "# head\nlabel: 'acme'   # ours\n\nbase_url: https://x.example.com # the old one\n\n# the key\napi_key: {env: KEY}   # rotated in May\n# tail\n",
            "label: acme\nregion: eu\napi_key:\n  # not in the vault\n  env: KEY  # of the robot\n\nverify_ssl: true",
            "label: acme\r\nregion: \"eu\"\r\n\"api_key\":\r\n  file: >-\r\n    secrets/key\r\norg_id: x\r\n",
            "api_key: { env: KEY # here\n  } # there\nlabel: acme\nregion:\n",
            "api_key: {age: \"# no comment\"}\nlabel: acme",
        ];
        let mut told = String::new();
        for file in files {
            told.extend(["===\n", file, "\n"]);
            for (key, value) in
                [("region", "us"), ("api_key", "{file: k}"), ("api_key", BLOCK), ("org_id", "\"5d0\"")]
            {
                told.extend(["--- ", key, ": ", value, "\n", &changed(file, key, value), "\n"]);
            }
        }
        insta::assert_snapshot!(told.replace('\r', "␍"));
    }

    #[test]
    fn the_same_value_in_another_spelling_is_no_change() {
        let file = "label: acme\napi_key:\n  env: 'KEY'\n";
        assert_eq!(changed(file, "api_key", "{env: KEY}"), file);
    }

    #[test]
    fn what_cannot_be_changed_with_certainty_is_not() {
        let files = [
            "{label: acme, api_key: {env: KEY}}\n",
            "label: acme\n? api_key\n: {env: KEY}\n",
            "label: acme\napi_key: &key {env: KEY}\nx: *key\n",
            "- label\n",
            "label: [\n",
            "",
        ];
        for file in files {
            assert_eq!(changed(file, "api_key", "{file: k}"), "(it cannot be changed)\n", "{file}");
        }
    }
}
