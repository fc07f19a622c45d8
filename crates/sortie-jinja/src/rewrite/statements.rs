use minijinja::machinery::Span;
use minijinja::machinery::ast::{self, Expr, Spanned, Stmt};
use minijinja::{Error, ErrorKind};

use super::macros::opened;
use super::{At, Mode, Rewriter};
use crate::marks::{CLOSE_TEXT, Marking, OPEN_DECIDED, OPEN_TEXT};
use crate::source::DO;

impl<'a> Rewriter<'_> {
    pub(super) fn root(&self, tree: &Stmt<'a>) -> Result<Stmt<'a>, Error> {
        self.statement(tree)
    }

    pub(super) fn body(&self, body: &[Stmt<'a>]) -> Result<Vec<Stmt<'a>>, Error> {
        let mut all = Vec::with_capacity(body.len());
        for statement in body {
            let Some((printed, open, marking)) = self.marking(statement) else {
                all.push(self.statement(statement)?);
                if let Stmt::Macro(it) = statement
                    && self.is_open(it.span())
                {
                    all.push(opened(it));
                }
                continue;
            };
            let span = printed.span();
            all.push(raw(open, span));
            let expr =
                Self::filter("(hidden)", self.printed(&printed.expr)?, Vec::new(), printed.expr.span());
            if marking == Marking::Printed {
                all.push(Stmt::EmitExpr(Spanned::new(ast::EmitExpr { expr }, span)));
            }
            all.push(raw(CLOSE_TEXT, span));
        }
        Ok(all)
    }

    /// What `statement` prints and how that is marked, where it is made of a secret.
    fn marking<'s>(
        &self,
        statement: &'s Stmt<'a>,
    ) -> Option<(&'s Spanned<ast::EmitExpr<'a>>, &'static str, Marking)> {
        let (places, marking) = self.marks?;
        let Stmt::EmitExpr(it) = statement else { return None };
        let decided = places.get(&it.span().start_offset)?;
        Some((it, if *decided { OPEN_DECIDED } else { OPEN_TEXT }, marking))
    }

    /// A body whose names are its own.
    fn scoped(&self, body: &[Stmt<'a>], span: Span) -> Result<Vec<Stmt<'a>>, Error> {
        let with = ast::WithBlock { assignments: Vec::new(), body: self.body(body)? };
        Ok(vec![Stmt::WithBlock(Spanned::new(with, span))])
    }

    fn statement(&self, statement: &Stmt<'a>) -> Result<Stmt<'a>, Error> {
        Ok(match statement {
            Stmt::Template(it) => {
                Stmt::Template(Spanned::new(ast::Template { children: self.body(&it.children)? }, it.span()))
            }
            Stmt::EmitExpr(it) => {
                Stmt::EmitExpr(Spanned::new(ast::EmitExpr { expr: self.printed(&it.expr)? }, it.span()))
            }
            Stmt::EmitRaw(it) if self.mode == Mode::Json && ends_in_escape(it.raw) => {
                return Err(open_escape(it.span()));
            }
            Stmt::EmitRaw(it) => Stmt::EmitRaw(Spanned::new(ast::EmitRaw { raw: it.raw }, it.span())),
            Stmt::ForLoop(it) => Stmt::ForLoop(Spanned::new(self.for_loop(it)?, it.span())),
            Stmt::IfCond(it) => Stmt::IfCond(Spanned::new(self.if_cond(it)?, it.span())),
            Stmt::WithBlock(it) => Stmt::WithBlock(Spanned::new(self.with(it)?, it.span())),
            Stmt::Set(it) => Stmt::Set(Spanned::new(self.set(it)?, it.span())),
            Stmt::SetBlock(it) => Stmt::SetBlock(Spanned::new(self.set_block(it)?, it.span())),
            Stmt::AutoEscape(it) => Stmt::AutoEscape(Spanned::new(self.auto_escape(it)?, it.span())),
            Stmt::FilterBlock(it) => Stmt::FilterBlock(Spanned::new(self.filter_block(it)?, it.span())),
            Stmt::Block(it) => Stmt::Block(Spanned::new(
                ast::Block { name: it.name, required: it.required, body: self.body(&it.body)? },
                it.span(),
            )),
            Stmt::Import(it) => return Err(loads(it.span())),
            Stmt::FromImport(it) => return Err(loads(it.span())),
            Stmt::Extends(it) => return Err(loads(it.span())),
            Stmt::Include(it) => return Err(loads(it.span())),
            Stmt::Macro(it) => Stmt::Macro(Spanned::new(self.template_macro(it)?, it.span())),
            Stmt::CallBlock(it) => Stmt::CallBlock(Spanned::new(
                ast::CallBlock {
                    call: self.call(&it.call)?,
                    call_expr_span: it.call_expr_span,
                    macro_decl: Spanned::new(self.macro_of(&it.macro_decl, false)?, it.macro_decl.span()),
                },
                it.span(),
            )),
            Stmt::Continue(it) => Stmt::Continue(Spanned::new(ast::Continue, it.span())),
            Stmt::Break(it) => Stmt::Break(Spanned::new(ast::Break, it.span())),
            Stmt::Do(it) => Stmt::Do(Spanned::new(ast::Do { call: self.call(&it.call)? }, it.span())),
        })
    }

    fn for_loop(&self, it: &ast::ForLoop<'a>) -> Result<ast::ForLoop<'a>, Error> {
        Ok(ast::ForLoop {
            target: target(&it.target)?,
            iter: Self::filter("...", self.held(&it.iter)?, Vec::new(), it.iter.span()),
            filter_expr: it.filter_expr.as_ref().map(|filter| self.expression(filter)).transpose()?,
            recursive: it.recursive,
            body: self.body(&it.body)?,
            else_body: self.body(&it.else_body)?,
        })
    }

    /// A chain of `elif` is as deep as it is long, so this goes down it without calling itself.
    fn if_cond(&self, it: &ast::IfCond<'a>) -> Result<ast::IfCond<'a>, Error> {
        let mut arms = Vec::new();
        let mut rest: &ast::IfCond<'a> = it;
        let mut span = None;
        let mut false_body = loop {
            arms.push((self.condition(&rest.expr)?, self.body(&rest.true_body)?, span));
            match rest.false_body.as_slice() {
                [Stmt::IfCond(next)] => {
                    span = Some(next.span());
                    rest = next;
                }
                body => break self.body(body)?,
            }
        };
        loop {
            let Some((expr, true_body, span)) = arms.pop() else {
                return Err(Error::new(ErrorKind::SyntaxError, "an `if` without a condition"));
            };
            let arm = ast::IfCond { expr, true_body, false_body };
            match span {
                None => return Ok(arm),
                Some(span) => false_body = vec![Stmt::IfCond(Spanned::new(arm, span))],
            }
        }
    }

    /// Every value of a `with` is read before any of its names is set.
    fn with(&self, it: &ast::WithBlock<'a>) -> Result<ast::WithBlock<'a>, Error> {
        let mut targets = Vec::new();
        let mut values = Vec::new();
        for (name, value) in &it.assignments {
            targets.push(target(name)?);
            values.push(self.held(value)?);
        }
        let assignments = if targets.len() < 2 {
            targets.into_iter().zip(values).collect()
        } else {
            let span = it.assignments.first().map_or_else(Span::default, |(target, _)| target.span());
            vec![(
                Expr::List(Spanned::new(ast::List { items: targets }, span)),
                Expr::Tuple(Spanned::new(ast::Tuple { items: values }, span)),
            )]
        };
        Ok(ast::WithBlock { assignments, body: self.body(&it.body)? })
    }

    fn set(&self, it: &ast::Set<'a>) -> Result<ast::Set<'a>, Error> {
        if matches!(&it.target, Expr::Var(name) if name.id == DO) {
            return Ok(ast::Set { target: target(&it.target)?, expr: self.expression(&it.expr)? });
        }
        let mut expr = self.held(&it.expr)?;
        if matches!(it.target, Expr::GetAttr(_)) {
            // A namespace lives as long as the render, so only here can values nest without end.
            expr = Self::filter("[.]", expr, Vec::new(), it.expr.span());
        }
        Ok(ast::Set { target: target(&it.target)?, expr })
    }

    fn set_block(&self, it: &Spanned<ast::SetBlock<'a>>) -> Result<ast::SetBlock<'a>, Error> {
        Ok(ast::SetBlock {
            target: target(&it.target)?,
            filter: it.filter.as_ref().map(|filter| self.block_filter(filter)).transpose()?,
            body: self.scoped(&it.body, it.span())?,
        })
    }

    fn auto_escape(&self, it: &Spanned<ast::AutoEscape<'a>>) -> Result<ast::AutoEscape<'a>, Error> {
        if self.mode == Mode::Json {
            let what = "`autoescape` has no place in JSON text, where every value is kept inside its quotes";
            return Err(At::error(ErrorKind::SyntaxError, what.to_owned(), it.enabled.span()));
        }
        Ok(ast::AutoEscape {
            enabled: self.expression(&it.enabled)?,
            body: self.scoped(&it.body, it.span())?,
        })
    }

    fn filter_block(&self, it: &Spanned<ast::FilterBlock<'a>>) -> Result<ast::FilterBlock<'a>, Error> {
        Ok(ast::FilterBlock {
            filter: self.block_filter(&it.filter)?,
            filter_span: it.filter_span,
            body: self.scoped(&it.body, it.span())?,
        })
    }
}

fn raw(raw: &str, span: Span) -> Stmt<'_> {
    Stmt::EmitRaw(Spanned::new(ast::EmitRaw { raw }, span))
}

/// Whether a text ends in a backslash that has yet to escape something.
pub(super) fn ends_in_escape(text: &str) -> bool {
    (text.len() - text.trim_end_matches('\\').len()) % 2 == 1
}

/// Refuses a backslash before a tag: where the tag prints nothing, it would escape the author's own quote.
pub(super) fn open_escape(span: Span) -> Error {
    let what = "a backslash right before a tag escapes whatever the tag prints, or the author's own quote";
    At::error(ErrorKind::SyntaxError, what.to_owned(), span)
}

/// Refuses a tag that loads another template.
fn loads(span: Span) -> Error {
    At::error(ErrorKind::BadInclude, "a template cannot load another one here".to_owned(), span)
}

/// The left side of an assignment: copied as it is.
pub(super) fn target<'a>(expr: &Expr<'a>) -> Result<Expr<'a>, Error> {
    Ok(match expr {
        Expr::Var(it) => Expr::Var(Spanned::new(ast::Var { id: it.id }, it.span())),
        Expr::GetAttr(it) => {
            Expr::GetAttr(Spanned::new(ast::GetAttr { expr: target(&it.expr)?, name: it.name }, it.span()))
        }
        Expr::List(it) => {
            let items = it.items.iter().map(target).collect::<Result<_, _>>()?;
            Expr::List(Spanned::new(ast::List { items }, it.span()))
        }
        other => {
            let what = format!("cannot assign to {}", other.description());
            return Err(Error::new(ErrorKind::SyntaxError, what));
        }
    })
}
