use std::ops::Range;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_yaml::DuplicateKeyPolicy;

use super::fault::Target;
use super::node::{Kind, Node};
use super::{Diagnostic, Fault, Mistakes, schema};

/// A user's YAML file, parsed, with every value's place.
#[derive(Debug)]
pub(crate) struct Document {
    path: String,
    source: String,
    root: Node,
}

impl Document {
    /// Parses `source`, the text of the file at `path`.
    pub(crate) fn parse(path: &str, source: &str) -> Result<Self, Mistakes> {
        let options = serde_yaml::options! {
            // YAML 1.2: `no` and `010` are texts. Authors of YAML 1.1 are told by the type.
            strict_booleans: true,
            leading_zero_numbers_as_strings: true,
            underscored_numbers_as_strings: true,
            reject_unsupported_tags: true,
            duplicate_keys: DuplicateKeyPolicy::PassThrough,
            with_snippet: false,
            // Enough for any honest file; an anchor bomb ends here.
            budget: serde_yaml::budget! { max_nodes: 20_000, max_depth: 64 },
        };
        match serde_yaml::from_str_with_options::<Node>(source, options) {
            Ok(root) => Ok(Self { path: path.to_owned(), source: source.to_owned(), root }),
            Err(error) => Err(Mistakes::new(vec![syntax_mistake(path, source, &error)])),
        }
    }

    /// Reads the document as a `T`, or tells every place where it is none.
    pub(crate) fn read<T: DeserializeOwned + JsonSchema>(&self) -> Result<T, Mistakes> {
        if matches!(self.root.kind, Kind::Null) {
            return Err(self.mistakes(vec![Fault::bytes(0..0, "the file is empty")]));
        }
        let read = serde_json::from_value::<T>(self.root.to_value());
        match (read, self.duplicates()) {
            (Ok(value), duplicates) if duplicates.is_empty() => Ok(value),
            (read, mut faults) => {
                faults.extend(schema::check(&self.root, schemars::schema_for!(T).as_value()));
                if let (Err(error), true) = (read, faults.is_empty()) {
                    faults.push(Fault::bytes(0..0, error.to_string()));
                }
                Err(self.mistakes(faults))
            }
        }
    }

    /// Turns faults, told by structure, into mistakes, told by place.
    pub(crate) fn mistakes(&self, faults: Vec<Fault>) -> Mistakes {
        let diagnostics = faults.into_iter().map(|fault| {
            let span = self.locate(&fault);
            Diagnostic::new(&self.path, &self.source, span, fault.message, fault.help)
        });
        Mistakes::new(diagnostics.collect())
    }

    fn locate(&self, fault: &Fault) -> Range<usize> {
        if let Target::Bytes(range) = &fault.target {
            return range.clone();
        }
        let Some((key, node)) = self.root.find(&fault.steps) else { return self.root.span.clone() };
        match (&fault.target, key) {
            (Target::Key, Some(key)) => key.span.clone(),
            (Target::Within(range), _) => self.within(node, range),
            // A block's own place is an empty one at its first key: the key above it says more.
            (_, Some(key)) if node.span.is_empty() || matches!(node.kind, Kind::Map(_) | Kind::List(_)) => {
                key.span.clone()
            }
            _ => node.span.clone(),
        }
    }

    /// The bytes of the file behind some bytes of a text; the whole text where escapes lie between.
    fn within(&self, node: &Node, range: &Range<usize>) -> Range<usize> {
        let Kind::Text(text) = &node.kind else { return node.span.clone() };
        let (Some(raw), Some(part)) = (self.source.get(node.span.clone()), text.get(range.clone())) else {
            return node.span.clone();
        };
        let opening = usize::from(raw.starts_with(['"', '\'']));
        let start = node.span.start + opening + range.start;
        let exact = start..start + part.len();
        let same_before = raw.get(opening..opening + range.start) == text.get(..range.start);
        if same_before && self.source.get(exact.clone()) == Some(part) { exact } else { node.span.clone() }
    }

    fn duplicates(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        collect_duplicates(&self.root, &mut faults);
        faults
    }
}

fn collect_duplicates(node: &Node, faults: &mut Vec<Fault>) {
    match &node.kind {
        Kind::Map(entries) => {
            for (index, (key, value)) in entries.iter().enumerate() {
                if entries[..index].iter().any(|(earlier, _)| earlier.name == key.name) {
                    faults
                        .push(Fault::bytes(key.span.clone(), format!("the key `{}` stands twice", key.name)));
                }
                collect_duplicates(value, faults);
            }
        }
        Kind::List(items) => items.iter().for_each(|item| collect_duplicates(item, faults)),
        _ => (),
    }
}

fn syntax_mistake(path: &str, source: &str, error: &serde_yaml::Error) -> Diagnostic {
    let error = error.without_snippet();
    let text = error.to_string();
    let message = text.split(" at line ").next().unwrap_or(&text);
    let start = error.location().map_or(0, |place| {
        let line = usize::try_from(place.line()).unwrap_or(1).saturating_sub(1);
        let column = usize::try_from(place.column()).unwrap_or(1).saturating_sub(1);
        let line_start: usize = source.split_inclusive('\n').take(line).map(str::len).sum();
        let width: usize = source[line_start..].chars().take(column).map(char::len_utf8).sum();
        line_start + width
    });
    let (message, help) = in_our_words(message, source, start);
    let end = start + source.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    Diagnostic::new(path, source, start..end, message, help)
}

/// What the YAML reader says, where its words would not help an author.
fn in_our_words(message: &str, source: &str, at: usize) -> (String, Option<String>) {
    let around = source.get(at.saturating_sub(1)..).unwrap_or_default();
    if message.contains("expected string scalar") && around.starts_with("{{") {
        let help = "a text that begins with `{{` needs quotes: \"{{ … }}\"";
        return ("a mapping where a template was meant".to_owned(), Some(help.to_owned()));
    }
    if message.contains("budget breached") {
        return ("the file is too large, too deep, or repeats too much by anchors".to_owned(), None);
    }
    if message.contains("tabs disallowed") {
        return ("a tab in the indentation".to_owned(), Some("indent with spaces".to_owned()));
    }
    (message.to_owned(), None)
}
