//! JSON text: which strings of a template are the author's own structure.
//!
//! `join('","')`, `'"' ~ name ~ '"'` and `"true" if x else "false"` print quotes and words that the author
//! wrote on purpose. Such literals are marked safe, exactly where they become part of what is printed; the
//! arguments of any other filter stay data.

use minijinja::machinery::ast::{self, BinOpKind, CallArg, Expr, Spanned};
use minijinja::{Error, Value};

use super::expressions::constant;
use super::statements::{ends_in_escape, open_escape};
use super::{Mode, Rewriter};

impl<'a> Rewriter<'_> {
    /// An expression whose literals are printed as they are.
    pub(super) fn structure(&self, expr: &Expr<'a>) -> Result<Expr<'a>, Error> {
        let span = expr.span();
        Ok(match expr {
            Expr::Const(it) => match it.value.as_str() {
                Some(text) if ends_in_escape(text) => return Err(open_escape(span)),
                Some(text) => constant(Value::from_safe_string(text.to_owned()), span),
                None => self.expression(expr)?,
            },
            Expr::IfExpr(it) => Expr::IfExpr(Spanned::new(
                ast::IfExpr {
                    test_expr: self.condition(&it.test_expr)?,
                    true_expr: self.structure(&it.true_expr)?,
                    false_expr: it.false_expr.as_ref().map(|it| self.structure(it)).transpose()?,
                },
                span,
            )),
            Expr::BinOp(it) => match it.op {
                BinOpKind::Concat | BinOpKind::Add => self.glued(expr)?,
                BinOpKind::ScOr | BinOpKind::ScAnd => Expr::BinOp(Spanned::new(
                    ast::BinOp {
                        op: it.op,
                        left: self.structure(&it.left)?,
                        right: self.structure(&it.right)?,
                    },
                    span,
                )),
                _ => self.expression(expr)?,
            },
            Expr::Filter(it) => self.structured_filter(it)?,
            // What a macro, `joiner` or `namespace` is given is printed by the author's own text.
            Expr::Call(it) if matches!(it.expr, Expr::Var(_)) => {
                let call = ast::Call { expr: self.expression(&it.expr)?, args: self.given(&it.args)? };
                Expr::Call(Spanned::new(call, span))
            }
            _ => self.expression(expr)?,
        })
    }

    /// An expression that is asked whether it is true: a block of text that printed nothing is not.
    pub(super) fn condition(&self, expr: &Expr<'a>) -> Result<Expr<'a>, Error> {
        let value = self.expression(expr)?;
        let block = matches!(expr, Expr::Var(_) | Expr::Call(_) | Expr::Filter(_));
        let asked = self.mode == Mode::Json && block;
        Ok(if asked { Self::filter("?", value, Vec::new(), expr.span()) } else { value })
    }

    /// `'"' ~ name ~ '"'`; long chains lean to the left.
    fn glued(&self, expr: &Expr<'a>) -> Result<Expr<'a>, Error> {
        let mut pending = Vec::new();
        let mut first = expr;
        while let Expr::BinOp(it) = first {
            let name = match it.op {
                BinOpKind::Concat => "~",
                BinOpKind::Add => "+",
                _ => break,
            };
            pending.push((name, &it.right, it.span()));
            first = &it.left;
        }
        let mut left = self.structure(first)?;
        while let Some((name, right, span)) = pending.pop() {
            left = Self::filter(name, left, vec![CallArg::Pos(self.structure(right)?)], span);
        }
        Ok(left)
    }

    fn structured_filter(&self, it: &Spanned<ast::Filter<'a>>) -> Result<Expr<'a>, Error> {
        let keeps = matches!(it.name, "default" | "d" | "join" | "ternary" | "trim" | "string");
        self.known.filter(it.name, it.span())?;
        let expr = match &it.expr {
            Some(expr) if keeps && it.name != "ternary" => Some(self.structure(expr)?),
            Some(expr) => Some(self.expression(expr)?),
            None => None,
        };
        let args = self.filter_args(it)?;
        Ok(Expr::Filter(Spanned::new(ast::Filter { name: it.name, expr, args }, it.span())))
    }

    /// The arguments of a filter; those that are printed as they are count as structure in JSON text.
    pub(super) fn filter_args(&self, it: &ast::Filter<'a>) -> Result<Vec<CallArg<'a>>, Error> {
        let printed = matches!(it.name, "default" | "d" | "join" | "ternary");
        if self.mode == Mode::Text || !printed { self.args(&it.args) } else { self.given(&it.args) }
    }

    fn given(&self, args: &[CallArg<'a>]) -> Result<Vec<CallArg<'a>>, Error> {
        args.iter()
            .map(|arg| {
                Ok(match arg {
                    CallArg::Pos(expr) => CallArg::Pos(self.structure(expr)?),
                    CallArg::Kwarg(name @ ("attribute" | "boolean"), expr) => {
                        CallArg::Kwarg(name, self.expression(expr)?)
                    }
                    CallArg::Kwarg(name, expr) => CallArg::Kwarg(name, self.structure(expr)?),
                    CallArg::PosSplat(expr) => CallArg::PosSplat(self.expression(expr)?),
                    CallArg::KwargSplat(expr) => CallArg::KwargSplat(self.expression(expr)?),
                })
            })
            .collect()
    }
}
