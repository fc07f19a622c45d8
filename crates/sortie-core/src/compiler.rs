use std::ops::Range;

use serde_json::{Map, Value};
use sortie_jinja::{Error, ErrorKind, Scope};

use crate::caller_templates::has_template;
use crate::engines::OF_DEFINITIONS;
use crate::file::{Fault, Steps, offset};
use crate::legal_name::LegalName;
use crate::tree::Tree;

/// Compiles the templates of one definition file, and keeps its mistakes.
pub(crate) struct Compiler<'a> {
    legal: Vec<LegalName<'a>>,
    pub(crate) faults: Vec<Fault>,
}

impl<'a> Compiler<'a> {
    /// A compiler of templates that may read `legal` names.
    pub(crate) fn new(legal: impl IntoIterator<Item = LegalName<'a>>) -> Self {
        Self { legal: legal.into_iter().collect(), faults: Vec::new() }
    }

    /// Compiles `value`, which stands at `at` in its file.
    pub(crate) fn tree(&mut self, value: &Value, at: &Steps) -> Tree {
        match value {
            Value::String(text) => self.text(text, at),
            Value::Array(items) => Tree::List(
                items.iter().enumerate().map(|(index, it)| self.tree(it, &at.nth(index))).collect(),
            ),
            Value::Object(map) => Tree::Map(map.iter().map(|(key, it)| self.entry(key, it, at)).collect()),
            other => Tree::Literal(other.clone()),
        }
    }

    /// Compiles the value of one key of the mapping at `at`.
    pub(crate) fn entry(&mut self, key: &str, value: &Value, at: &Steps) -> (String, Tree) {
        let at = at.then(key);
        if has_template(key) {
            let fault = Fault::key(&at, "a template where only its value can be one");
            self.faults.push(fault.with_help("a key is taken as it is"));
        }
        (key.to_owned(), self.tree(value, &at))
    }

    /// Compiles `text`, which stands at `at` in its file.
    pub(crate) fn text(&mut self, text: &str, at: &Steps) -> Tree {
        self.part(text, 0, at)
    }

    /// Compiles a part of the text at `at` that begins at its byte `start`.
    pub(crate) fn part(&mut self, part: &str, start: usize, at: &Steps) -> Tree {
        if !has_template(part) {
            return Tree::Literal(Value::String(part.to_owned()));
        }
        let tree = compile(part).unwrap_or_else(|error| {
            self.template_fault(&error, part, start, at);
            Tree::Literal(Value::Null)
        });
        // What a template calls is looked up when it runs; nothing else can go wrong without any names.
        if let Err(error) = tree.render(&Scope::new(Map::new()))
            && error.kind() == ErrorKind::UnknownName
        {
            self.template_fault(&error, part, start, at);
        }
        self.check_names(&tree, part, start, at);
        tree
    }

    fn template_fault(&mut self, error: &Error, part: &str, start: usize, at: &Steps) {
        let place = offset(part, error.line(), error.column());
        let place = place.min(part.trim_end().char_indices().last().map_or(0, |(last, _)| last));
        let width = part[place..].chars().next().map_or(0, char::len_utf8);
        self.faults.push(Fault::within(at, start + place..start + place + width, error.message()));
    }

    fn check_names(&mut self, tree: &Tree, part: &str, start: usize, at: &Steps) {
        for name in tree.names() {
            if let Some(help) = LegalName::cure(&self.legal, &name) {
                let message = format!("nothing is called `{name}` here");
                let fault = match place_of(part, &name) {
                    Some(place) => Fault::within(at, start + place.start..start + place.end, message),
                    None => Fault::value(at, message),
                };
                self.faults.push(fault.with_help(help));
            }
        }
    }
}

fn compile(text: &str) -> Result<Tree, Error> {
    match OF_DEFINITIONS.expression(text)? {
        Some(expression) => Ok(Tree::Value(expression)),
        None => OF_DEFINITIONS.text(text).map(|template| Tree::Text(Box::new(template))),
    }
}

/// Where `text` reads `name`: inside of a tag, and not as a part of a longer name.
fn place_of(text: &str, name: &str) -> Option<Range<usize>> {
    let word = |it: char| it.is_alphanumeric() || it == '_';
    let reads = |at: &usize| {
        let (before, after) = (&text[..*at], &text[*at + name.len()..]);
        let opened = before.rfind("{{").max(before.rfind("{%"));
        let closed = before.rfind("}}").max(before.rfind("%}"));
        opened > closed && !before.ends_with(|it| word(it) || it == '.') && !after.starts_with(word)
    };
    text.match_indices(name).map(|(at, _)| at).find(reads).map(|at| at..at + name.len())
}
