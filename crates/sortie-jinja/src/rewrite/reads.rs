//! Which names a template reads and does not define itself.
//!
//! The engine has an account of its own, which forgets the text of a slice, the value of `set pin = pin` and the
//! arguments of filter blocks: a misspelt name there would be found by nobody.

use std::collections::BTreeSet;

use minijinja::machinery::ast::{self, CallArg, Expr, Stmt};

/// The names that `tree` reads, dotted as far as it looks into them.
pub(super) fn reads(tree: &Stmt<'_>) -> BTreeSet<String> {
    let mut reads = Reads { names: BTreeSet::new(), defined: vec![BTreeSet::new()], every: false };
    reads.statement(tree);
    reads.names
}

/// The names that `statement` reads, whoever defines them.
pub(super) fn of_statement(statement: &Stmt<'_>) -> BTreeSet<String> {
    let mut reads = Reads { names: BTreeSet::new(), defined: Vec::new(), every: true };
    reads.statement(statement);
    reads.names
}

/// The names that `expr` reads, whoever defines them.
pub(super) fn of_expression(expr: &Expr<'_>) -> BTreeSet<String> {
    let mut reads = Reads { names: BTreeSet::new(), defined: Vec::new(), every: true };
    reads.expression(expr);
    reads.names
}

struct Reads<'a> {
    names: BTreeSet<String>,
    /// What the template itself has defined so far, by scope, the innermost last.
    defined: Vec<BTreeSet<&'a str>>,
    /// Whether what the template defines is told as well.
    every: bool,
}

impl<'a> Reads<'a> {
    fn statement(&mut self, statement: &Stmt<'a>) {
        match statement {
            Stmt::Template(it) => self.body(&it.children),
            Stmt::EmitExpr(it) => self.expression(&it.expr),
            Stmt::ForLoop(it) => self.for_loop(it),
            Stmt::IfCond(it) => self.if_cond(it),
            Stmt::WithBlock(it) => {
                it.assignments.iter().for_each(|(_, value)| self.expression(value));
                let targets = it.assignments.iter().map(|(target, _)| target);
                self.scope(targets, &[], &it.body);
            }
            Stmt::Set(it) => {
                self.expression(&it.expr);
                self.define(&it.target);
            }
            Stmt::SetBlock(it) => {
                it.filter.iter().for_each(|filter| self.expression(filter));
                self.scope([], &[], &it.body);
                self.define(&it.target);
            }
            Stmt::AutoEscape(it) => {
                self.expression(&it.enabled);
                self.scope([], &[], &it.body);
            }
            Stmt::FilterBlock(it) => {
                self.expression(&it.filter);
                self.scope([], &[], &it.body);
            }
            Stmt::Block(it) => self.scope([], &[], &it.body),
            Stmt::Macro(it) => {
                self.define_name(it.name);
                self.of_macro(it);
            }
            Stmt::CallBlock(it) => {
                self.call(&it.call);
                self.of_macro(&it.macro_decl);
            }
            Stmt::Do(it) => self.call(&it.call),
            // What loads other templates is refused.
            _ => (),
        }
    }

