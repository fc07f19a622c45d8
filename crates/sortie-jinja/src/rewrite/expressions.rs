use minijinja::machinery::Span;
use minijinja::machinery::ast::{self, CallArg, Expr, Spanned};
use minijinja::value::ValueKind;
use minijinja::{Error, Value};

use super::{Mode, Rewriter};

impl<'a> Rewriter<'_> {
    /// What a `{{ … }}` prints.
    pub(super) fn printed(&self, expr: &Expr<'a>) -> Result<Expr<'a>, Error> {
        match self.mode {
            Mode::Text => self.expression(expr),
            Mode::Json => self.structure(expr),
        }
    }

    /// A value that gets a name, and can then be changed.
    pub(super) fn held(&self, expr: &Expr<'a>) -> Result<Expr<'a>, Error> {
        let value = match self.mode {
            Mode::Text => self.expression(expr)?,
            Mode::Json => self.structure(expr)?,
        };
        Ok(self.fresh(value, expr.span()))
    }

    pub(super) fn filter(name: &'a str, expr: Expr<'a>, args: Vec<CallArg<'a>>, span: Span) -> Expr<'a> {
        Expr::Filter(Spanned::new(ast::Filter { name, expr: Some(expr), args }, span))
    }

    /// Makes a list or dict one that can change, where the template changes any.
    fn fresh(&self, expr: Expr<'a>, span: Span) -> Expr<'a> {
        if self.mutable && !matches!(expr, Expr::Const(_)) {
            Self::filter("[]", expr, Vec::new(), span)
        } else {
            expr
        }
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each name, and no more logic than that")]
    pub(super) fn expression(&self, expr: &Expr<'a>) -> Result<Expr<'a>, Error> {
        let span = expr.span();
        Ok(match expr {
            Expr::Var(it) => Expr::Var(Spanned::new(ast::Var { id: it.id }, span)),
            Expr::Const(it) => constant(it.value.clone(), span),
            Expr::Slice(it) => self.slice(it)?,
            Expr::UnaryOp(it) => self.unary(it)?,
            Expr::BinOp(_) => self.binary(expr)?,
            Expr::Compare(it) => self.chain(it)?,
            Expr::IfExpr(it) => Expr::IfExpr(Spanned::new(
                ast::IfExpr {
                    test_expr: self.condition(&it.test_expr)?,
                    true_expr: self.expression(&it.true_expr)?,
                    false_expr: it.false_expr.as_ref().map(|it| self.expression(it)).transpose()?,
                },
                span,
            )),
            Expr::Filter(it) => self.filtered(it)?,
            Expr::Test(it) => {
                self.known.test(it.name, span)?;
                let (expr, args) = (self.expression(&it.expr)?, self.args(&it.args)?);
                Expr::Test(Spanned::new(ast::Test { name: it.name, expr, args }, span))
            }
            Expr::GetAttr(it) => {
                let expr = self.expression(&it.expr)?;
                Expr::GetAttr(Spanned::new(ast::GetAttr { expr, name: it.name }, span))
            }
            Expr::GetItem(it) => {
                let (expr, subscript_expr) = (self.expression(&it.expr)?, self.subscript(it)?);
                Expr::GetItem(Spanned::new(ast::GetItem { expr, subscript_expr }, span))
            }
            Expr::Call(it) => self.called(it)?,
            Expr::List(it) => {
                let items = self.items(&it.items)?;
                self.fresh(Expr::List(Spanned::new(ast::List { items }, span)), span)
            }
            Expr::Tuple(it) => Expr::Tuple(Spanned::new(ast::Tuple { items: self.items(&it.items)? }, span)),
            Expr::Map(it) => {
                let (keys, values) = (
                    it.keys.iter().map(|key| self.key(key)).collect::<Result<_, _>>()?,
                    self.items(&it.values)?,
                );
                self.fresh(Expr::Map(Spanned::new(ast::Map { keys, values }, span)), span)
            }
        })
    }

    /// The key of a subscript. The engine walks a text to its index and counts none of it, so the filter is
    /// given the text as well, and counts.
    fn subscript(&self, it: &Spanned<ast::GetItem<'a>>) -> Result<Expr<'a>, Error> {
        let key = self.expression(&it.subscript_expr)?;
        if is_plain_key(&key) {
            return Ok(key);
        }
        let container = again(&it.expr).map(CallArg::Pos).into_iter().collect();
        Ok(Self::filter("[k]", key, container, it.span()))
    }

    fn items(&self, items: &[Expr<'a>]) -> Result<Vec<Expr<'a>>, Error> {
        items.iter().map(|item| self.expression(item)).collect()
    }

    /// A key of a dict: what is not written down as it is has to be looked at first.
    fn key(&self, key: &Expr<'a>) -> Result<Expr<'a>, Error> {
        let plain =
            matches!(key, Expr::Const(it) if !matches!(it.value.kind(), ValueKind::Seq | ValueKind::Map));
        let value = self.expression(key)?;
        Ok(if plain { value } else { Self::filter("{:}", value, Vec::new(), key.span()) })
    }

    pub(super) fn filtered(&self, it: &Spanned<ast::Filter<'a>>) -> Result<Expr<'a>, Error> {
        self.known.filter(it.name, it.span())?;
        let expr = it.expr.as_ref().map(|it| self.expression(it)).transpose()?;
        let args = self.filter_args(it)?;
        Ok(Expr::Filter(Spanned::new(ast::Filter { name: it.name, expr, args }, it.span())))
    }

    /// The filters of a `{% filter %}` or `{% set %}` block; the innermost has no value of its own.
    pub(super) fn block_filter(&self, filter: &Expr<'a>) -> Result<Expr<'a>, Error> {
        match filter {
            Expr::Filter(it) => self.filtered(it),
            other => self.expression(other),
        }
    }

    /// The engine's own `loop.cycle()` divides by the number of its arguments.
    fn called(&self, it: &Spanned<ast::Call<'a>>) -> Result<Expr<'a>, Error> {
        match &it.expr {
            Expr::GetAttr(attribute) if attribute.name == "cycle" => {
                let (value, args) = (self.expression(&attribute.expr)?, self.args(&it.args)?);
                Ok(Self::filter("cycle(", value, args, it.span()))
            }
            _ => self.call(it).map(Expr::Call),
        }
    }

    pub(super) fn call(&self, it: &Spanned<ast::Call<'a>>) -> Result<Spanned<ast::Call<'a>>, Error> {
        let call = ast::Call { expr: self.expression(&it.expr)?, args: self.args(&it.args)? };
        Ok(Spanned::new(call, it.span()))
    }

    pub(super) fn args(&self, args: &[CallArg<'a>]) -> Result<Vec<CallArg<'a>>, Error> {
        args.iter()
            .map(|arg| {
                Ok(match arg {
                    CallArg::Pos(expr) => CallArg::Pos(self.expression(expr)?),
                    CallArg::Kwarg(name, expr) => CallArg::Kwarg(name, self.expression(expr)?),
                    CallArg::PosSplat(expr) => CallArg::PosSplat(self.expression(expr)?),
                    CallArg::KwargSplat(expr) => CallArg::KwargSplat(self.expression(expr)?),
                })
            })
            .collect()
    }
}

/// Whether `key` is a text, or a number so small that nothing long is walked for it.
fn is_plain_key(key: &Expr<'_>) -> bool {
    matches!(key, Expr::Const(it) if it.value.as_str().is_some() || is_near(&it.value))
}

fn is_near(index: &Value) -> bool {
    index.is_integer() && index.as_i64().is_some_and(|index| (0..1_024).contains(&index))
}

/// `expr` once more, where that is names and plain keys alone: to look at it twice changes nothing.
fn again<'a>(expr: &Expr<'a>) -> Option<Expr<'a>> {
    Some(match expr {
        Expr::Var(it) => Expr::Var(Spanned::new(ast::Var { id: it.id }, it.span())),
        Expr::GetAttr(it) => {
            Expr::GetAttr(Spanned::new(ast::GetAttr { expr: again(&it.expr)?, name: it.name }, it.span()))
        }
        Expr::GetItem(it) => match &it.subscript_expr {
            Expr::Const(key) if is_plain_key(&it.subscript_expr) => {
                let subscript_expr = constant(key.value.clone(), it.span());
                Expr::GetItem(Spanned::new(
                    ast::GetItem { expr: again(&it.expr)?, subscript_expr },
                    it.span(),
                ))
            }
            _ => return None,
        },
        _ => return None,
    })
}

pub(super) fn constant<'a>(value: Value, span: Span) -> Expr<'a> {
    Expr::Const(Spanned::new(ast::Const { value }, span))
}
