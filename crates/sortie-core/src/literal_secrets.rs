use std::ops::Range;

use crate::file::{Hide, Key, Kind, Node};
use crate::name::suggest;
use crate::secret_source::names_variable;

/// What may be a secret in a connection file whose author did not know that none stands there.
///
/// Shown is what is known to be harmless; all other values are covered.
pub(crate) const LITERAL_SECRETS: Hide = Hide { in_tree, in_text };

/// The keys of a connection whose values may be shown.
const OF_CONNECTION: [&str; 15] = [
    "label",
    "description",
    "integration",
    "region",
    "base_url",
    "hosts",
    "org_id",
    "verify_ssl",
    "ca_bundle",
    "proxy",
    "allow_http",
    "timeouts",
    "limits",
    "undefined",
    "emulator",
];

/// The keys that tell where a secret is kept, whose values may be shown. A command may have one among its
/// arguments, and what stands at `age` may not be encrypted.
const OF_SOURCE: [&str; 4] = ["type", "env", "file", "keyring"];

/// The keys below which secrets are told of: they may be shown, and what belongs to them may not.
const OF_SECRETS: [&str; 16] = [
    "api_key",
    "oauth",
    "client_id",
    "client_secret",
    "command",
    "shell",
    "timeout_seconds",
    "age",
    "reference_values",
    "value",
    "client_certificate",
    "certificate",
    "key",
    "proxy_auth",
    "username",
    "password",
];

fn in_tree(text: &str, root: &Node) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let Kind::Map(entries) = &root.kind else { return found };
    for (key, node) in entries {
        match (key.name.as_str(), &node.kind) {
            ("reference_values", Kind::Map(values)) => {
                for (_, value) in values {
                    source(value, &mut found);
                }
            }
            ("hosts", Kind::Map(hosts)) => {
                for (_, host) in hosts {
                    in_address(text, &host.span, &mut found);
                }
            }
            ("base_url" | "proxy", _) => in_address(text, &node.span, &mut found),
            ("client_certificate", Kind::Map(entries)) => {
                credentials(entries, "certificate", "key", &mut found);
            }
            ("proxy_auth", Kind::Map(entries)) => credentials(entries, "username", "password", &mut found),
            ("api_key", _) => source(node, &mut found),
            ("oauth", Kind::Map(entries)) => service_account(entries, &mut found),
            ("verify_ssl" | "allow_http", Kind::Bool(_)) => (),
            ("timeouts" | "limits" | "emulator", Kind::Map(numbers)) => {
                for (_, value) in numbers.iter().filter(|(_, it)| !matches!(it.kind, Kind::Number(_))) {
                    everything(value, &mut found);
                }
            }
            ("verify_ssl" | "allow_http" | "timeouts" | "limits" | "emulator", _) => {
                everything(node, &mut found);
            }
            ("ca_bundle", Kind::Text(text)) if text.contains("-----") => everything(node, &mut found),
            (name, _) if OF_CONNECTION.contains(&name) => (),
            _ => everything(node, &mut found),
        }
    }
    found
}

fn service_account(entries: &[(Key, Node)], found: &mut Vec<Range<usize>>) {
    for (key, value) in entries {
        match (key.name.as_str(), &value.kind) {
            ("client_secret", _) => source(value, found),
            // What has a colon may be id and secret in one.
            ("client_id", Kind::Text(id)) if !id.contains(':') => (),
            _ => everything(value, found),
        }
    }
}

/// Line by line: a known key at a line's beginning is shown, and nothing else. Where the file is no YAML,
/// nobody can say what belongs to which key.
fn in_text(source: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in source.split_inclusive('\n') {
        let key = line.split_once(':').map(|(key, _)| key);
        let name = key.unwrap_or_default().trim();
        let known = OF_CONNECTION.contains(&name) || OF_SOURCE.contains(&name) || OF_SECRETS.contains(&name);
        let shown = key.filter(|_| known).map_or(0, |key| key.len() + 1);
        found.push(start + shown..start + line.len());
        start += line.len();
    }
    found
}

/// Covers what an address at `span` holds besides scheme, host and path.
fn in_address(source: &str, span: &Range<usize>, found: &mut Vec<Range<usize>>) {
    let Some(text) = source.get(span.clone()) else { return };
    let begin = text.find("://").map_or(0, |at| at + 3);
    let user = begin..text.rfind('@').unwrap_or(begin).max(begin);
    let query = text.find(['?', '#']).map_or(text.len(), |at| at + 1)..text.trim_end().len();
    let parts = [user, query].into_iter().filter(|part| !part.is_empty());
    found.extend(parts.map(|part| span.start + part.start..span.start + part.end));
}

/// Covers what is not the text `open` nor the place of the secret `hidden`.
fn credentials(entries: &[(Key, Node)], open: &str, hidden: &str, found: &mut Vec<Range<usize>>) {
    for (key, node) in entries {
        match &node.kind {
            // A key is often pasted together with its certificate.
            Kind::Text(text) if key.name == open && !text.contains("-----") => (),
            _ if key.name == hidden => source(node, found),
            _ => everything(node, found),
        }
    }
}

/// Covers what does not belong where a secret's place is told.
fn source(node: &Node, found: &mut Vec<Range<usize>>) {
    let Kind::Map(entries) = &node.kind else { return everything(node, found) };
    let is_text = |kind: &Kind| matches!(kind, Kind::Text(word) if word == "text");
    let shown = entries.iter().any(|(key, node)| key.name == "type" && is_text(&node.kind));
    for (key, node) in entries {
        match key.name.as_str() {
            // What cannot be a variable's name may be the secret.
            "env" if matches!(&node.kind, Kind::Text(name) if !name.is_empty() && !names_variable(name)) => {
                everything(node, found);
            }
            name if OF_SOURCE.contains(&name) => (),
            "value" if shown => (),
            "shell" if matches!(node.kind, Kind::Bool(_)) => (),
            "timeout_seconds" if matches!(node.kind, Kind::Number(_)) => (),
            _ => entry(key, node, found),
        }
    }
}

/// Covers a value, and its key too unless that is a known one or nearly so: `{abc}` is the key `abc` without a
/// value, and `{abc: env}` has the two in the wrong order.
fn entry(key: &Key, node: &Node, found: &mut Vec<Range<usize>>) {
    let known = || OF_SOURCE.into_iter().chain(OF_SECRETS);
    let name = key.name.as_str();
    if !known().any(|it| it == name) && suggest(name, known()).is_none() {
        found.push(key.span.clone());
    }
    everything(node, found);
}

/// Covers all texts of `node`, and the keys in it.
pub(crate) fn everything(node: &Node, found: &mut Vec<Range<usize>>) {
    match &node.kind {
        Kind::List(items) => items.iter().for_each(|item| everything(item, found)),
        Kind::Map(entries) => {
            for (key, node) in entries {
                found.push(key.span.clone());
                everything(node, found);
            }
        }
        _ => found.push(node.span.clone()),
    }
}
