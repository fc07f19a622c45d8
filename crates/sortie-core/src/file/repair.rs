//! Makes a file with mistakes readable, so that all of its mistakes can be told at once.

use serde_json::Value;

use super::node::{Key, Kind, Node};
use super::schema::Schema;
use crate::name::suggest;

/// Renames misspelt keys of `root`, drops unknown ones, and puts a value that fits `schema` where one is
/// missing or wrong.
pub(super) fn repair(root: &mut Node, document: &Value) {
    node(root, Schema::new(document));
}

fn node(given: &mut Node, schema: Schema<'_>) {
    let schema = schema.resolved(given);
    if !schema.fits(given) {
        *given = Node::made_up(schema.least());
    }
    match &mut given.kind {
        Kind::Map(entries) => map(entries, schema),
        Kind::List(items) => {
            if let Some(item_schema) = schema.items() {
                for item in items {
                    node(item, item_schema);
                }
            }
        }
        _ => (),
    }
}

fn map(entries: &mut Vec<(Key, Node)>, schema: Schema<'_>) {
    let known: Vec<&str> = schema.keys().collect();
    if schema.is_closed() {
        for index in 0..entries.len() {
            let free = |name: &&str| !entries.iter().any(|(key, _)| key.name == *name);
            let name = &entries[index].0.name;
            if !known.contains(&name.as_str())
                && let Some(meant) = suggest(name, known.iter().copied().filter(free))
            {
                meant.clone_into(&mut entries[index].0.name);
            }
        }
        entries.retain(|(key, _)| known.contains(&key.name.as_str()));
    }
    for name in schema.required() {
        if !entries.iter().any(|(key, _)| key.name == name) {
            let key = Key { name: name.to_owned(), span: 0..0 };
            entries.push((key, Node::made_up(Kind::Null)));
        }
    }
    keep_one(entries, schema);
    for (key, value) in entries {
        if let Some(schema) = schema.of_key(&key.name) {
            node(value, schema);
        }
    }
}

/// Leaves one of the keys of which exactly one has to be given.
fn keep_one(entries: &mut Vec<(Key, Node)>, schema: Schema<'_>) {
    let one_of = schema.one_of();
    let Some(first) = one_of.first() else { return };
    let place = |(key, node): &(Key, Node)| one_of.contains(&key.name.as_str()) && node.is_given();
    let kept = entries.iter().find(|entry| place(entry)).map(|(key, _)| key.name.clone());
    if let Some(kept) = kept {
        entries.retain(|(key, _)| key.name == kept || !one_of.contains(&key.name.as_str()));
        return;
    }
    entries.retain(|(key, _)| key.name != *first);
    let key = Key { name: (*first).to_owned(), span: 0..0 };
    let value = schema.of_key(first).map_or(Kind::Null, Schema::least);
    entries.push((key, Node::made_up(value)));
}

#[cfg(test)]
mod tests {
    use super::super::Document;
    use crate::ActionFile;

    #[test]
    fn what_the_structure_can_get_wrong_leaves_an_action_readable() {
        for text in ["{}", "titel: x", "inputs: 1\nrequest: [2]", "inputs: {a: {type: [b, 5]}}\neffect: {}"] {
            let mut document = Document::parse("x.yaml", text).expect("it is YAML");
            document.read::<ActionFile>().expect("it was made readable");
        }
    }
}
