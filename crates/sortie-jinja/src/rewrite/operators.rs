use minijinja::machinery::Span;
use minijinja::machinery::ast::{self, BinOpKind, CallArg, CompareOpKind, Expr, Spanned, UnaryOpKind};
use minijinja::{Error, Value};

use super::Rewriter;
use super::expressions::constant;

impl<'a> Rewriter<'_> {
    pub(super) fn slice(&self, it: &Spanned<ast::Slice<'a>>) -> Result<Expr<'a>, Error> {
        let mut args = Vec::new();
        for bound in [&it.start, &it.stop, &it.step] {
            args.push(CallArg::Pos(match bound {
                Some(bound) => self.expression(bound)?,
                None => constant(Value::from(()), it.span()),
            }));
        }
        Ok(Self::filter("[:]", self.expression(&it.expr)?, args, it.span()))
    }

    pub(super) fn unary(&self, it: &Spanned<ast::UnaryOp<'a>>) -> Result<Expr<'a>, Error> {
        let expr = match it.op {
            UnaryOpKind::Not => self.condition(&it.expr)?,
            UnaryOpKind::Neg => self.expression(&it.expr)?,
        };
        Ok(match it.op {
            UnaryOpKind::Not => {
                Expr::UnaryOp(Spanned::new(ast::UnaryOp { op: UnaryOpKind::Not, expr }, it.span()))
            }
            UnaryOpKind::Neg if matches!(&expr, Expr::Const(it) if it.value.is_number()) => {
                Expr::UnaryOp(Spanned::new(ast::UnaryOp { op: UnaryOpKind::Neg, expr }, it.span()))
            }
            UnaryOpKind::Neg => Self::filter("-", expr, Vec::new(), it.span()),
        })
    }

    /// Long chains lean to the left, so this goes down that side without calling itself.
    pub(super) fn binary(&self, expr: &Expr<'a>) -> Result<Expr<'a>, Error> {
        let mut pending = Vec::new();
        let mut first = expr;
        while let Expr::BinOp(it) = first {
            pending.push((it.op, &it.right, it.span()));
            first = &it.left;
        }
        let mut left = self.expression(first)?;
        while let Some((op, right, span)) = pending.pop() {
            left = Self::operation(op, left, self.expression(right)?, span);
        }
        Ok(left)
    }

    fn operation(op: BinOpKind, left: Expr<'a>, right: Expr<'a>, span: Span) -> Expr<'a> {
        let name = match op {
            BinOpKind::Add => "+",
            BinOpKind::Sub => "-",
            BinOpKind::Rem => "%",
            BinOpKind::Concat => "~",
            BinOpKind::Lt => "<",
            BinOpKind::Lte => "<=",
            BinOpKind::Gt => ">",
            BinOpKind::Gte => ">=",
            BinOpKind::In => "in",
            BinOpKind::Mul => "*",
            // The engine does not count what it compares, nor see through the stand-ins of JSON text.
            BinOpKind::Eq => "==",
            BinOpKind::Ne => "!=",
            _ => return Expr::BinOp(Spanned::new(ast::BinOp { op, left, right }, span)),
        };
        Self::filter(name, left, vec![CallArg::Pos(right)], span)
    }

    /// `a < b < c`: one filter that gets the operators between its operands.
    pub(super) fn chain(&self, it: &Spanned<ast::Compare<'a>>) -> Result<Expr<'a>, Error> {
        let mut args = Vec::new();
        for link in &it.ops {
            let op = match link.op {
                CompareOpKind::Eq => "==",
                CompareOpKind::Ne => "!=",
                CompareOpKind::Lt => "<",
                CompareOpKind::Lte => "<=",
                CompareOpKind::Gt => ">",
                CompareOpKind::Gte => ">=",
                CompareOpKind::In => "in",
                CompareOpKind::NotIn => "not in",
            };
            args.push(CallArg::Pos(constant(Value::from(op), it.span())));
            args.push(CallArg::Pos(self.expression(&link.expr)?));
        }
        Ok(Self::filter("<<", self.expression(&it.expr)?, args, it.span()))
    }
}
