use std::ops::Range;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_yaml::DuplicateKeyPolicy;

use super::fault::Target;
use super::node::{Kind, Node};
use super::{Diagnostic, Fault, Mistakes, check, place, repair, syntax};
use crate::{Redactor, show};

/// A user's YAML file, parsed, with every value's place.
#[derive(Debug)]
pub(crate) struct Document {
    path: String,
    source: String,
    root: Node,
    /// What its structure has wrong.
    structural: Vec<Diagnostic>,
    /// What no message may repeat.
    hidden: Redactor,
}

/// Tells which parts of a file no message may show.
pub(crate) struct Hide {
    /// The places of what must not be shown in a file that is YAML.
    pub(crate) in_tree: fn(&str, &Node) -> Vec<Range<usize>>,
    /// The places of what must not be shown in a text that is no YAML.
    pub(crate) in_text: fn(&str) -> Vec<Range<usize>>,
}

impl Document {
    /// Parses `source`, the text of the file at `path`.
    pub(crate) fn parse(path: &str, source: &str) -> Result<Self, Mistakes> {
        match parse(source) {
            Ok(root) => Ok(Self::new(path, source, root)),
            Err(error) => Err(Mistakes::new(vec![syntax::mistake(path, source, &error)])),
        }
    }

    /// Parses `source` as [`Document::parse`] does; what `hide` finds shows up in no message, and no comment is
    /// shown.
    pub(crate) fn parse_hiding(path: &str, source: &str, hide: &Hide) -> Result<Self, Mistakes> {
        let root = parse(source).map_err(|error| {
            let shown = covered(source, &(hide.in_text)(source));
            Mistakes::new(vec![syntax::mistake(path, &shown, &error)])
        })?;
        let hidden = (hide.in_tree)(source, &root);
        let shown = covered(&covered(source, &hidden), &comments(source));
        let mut document = Self::new(path, &shown, root);
        hidden
            .into_iter()
            .filter_map(|range| source.get(range))
            .for_each(|it| document.hidden.add(it.trim()));
        Ok(document)
    }

    fn new(path: &str, source: &str, root: Node) -> Self {
        let (path, source) = (path.to_owned(), source.to_owned());
        Self { path, source, root, structural: Vec::new(), hidden: Redactor::default() }
    }

    /// Reads the document as a `T`. Mistakes that leave one readable are kept for [`Document::finish`], so
    /// that what it means can be held against the rules as well.
    pub(crate) fn read<T: DeserializeOwned + JsonSchema>(&mut self) -> Result<T, Mistakes> {
        if self.is_empty() {
            return Err(Mistakes::new(vec![self.diagnostic(Fault::bytes(0..0, "the file is empty"))]));
        }
        let schema = schemars::schema_for!(T).to_value();
        let mut faults = duplicates(&self.root);
        faults.extend(check::check(&self.root, &schema));
        self.structural = faults.into_iter().map(|fault| self.diagnostic(fault)).collect();
        if !self.structural.is_empty() {
            repair::repair(&mut self.root, &schema);
        }
        serde_json::from_value(self.root.to_value()).map_err(|error| {
            let mut mistakes = std::mem::take(&mut self.structural);
            if mistakes.is_empty() {
                mistakes.push(self.diagnostic(Fault::bytes(0..0, error.to_string())));
            }
            Mistakes::new(mistakes)
        })
    }

    /// Gives `value`, which was made of the document, unless anything is wrong with it.
    ///
    /// A fault at a place that was made up is a consequence of what was wrong there, and left out.
    pub(crate) fn finish<T>(self, value: T, faults: Vec<Fault>) -> Result<T, Mistakes> {
        let mut mistakes: Vec<Diagnostic> = faults
            .into_iter()
            .filter(|it| self.root.find(&it.steps).is_some())
            .map(|it| self.diagnostic(it))
            .collect();
        mistakes.extend(self.structural);
        if mistakes.is_empty() { Ok(value) } else { Err(Mistakes::new(mistakes)) }
    }

