use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde_json::{Map, Value};
use sortie_jinja::{Engine, Error, Expression, Limits, Scope, TextTemplate, Undefined};

use crate::file::{Fault, Steps};
use crate::name::did_you_mean;

/// The structure of a definition, each of its texts a compiled template.
///
/// Structure comes first: a text that is exactly one `{{ … }}` keeps its value's type, and no value can
/// become structure.
#[derive(Clone)]
pub(crate) enum Tree {
    Literal(Value),
    Text(TextTemplate),
    Value(Expression),
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
}

impl Tree {
    /// Fills in the templates. None where the whole is one undefined or none value; such keys are left out.
    pub(crate) fn render(&self, scope: &Scope) -> Result<Option<Value>, Error> {
        Ok(match self {
            Self::Literal(value) => Some(value.clone()),
            Self::Text(template) => Some(Value::String(template.render(scope)?)),
            Self::Value(expression) => expression.eval(scope)?.filter(|value| !value.is_null()),
            Self::List(items) => {
                let rendered = items.iter().map(|item| Ok(item.render(scope)?.unwrap_or_default()));
                Some(Value::Array(rendered.collect::<Result<_, Error>>()?))
            }
            Self::Map(entries) => {
                let mut map = Map::new();
                for (key, tree) in entries {
                    if let Some(value) = tree.render(scope)? {
                        map.insert(key.clone(), value);
                    }
                }
                Some(Value::Object(map))
            }
        })
    }

    /// The names that its templates read.
    pub(crate) fn names(&self) -> BTreeSet<String> {
        match self {
            Self::Literal(_) => BTreeSet::new(),
            Self::Text(template) => template.names(),
            Self::Value(expression) => expression.names(),
            Self::List(items) => items.iter().flat_map(Self::names).collect(),
            Self::Map(entries) => entries.iter().flat_map(|(_, tree)| tree.names()).collect(),
        }
    }
}

/// Compiles the templates of one definition file, and keeps its mistakes.
pub(crate) struct Compiler<'a> {
    legal: Vec<LegalName<'a>>,
    pub(crate) faults: Vec<Fault>,
}

/// A name that templates may read, with the names below it where they are known.
#[derive(Clone)]
pub(crate) struct LegalName<'a> {
    root: &'a str,
    below: Option<Vec<&'a str>>,
}

impl<'a> LegalName<'a> {
    /// `root`, with anything below it.
    pub(crate) fn open(root: &'a str) -> Self {
        Self { root, below: None }
    }

    /// `root`, with nothing but `below` below it.
    pub(crate) fn closed(root: &'a str, below: impl IntoIterator<Item = &'a str>) -> Self {
        Self { root, below: Some(below.into_iter().collect()) }
    }
}

/// What every template of a definition may read of a connection.
pub(crate) fn connection_names<'a>() -> [LegalName<'a>; 2] {
    [LegalName::closed("connection", ["label", "org_id"]), LegalName::open("reference")]
}

impl<'a> Compiler<'a> {
    /// A compiler of templates that may read `legal` names.
    pub(crate) fn new(legal: impl IntoIterator<Item = LegalName<'a>>) -> Self {
        Self { legal: legal.into_iter().collect(), faults: Vec::new() }
    }

    /// Compiles `value`, which stands at `at` in its file.
    pub(crate) fn tree(&mut self, value: &Value, at: &Steps) -> Tree {
        match value {
            Value::String(text) => self.leaf(text, text, at),
            Value::Array(items) => Tree::List(
                items.iter().enumerate().map(|(index, it)| self.tree(it, &at.then(index))).collect(),
            ),
            Value::Object(map) => {
                Tree::Map(map.iter().map(|(key, it)| (key.clone(), self.tree(it, &at.then(key)))).collect())
            }
            other => Tree::Literal(other.clone()),
        }
    }

    /// Compiles `part`, a text or a part of the `whole` text that stands at `at`.
    pub(crate) fn leaf(&mut self, part: &str, whole: &str, at: &Steps) -> Tree {
        if !["{{", "{%", "{#"].iter().any(|opening| part.contains(opening)) {
            return Tree::Literal(Value::String(part.to_owned()));
        }
        let start = part.as_ptr().addr().saturating_sub(whole.as_ptr().addr());
        match compile(part) {
            Ok(tree) => {
                self.check_names(&tree, part, start, at);
                tree
            }
            Err(error) => {
                let offset = start + offset(part, error.line(), error.column());
                self.faults.push(Fault::within(at, offset..offset + 1, error.message()));
                Tree::Literal(Value::Null)
            }
        }
    }

    fn check_names(&mut self, tree: &Tree, part: &str, start: usize, at: &Steps) {
        for name in tree.names() {
            if let Some(help) = self.illegal(&name) {
                let place = start + part.find(&name).unwrap_or(0);
                let fault =
                    Fault::within(at, place..place + name.len(), format!("nothing is called `{name}` here"));
                self.faults.push(fault.with_help(help));
            }
        }
    }

    /// Why `name` may not be read here: the name it should have been; none where it may.
    fn illegal(&self, name: &str) -> Option<String> {
        let mut keys = name.split('.');
        let root = keys.next().unwrap_or_default();
        let Some(legal) = self.legal.iter().find(|legal| legal.root == root) else {
            let roots = self.legal.iter().map(|legal| legal.root);
            let listed = roots.clone().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ");
            let near = did_you_mean(root, roots);
            let help = if near.is_empty() { format!("a template here can read {listed}") } else { near };
            return Some(help.trim_start_matches("; ").to_owned());
        };
        let (below, key) = (legal.below.as_ref()?, keys.next()?);
        if below.contains(&key) {
            return None;
        }
        let near = did_you_mean(key, below.iter().copied());
        let help = if near.is_empty() { format!("`{root}` has no `{key}`") } else { near };
        Some(help.trim_start_matches("; ").to_owned())
    }
}

fn compile(text: &str) -> Result<Tree, Error> {
    // A key that an optional object lacks is none here, however deep; a misspelt input is found at load.
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    let engine = ENGINE.get_or_init(|| Engine::new(Undefined::Chainable, Limits::default()));
    match engine.expression(text)? {
        Some(expression) => Ok(Tree::Value(expression)),
        None => engine.text(text).map(Tree::Text),
    }
}

/// The byte of `text` at `line` and `column`, both from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let line_start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let width: usize = text[line_start..].chars().take(column - 1).map(char::len_utf8).sum();
    line_start + width
}
