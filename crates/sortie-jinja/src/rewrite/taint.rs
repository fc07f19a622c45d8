//! Which of the expressions that a template prints read secrets.
//!
//! Names are taken for one another wherever they stand in the template: a variable that is set from a secret
//! somewhere holds one everywhere. That is more than what happens in a render, and never less.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::machinery::ast::{BinOpKind, Expr, Stmt};

use super::names::mutates;
use super::reads;

/// What of a template depends on secrets.
pub(crate) enum Taint {
    Nothing,
    /// What is printed from these places of the source, and whether secrets decide over it.
    Parts(Places),
    /// The same, and something that prints nothing reads secrets as well: a `set`, a macro.
    PartsOfMore(Places),
    Whole,
}

/// The places of printed expressions in the source, and whether secrets decide over what they print.
pub(crate) type Places = BTreeMap<u32, bool>;

/// Filters that write a secret in another way. What they make of two secrets differs wherever these do.
const SPELLINGS: [&str; 20] = [
    "b64encode",
    "e",
    "escape",
    "forceescape",
    "hash",
    "lower",
    "md5",
    "quote",
    "reverse",
    "safe",
    "sha1",
    "sha256",
    "string",
    "title",
    "to_json",
    "tojson",
    "trim",
    "upper",
    "urlencode",
    "capitalize",
];

/// Things that remember what they were told, so that a later expression says it which does not read it.
const REMEMBERING: [&str; 4] = ["namespace", "cycler", "joiner", "changed"];

/// A chain of names that is longer is not followed: all of the template is taken to depend on its beginning.
const PASSES: usize = 16;

/// What of `tree`, made from `source`, depends on what the dotted names of `secrets` hold.
pub(super) fn taint(tree: &Stmt<'_>, source: &str, secrets: &BTreeSet<String>) -> Taint {
    let mut walk =
        Walk { secrets, tainted: BTreeSet::new(), parts: Places::new(), more: false, whole: false };
    if !walk.any(&reads::of_statement(tree)) {
        return Taint::Nothing;
    }
    let settled = (0..PASSES).any(|_| {
        let before = walk.tainted.len();
        walk.names_of(tree);
        walk.tainted.len() == before
    });
    walk.printed(tree);
    let remembers = mutates(source) || REMEMBERING.iter().any(|it| source.contains(it));
    match walk {
        Walk { whole, .. } if whole || remembers || !settled => Taint::Whole,
        Walk { more: true, parts, .. } => Taint::PartsOfMore(parts),
        Walk { parts, .. } => Taint::Parts(parts),
    }
}

/// Whether the dotted `name` is one of `secrets`, is in one or has one in it.
pub(crate) fn reads_secret(name: &str, secrets: &BTreeSet<String>) -> bool {
    let within = |one: &str, other: &str| {
        one.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    secrets.iter().any(|secret| within(secret, name) || within(name, secret))
}

struct Walk<'s, 'a> {
    secrets: &'s BTreeSet<String>,
    /// The template's own names that hold something made of a secret.
    tainted: BTreeSet<&'a str>,
    parts: Places,
    more: bool,
    whole: bool,
}

impl<'a> Walk<'_, 'a> {
    /// Whether one of `names` holds something made of a secret, or has one in it.
    fn any(&self, names: &BTreeSet<String>) -> bool {
        names.iter().any(|name| {
            let root = name.split('.').next().unwrap_or_default();
            self.tainted.contains(root) || reads_secret(name, self.secrets)
        })
    }

    fn expression(&self, expr: &Expr<'a>) -> bool {
        self.any(&reads::of_expression(expr))
    }

    fn statement(&self, statement: &Stmt<'a>) -> bool {
        self.any(&reads::of_statement(statement))
    }

    /// Learns which names are set from secrets.
    fn names_of(&mut self, tree: &Stmt<'a>) {
        let mut ahead = vec![tree];
        while let Some(statement) = ahead.pop() {
            match statement {
                Stmt::Set(it) if self.expression(&it.expr) => self.define(&it.target),
                Stmt::SetBlock(it) if self.statement(statement) => self.define(&it.target),
                Stmt::ForLoop(it) if self.expression(&it.iter) => self.define(&it.target),
                Stmt::WithBlock(it) => {
                    for (target, value) in &it.assignments {
                        if self.expression(value) {
                            self.define(target);
                        }
                    }
                }
                Stmt::Macro(it) if self.statement(statement) => {
                    self.tainted.insert(it.name);
                }
                _ => (),
            }
            ahead.extend(bodies(statement).into_iter().flatten());
        }
    }

    fn define(&mut self, target: &Expr<'a>) {
        match target {
            Expr::Var(it) => {
                self.tainted.insert(it.id);
            }
            Expr::List(it) => it.items.iter().for_each(|item| self.define(item)),
            Expr::Tuple(it) => it.items.iter().for_each(|item| self.define(item)),
            Expr::GetAttr(it) => self.define(&it.expr),
            _ => (),
        }
    }

    /// Whether `expr` is a value as it is named, or written in another way, perhaps beside others.
    fn is_spelling(&self, expr: &Expr<'_>) -> bool {
        match expr {
            Expr::Const(_) => true,
            // What a variable holds may be the answer to a question.
            Expr::Var(it) => !self.tainted.contains(it.id),
            Expr::GetAttr(it) => self.is_spelling(&it.expr),
            Expr::GetItem(it) => {
                self.is_spelling(&it.expr) && matches!(it.subscript_expr, Expr::Const(_)) && is_map(&it.expr)
            }
            Expr::Filter(it) => {
                SPELLINGS.contains(&it.name)
                    && it.args.is_empty()
                    && it.expr.as_ref().is_some_and(|it| self.is_spelling(it))
            }
            Expr::BinOp(it) => {
                matches!(it.op, BinOpKind::Concat)
                    && self.is_spelling(&it.left)
                    && self.is_spelling(&it.right)
            }
            _ => false,
        }
    }

    /// Finds what is printed to the text itself. Whatever else reads secrets decides over all of the text.
    fn printed(&mut self, tree: &Stmt<'a>) {
        let mut ahead = vec![tree];
        while let Some(statement) = ahead.pop() {
            match statement {
                Stmt::EmitExpr(it) if self.expression(&it.expr) => {
                    self.parts.insert(it.span().start_offset, !self.is_spelling(&it.expr));
                }
                // What these make is read by its name, and never printed where it stands.
                Stmt::Set(_) | Stmt::SetBlock(_) | Stmt::Macro(_) => {
                    self.more |= self.statement(statement);
                    continue;
                }
                Stmt::WithBlock(it) => {
                    self.more |= it.assignments.iter().any(|(_, value)| self.expression(value));
                }
                // What a block prints, `self` gives once more.
                Stmt::Block(_) | Stmt::FilterBlock(_) | Stmt::CallBlock(_) | Stmt::Do(_) => {
                    self.whole |= self.statement(statement);
                    continue;
                }
                // A loop that calls itself prints within what it prints.
                Stmt::ForLoop(it) => {
                    let mut read = std::iter::once(&it.iter).chain(&it.filter_expr);
                    self.whole |= it.recursive || read.any(|it| self.expression(it));
                }
                Stmt::IfCond(it) => self.whole |= self.expression(&it.expr),
                Stmt::AutoEscape(it) => self.whole |= self.expression(&it.enabled),
                _ => (),
            }
            ahead.extend(bodies(statement).into_iter().flatten());
        }
    }
}