    fn body(&mut self, body: &[Stmt<'a>]) {
        for statement in body {
            self.statement(statement);
        }
    }

    /// A `body` whose names are its own; `targets` and `names` are defined in it from its beginning.
    fn scope<'t>(
        &mut self,
        targets: impl IntoIterator<Item = &'t Expr<'a>>,
        names: &[&'a str],
        body: &[Stmt<'a>],
    ) where
        'a: 't,
    {
        self.defined.push(names.iter().copied().collect());
        targets.into_iter().for_each(|target| self.define(target));
        self.body(body);
        self.defined.pop();
    }

    fn for_loop(&mut self, it: &ast::ForLoop<'a>) {
        self.expression(&it.iter);
        self.defined.push(BTreeSet::from(["loop"]));
        self.define(&it.target);
        it.filter_expr.iter().for_each(|filter| self.expression(filter));
        self.body(&it.body);
        self.defined.pop();
        self.scope([], &[], &it.else_body);
    }

    /// A chain of `elif` is as deep as it is long, so this goes down it without calling itself.
    fn if_cond(&mut self, it: &ast::IfCond<'a>) {
        let mut rest = it;
        loop {
            self.expression(&rest.expr);
            self.body(&rest.true_body);
            match rest.false_body.as_slice() {
                [Stmt::IfCond(next)] => rest = next,
                body => return self.body(body),
            }
        }
    }

    /// Its arguments can be read by each other's defaults.
    fn of_macro(&mut self, it: &ast::Macro<'a>) {
        self.defined.push(BTreeSet::from(["caller", "kwargs", "varargs"]));
        it.args.iter().for_each(|argument| self.define(argument));
        it.defaults.iter().for_each(|default| self.expression(default));
        self.body(&it.body);
        self.defined.pop();
    }

    fn define(&mut self, target: &Expr<'a>) {
        match target {
            Expr::Var(it) => self.define_name(it.id),
            Expr::List(it) => it.items.iter().for_each(|item| self.define(item)),
            Expr::Tuple(it) => it.items.iter().for_each(|item| self.define(item)),
            // A field of a namespace: the namespace has to be there.
            other => self.expression(other),
        }
    }

    fn define_name(&mut self, name: &'a str) {
        self.defined.last_mut().map(|scope| scope.insert(name));
    }

    fn expression(&mut self, expr: &Expr<'a>) {
        match expr {
            Expr::Var(_) | Expr::GetAttr(_) => self.path(expr),
            Expr::Const(_) => (),
            Expr::Slice(it) => {
                self.expression(&it.expr);
                [&it.start, &it.stop, &it.step]
                    .into_iter()
                    .flatten()
                    .for_each(|bound| self.expression(bound));
            }
            Expr::UnaryOp(it) => self.expression(&it.expr),
            Expr::BinOp(it) => {
                self.expression(&it.left);
                self.expression(&it.right);
            }
            Expr::Compare(it) => {
                self.expression(&it.expr);
                it.ops.iter().for_each(|operand| self.expression(&operand.expr));
            }
            Expr::IfExpr(it) => {
                self.all([&it.test_expr, &it.true_expr].into_iter().chain(&it.false_expr));
            }
            Expr::Filter(it) => {
                it.expr.iter().for_each(|value| self.expression(value));
                self.arguments(&it.args);
            }
            Expr::Test(it) => {
                self.expression(&it.expr);
                self.arguments(&it.args);
            }
            Expr::GetItem(it) => {
                self.expression(&it.expr);
                self.expression(&it.subscript_expr);
            }
            Expr::Call(it) => self.call(it),
            Expr::List(it) => self.all(&it.items),
            Expr::Tuple(it) => self.all(&it.items),
            Expr::Map(it) => self.all(it.keys.iter().chain(&it.values)),
        }
    }

    fn all<'t>(&mut self, all: impl IntoIterator<Item = &'t Expr<'a>>)
    where
        'a: 't,
    {
        for expr in all {
            self.expression(expr);
        }
    }

    fn call(&mut self, it: &ast::Call<'a>) {
        match &it.expr {
            // A method gives anything of what it is called on: `reference.get("pin")`.
            Expr::GetAttr(method) if self.every => self.expression(&method.expr),
            callee => self.expression(callee),
        }
        self.arguments(&it.args);
    }

    fn arguments(&mut self, arguments: &[CallArg<'a>]) {
        for argument in arguments {
            match argument {
                CallArg::Pos(value)
                | CallArg::Kwarg(_, value)
                | CallArg::PosSplat(value)
                | CallArg::KwargSplat(value) => self.expression(value),
            }
        }
    }

    /// A name and the attributes asked of it.
    fn path(&mut self, expr: &Expr<'a>) {
        let mut keys = Vec::new();
        let mut root = expr;
        while let Expr::GetAttr(it) = root {
            keys.push(it.name);
            root = &it.expr;
        }
        match root {
            Expr::Var(it) if !self.every && self.defined.iter().any(|scope| scope.contains(it.id)) => (),
            Expr::Var(it) => {
                keys.push(it.id);
                keys.reverse();
                self.names.insert(keys.join("."));
            }
            other => self.expression(other),
        }
    }
}
