//! Templates rewritten between the engine's parser and its code generator.
//!
//! The engine's operators differ from Python's: `'5' < 10` has a value, `'%s' % x` has none, `+` on lists is
//! lazy and can nest without end. None of that can be changed from outside, so every operator that differs
//! becomes a filter of ours, under a name that no author can write (`+`, `<`, `in`). The tree keeps the
//! author's spans, so errors still point into the author's text.
//!
//! This is the only module that touches the engine's unstable surface (`minijinja::machinery`), which is why
//! the version is pinned exactly. Moving to another version means making this module compile and the recorded
//! templates of `tests/` pass.

mod expressions;
mod macros;
mod names;
mod operators;
mod reads;
mod statements;
mod structure;
mod taint;

use std::collections::{BTreeMap, BTreeSet};

use minijinja::machinery::{self, CodeGenerator, Instructions, ast, parse};
use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, Error, State, Value};
use self_cell::self_cell;

use crate::marks::{Marked, Marking};

pub(crate) use names::{At, Known, closest, mutates};
pub(crate) use taint::{Places, Taint, reads_secret};

/// The name under which the engine knows a template; no user sees it.
pub(crate) const NAME: &str = "template";

/// What the author's text is compiled for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// The text that is printed is the result.
    Text,
    /// The text that is printed is read as JSON, so the author's own text must be told from values.
    Json,
}

self_cell!(
    struct Cell {
        owner: String,
        #[covariant]
        dependent: Compiled,
    }
);

struct Compiled<'source> {
    instructions: Instructions<'source>,
    blocks: BTreeMap<&'source str, Instructions<'source>>,
    one_expression: bool,
    size_hint: usize,
}

/// A compiled template together with the source it borrows from.
pub(crate) struct Code(Cell);

impl Code {
    /// Compiles `source`, whose filters and tests have to be among the `known` ones.
    pub(crate) fn new(
        source: String,
        syntax: &SyntaxConfig,
        mode: Mode,
        known: &Known,
    ) -> Result<Self, Error> {
        Self::with_marks(source, syntax, mode, known, None)
    }

    /// The same template with marks around what depends on `secrets`, dotted names.
    pub(crate) fn marked(
        &self,
        syntax: &SyntaxConfig,
        mode: Mode,
        known: &Known,
        secrets: &BTreeSet<String>,
        marking: Marking,
    ) -> Result<Marked<Self>, Error> {
        let source = self.source();
        let places = match self.taint(syntax, secrets)? {
            Taint::Nothing => return Ok(Marked::Open),
            Taint::Whole => return Ok(Marked::Whole),
            // What prints nothing cannot be left out, and may fail with a secret in its words.
            Taint::PartsOfMore(_) if marking == Marking::LeftOut => return Ok(Marked::Whole),
            Taint::Parts(places) | Taint::PartsOfMore(places) => places,
        };
        let marks = Some((&places, marking));
        Self::with_marks(source.to_owned(), syntax, mode, known, marks).map(Marked::Parts)
    }

    /// What of the template depends on `secrets`, dotted names.
    pub(crate) fn taint(&self, syntax: &SyntaxConfig, secrets: &BTreeSet<String>) -> Result<Taint, Error> {
        Ok(taint::taint(&parse(self.source(), NAME, syntax.clone())?, self.source(), secrets))
    }

    fn with_marks(
        source: String,
        syntax: &SyntaxConfig,
        mode: Mode,
        known: &Known,
        marks: Option<(&Places, Marking)>,
    ) -> Result<Self, Error> {
        Cell::try_new(source, |source| {
            let tree = parse(source, NAME, syntax.clone())?;
            let rewriter = Rewriter { mode, known, mutable: mutates(source), source, marks };
            let rewritten = rewriter.root(&tree)?;
            let mut generator = CodeGenerator::new(NAME, source);
            generator.compile_stmt(&rewritten);
            let size_hint = generator.buffer_size_hint();
            let (instructions, blocks) = generator.finish();
            Ok(Compiled { instructions, blocks, one_expression: is_one_expression(&tree), size_hint })
        })
        .map(Self)
    }

    pub(crate) fn source(&self) -> &str {
        self.0.borrow_owner()
    }

    /// The names that the template reads and does not define itself, dotted as far as it looks into them.
    pub(crate) fn names(&self, syntax: &SyntaxConfig) -> BTreeSet<String> {
        parse(self.source(), NAME, syntax.clone()).map(|tree| reads::reads(&tree)).unwrap_or_default()
    }

    /// Whether the whole template is one `{{ … }}`.
    pub(crate) fn is_one_expression(&self) -> bool {
        self.0.borrow_dependent().one_expression
    }

    /// Renders, then looks at the state the template ended in.
    pub(crate) fn run<T>(
        &self,
        environment: &Environment<'static>,
        escape: AutoEscape,
        root: Value,
        look: impl FnOnce(&State<'_, '_>) -> T,
    ) -> Result<(String, T), Error> {
        let compiled = self.0.borrow_dependent();
        let mut text = String::with_capacity(compiled.size_hint.min(64 * 1024));
        let mut output = machinery::make_string_output(&mut text);
        let ended =
            machinery::eval(environment, &compiled.instructions, root, &compiled.blocks, &mut output, escape);
        let seen = ended.map(|(_, state)| look(&state))?;
        drop(output);
        Ok((text, seen))
    }
}

/// Turns the author's tree into one whose operators are Python's.
#[derive(Clone, Copy)]
struct Rewriter<'known> {
    source: &'known str,
    mode: Mode,
    known: &'known Known,
    /// Whether lists and dicts have to be of the kind that can change.
    mutable: bool,
    /// The printed expressions that marks stand around, by their places.
    marks: Option<(&'known Places, Marking)>,
}

fn is_one_expression(tree: &ast::Stmt<'_>) -> bool {
    match tree {
        ast::Stmt::Template(template) => matches!(template.children.as_slice(), [ast::Stmt::EmitExpr(_)]),
        _ => false,
    }
}
