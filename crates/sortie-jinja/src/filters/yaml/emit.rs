use minijinja::{Error, State};

use super::node::Node;
use super::scalar::{self, Quotes, Spot};
use crate::python::budget;

/// The options of a writer.
#[expect(clippy::struct_excessive_bools, reason = "each is an argument of the filter")]
pub(super) struct Layout {
    pub(super) indent: usize,
    pub(super) width: i64,
    pub(super) sorted: bool,
    /// Brackets and braces always, never, or, where nothing is said, around what holds no other list or dict.
    pub(super) flow: Option<bool>,
    pub(super) start: bool,
    pub(super) end: bool,
    pub(super) unicode: bool,
}

impl Default for Layout {
    fn default() -> Self {
        Self { indent: 2, width: 80, sorted: true, flow: None, start: false, end: false, unicode: true }
    }
}

/// Writes nodes as libyaml's emitter does, to the byte.
pub(super) struct Emitter<'s> {
    state: &'s State<'s, 's>,
    layout: &'s Layout,
    width: usize,
    out: String,
    column: usize,
    /// The margin of what is being written; none outside of everything.
    margin: Option<usize>,
    flow_depth: usize,
    /// Whether the last character written separates words.
    pub(super) after_blank: bool,
    /// Whether the line has nothing but its margin and `-`, `?`, `:` yet.
    pub(super) in_indent: bool,
}

/// Where a node stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Root,
    Item,
    Key,
    Value,
}

impl<'s> Emitter<'s> {
    pub(super) fn new(state: &'s State<'_, '_>, layout: &'s Layout) -> Self {
        let width = match usize::try_from(layout.width) {
            Err(_) => usize::MAX,
            Ok(width) if width <= layout.indent * 2 => 80,
            Ok(width) => width,
        };
        Self {
            state,
            layout,
            width,
            out: String::new(),
            column: 0,
            margin: None,
            flow_depth: 0,
            after_blank: true,
            in_indent: true,
        }
    }

    /// The whole text.
    pub(super) fn document(mut self, node: &Node) -> Result<String, Error> {
        if self.layout.start {
            self.indent();
            self.indicator("---", true, false, false);
        }
        self.node(node, Place::Root)?;
        self.indent();
        if self.layout.end {
            self.indicator("...", true, false, false);
            self.indent();
        }
        budget::text(self.state, "to_yaml", self.out.len())?;
        Ok(self.out)
    }

    fn node(&mut self, node: &Node, place: Place) -> Result<(), Error> {
        match node {
            Node::Scalar(text, plain) => self.scalar(text, *plain, place),
            Node::List(items, flow) if *flow || self.flow_depth > 0 || items.is_empty() => {
                self.flow('[', ']', items, |this, item| this.node(item, Place::Item))
            }
            Node::List(items, _) => self.list(items, place),
            Node::Dict(pairs, flow) if *flow || self.flow_depth > 0 || pairs.is_empty() => {
                self.flow('{', '}', pairs, Self::flow_pair)
            }
            Node::Dict(pairs, _) => self.dict(pairs),
        }
    }

    fn scalar(&mut self, text: &str, plain: bool, place: Place) -> Result<(), Error> {
        let key = place == Place::Key;
        let quotes =
            scalar::quotes(text, plain, Spot { key, flow: self.flow_depth > 0 }, self.layout.unicode);
        let outer = self.deeper(true, false);
        match quotes {
            Quotes::None => self.plain(text, !key),
            Quotes::Single => self.single(text, !key),
            Quotes::Double => self.double(text, !key, self.layout.unicode),
        }
        self.margin = outer;
        if self.out.len() > 1 << 20 {
            budget::text(self.state, "to_yaml", self.out.len() / 16)
        } else {
            Ok(())
        }
    }

    fn flow<T>(
        &mut self,
        open: char,
        close: char,
        items: &[T],
        write: impl Fn(&mut Self, &T) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.indicator(open.encode_utf8(&mut [0; 4]), true, true, false);
        let outer = self.deeper(true, false);
        self.flow_depth += 1;
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.indicator(",", false, false, false);
            }
            if self.is_wide() {
                self.indent();
            }
            write(self, item)?;
        }
        self.flow_depth -= 1;
        self.margin = outer;
        self.indicator(close.encode_utf8(&mut [0; 4]), false, false, false);
        Ok(())
    }

    fn flow_pair(&mut self, (key, item): &(Node, Node)) -> Result<(), Error> {
        if is_simple(key) {
            self.node(key, Place::Key)?;
            self.indicator(":", false, false, false);
        } else {
            self.indicator("?", true, false, false);
            self.node(key, Place::Value)?;
            if self.is_wide() {
                self.indent();
            }
            self.indicator(":", true, false, false);
        }
        self.node(item, Place::Value)
    }

    fn list(&mut self, items: &[Node], place: Place) -> Result<(), Error> {
        // Below a key a list needs no margin of its own.
        let outer = self.deeper(false, place == Place::Value && !self.in_indent);
        for item in items {
            self.indent();
            self.indicator("-", true, false, true);
            self.node(item, Place::Item)?;
        }
        self.margin = outer;
        Ok(())
    }

    fn dict(&mut self, pairs: &[(Node, Node)]) -> Result<(), Error> {
        let outer = self.deeper(false, false);
        for (key, item) in pairs {
            self.indent();
            if is_simple(key) {
                self.node(key, Place::Key)?;
                self.indicator(":", false, false, false);
            } else {
                self.indicator("?", true, false, true);
                self.node(key, Place::Value)?;
                self.indent();
                self.indicator(":", true, false, true);
            }
            self.node(item, Place::Value)?;
        }
        self.margin = outer;
        Ok(())
    }

    /// Goes one margin in; the answer is the one to come back to.
    fn deeper(&mut self, flow: bool, same: bool) -> Option<usize> {
        let outer = self.margin;
        self.margin = Some(match outer {
            None if flow => self.layout.indent,
            None => 0,
            Some(margin) if same => margin,
            Some(margin) => margin + self.layout.indent,
        });
        outer
    }

    pub(super) fn is_wide(&self) -> bool {
        self.column > self.width
    }

    pub(super) fn put(&mut self, character: char) {
        self.out.push(character);
        self.column += 1;
    }

    pub(super) fn line(&mut self) {
        self.out.push('\n');
        self.column = 0;
    }

    /// A line break of Unicode's, which stays as it is.
    pub(super) fn wide_break(&mut self, character: char) {
        self.out.push(character);
        self.column = 0;
    }

    /// Goes to the margin of a line, of a new one where this one is used.
    pub(super) fn indent(&mut self) {
        let margin = self.margin.unwrap_or(0);
        if !self.in_indent || self.column > margin || (self.column == margin && !self.after_blank) {
            self.line();
        }
        while self.column < margin {
            self.put(' ');
        }
        (self.after_blank, self.in_indent) = (true, true);
    }

    pub(super) fn indicator(&mut self, text: &str, apart: bool, is_blank: bool, is_indent: bool) {
        if apart && !self.after_blank {
            self.put(' ');
        }
        text.chars().for_each(|it| self.put(it));
        self.after_blank = is_blank;
        self.in_indent = self.in_indent && is_indent;
    }
}

fn is_simple(key: &Node) -> bool {
    match key {
        Node::Scalar(text, _) => scalar::fits_key(text),
        Node::List(items, _) => items.is_empty(),
        Node::Dict(pairs, _) => pairs.is_empty(),
    }
}