/// Whether `expr` names all that there is: an item of it is no character of a secret.
fn is_map(expr: &Expr<'_>) -> bool {
    matches!(expr, Expr::Var(it) if ["reference", "context"].contains(&it.id))
}

/// The statements within `statement`.
fn bodies<'t, 'a>(statement: &'t Stmt<'a>) -> [&'t [Stmt<'a>]; 2] {
    match statement {
        Stmt::Template(it) => [&it.children, &[]],
        Stmt::ForLoop(it) => [&it.body, &it.else_body],
        Stmt::IfCond(it) => [&it.true_body, &it.false_body],
        Stmt::WithBlock(it) => [&it.body, &[]],
        Stmt::SetBlock(it) => [&it.body, &[]],
        Stmt::AutoEscape(it) => [&it.body, &[]],
        Stmt::FilterBlock(it) => [&it.body, &[]],
        Stmt::Block(it) => [&it.body, &[]],
        Stmt::Macro(it) => [&it.body, &[]],
        Stmt::CallBlock(it) => [&it.macro_decl.body, &[]],
        _ => [&[], &[]],
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::{Engine, Limits, Marked, Marking, Undefined};

    /// How the template `source` depends on the reference value `pin`.
    fn taint(source: &str) -> &'static str {
        let engine = Engine::new(Undefined::Strict, Limits::default());
        let secrets = ["pin", "reference.pin"].map(str::to_owned).into_iter().collect::<BTreeSet<_>>();
        let template = engine.text(source).expect(source);
        match template.marked(&secrets, Marking::Printed).expect(source) {
            Marked::Open => "open",
            Marked::Parts(_) => "parts",
            Marked::Whole => "whole",
        }
    }

    #[test]
    fn whatever_reads_a_secret_is_found() {
        let secret = ["pin", "reference.pin", "reference['pin']", "reference", "pin.upper()", "[reference]"];
        for source in secret {
            assert_eq!(taint(&format!("{{{{ {source} }}}}")), "parts", "{source}");
        }
        // Every method of a dict that gives something of it.
        for method in ["get('pin')", "items()", "values()", "copy()", "keys()", "__getitem__('pin')"] {
            assert_eq!(taint(&format!("{{{{ reference.{method} }}}}")), "parts", "{method}");
            assert_eq!(taint(&format!("{{% set x = reference.{method} %}}{{{{ x }}}}")), "parts", "{method}");
            assert_eq!(taint(&format!("{{% if reference.{method} %}}1{{% endif %}}")), "whole", "{method}");
        }
        for method in ["pop('pin')", "popitem()", "setdefault('pin', 1)", "update({})"] {
            assert_eq!(taint(&format!("{{{{ reference.{method} }}}}")), "whole", "{method}");
        }
        let whole = [
            "{% block a %}{{ pin }}{% endblock %}{{ self.a() }}",
            "{{ self.a() }}{% block a %}{{ pin }}{% endblock %}",
            "{% filter upper %}{{ pin }}{% endfilter %}",
            "{% for x in reference.values() %}{{ x }}{% endfor %}",
        ];
        for source in whole {
            assert_eq!(taint(source), "whole", "{source}");
        }
        for source in
            ["{{ user }}", "{{ reference.tenant }}", "{{ user.get('pin') }}", "{{ other.pin }}", "pin"]
        {
            assert_eq!(taint(source), "open", "{source}");
        }
    }
}