    /// Whether the file says nothing.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self.root.kind, Kind::Null)
    }

    /// Whether the value behind the top's key `name` is made up, so that what is in it is not known.
    pub(crate) fn made_up(&self, name: &str) -> bool {
        match &self.root.kind {
            Kind::Map(entries) => entries.iter().any(|(key, node)| key.name == name && node.made_up),
            _ => false,
        }
    }

    fn diagnostic(&self, fault: Fault) -> Diagnostic {
        let span = self.locate(&fault);
        let message = self.hidden.text_in_its_case(&fault.message).into_owned();
        Diagnostic::new(&self.path, &self.source, span, message, fault.help)
    }

    fn locate(&self, fault: &Fault) -> Range<usize> {
        if let Target::Bytes(range) = &fault.target {
            return range.clone();
        }
        let Some((key, node)) = self.root.find(&fault.steps) else { return self.root.span.clone() };
        match (&fault.target, key) {
            (Target::Key, Some(key)) => key.span.clone(),
            (Target::Within(range), _) => place::within(&self.source, node, range),
            // A block's own place is an empty one at its first key: the key above it says more.
            (_, Some(key)) if node.span.is_empty() || matches!(node.kind, Kind::Map(_) | Kind::List(_)) => {
                key.span.clone()
            }
            _ => place::trimmed(&self.source, &node.span),
        }
    }

    /// Whether the reader takes the document for a `T`, and how many mistakes the schema finds in it.
    #[cfg(test)]
    pub(crate) fn judge<T: DeserializeOwned + JsonSchema>(&self) -> (bool, usize) {
        let schema = schemars::schema_for!(T).to_value();
        let read = serde_json::from_value::<T>(self.root.to_value()).is_ok();
        (read, check::check(&self.root, &schema).len())
    }
}

pub(super) fn parse(source: &str) -> Result<Node, serde_yaml::Error> {
    let options = serde_yaml::options! {
        // YAML 1.2: `no` and `010` are texts. Authors of YAML 1.1 are told by the type.
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        reject_unsupported_tags: true,
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        // A merged key has no place of its own to point at.
        merge_keys: serde_yaml::MergeKeyPolicy::Error,
        with_snippet: false,
        // Enough for any honest file; an anchor bomb ends here. Each level costs some ten kilobytes of
        // stack, and a thread may have no more than a megabyte.
        budget: serde_yaml::budget! { max_nodes: 20_000, max_depth: 24 },
    };
    serde_yaml::from_str_with_options(source, options)
}

/// `source` with `hidden` places covered. Each character keeps its size, so that every place stays true.
fn covered(source: &str, hidden: &[Range<usize>]) -> String {
    let cover = |(at, character): (usize, char)| {
        let covered = hidden.iter().any(|range| range.contains(&at)) && !character.is_whitespace();
        match character.len_utf8() {
            _ if !covered => character,
            1 => '*',
            2 => '·',
            3 => '•',
            _ => '🞄',
        }
    };
    source.char_indices().map(cover).collect()
}

/// The places of the comments of `source`, where people keep what was there before. A text that looks like one is
/// taken for one.
fn comments(source: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in source.split_inclusive('\n') {
        let is_begin = |at: usize| at == 0 || line[..at].ends_with([' ', '\t']);
        if let Some((at, _)) = line.match_indices('#').find(|(at, _)| is_begin(*at)) {
            found.push(start + at + 1..start + line.len());
        }
        start += line.len();
    }
    found
}

fn duplicates(node: &Node) -> Vec<Fault> {
    match &node.kind {
        Kind::Map(entries) => {
            let twice = entries.iter().enumerate().filter(|(index, (key, _))| {
                entries[..*index].iter().any(|(earlier, _)| earlier.name == key.name)
            });
            let faults = twice.map(|(_, (key, _))| {
                Fault::bytes(key.span.clone(), format!("the key `{}` stands twice", show::short(&key.name)))
            });
            faults.chain(entries.iter().flat_map(|(_, value)| duplicates(value))).collect()
        }
        Kind::List(items) => items.iter().flat_map(duplicates).collect(),
        _ => Vec::new(),
    }
}
