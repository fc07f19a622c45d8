//! Where the parts of a YAML text stand in its file.

use std::ops::Range;

use super::node::{Kind, Node};

/// The bytes of `source` behind some bytes of the text `node`; the whole text where they cannot be told.
///
/// A text is written with quotes, escapes, indentation and folded lines. What is looked for keeps its
/// characters in nearly all of them, so it is found by how often it stands before.
pub(super) fn within(source: &str, node: &Node, range: &Range<usize>) -> Range<usize> {
    let whole = trimmed(source, &node.span);
    let Kind::Text(text) = &node.kind else { return whole };
    let (Some(raw), Some(part)) = (source.get(whole.clone()), text.get(range.clone())) else { return whole };
    if part.is_empty() {
        return whole;
    }
    let before = text.match_indices(part).take_while(|(at, _)| *at < range.start).count();
    let same = raw.matches(part).count() == text.matches(part).count();
    match raw.match_indices(part).nth(before).filter(|_| same) {
        Some((at, _)) => whole.start + at..whole.start + at + part.len(),
        None => whole,
    }
}

/// `span` without the blanks at its end: a block's text reaches into the indentation of what follows.
pub(super) fn trimmed(source: &str, span: &Range<usize>) -> Range<usize> {
    let length = source.get(span.clone()).map_or(span.len(), |raw| raw.trim_end().len());
    span.start..span.start + length
}
