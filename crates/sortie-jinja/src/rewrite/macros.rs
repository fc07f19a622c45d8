//! Macros: defaults that read other arguments, `varargs` and `kwargs`.

use minijinja::machinery::Span;
use minijinja::machinery::ast::{self, CallArg, Expr, Spanned, Stmt};
use minijinja::{Error, Value};

use super::Rewriter;
use super::expressions::constant;
use super::statements::target;

impl<'a> Rewriter<'_> {
    pub(super) fn template_macro(&self, it: &Spanned<ast::Macro<'a>>) -> Result<ast::Macro<'a>, Error> {
        self.macro_of(it, self.is_open(it.span()))
    }

    /// Whether the macro at `span` reads the arguments that it does not name.
    pub(super) fn is_open(&self, span: Span) -> bool {
        let (start, end) = (span.start_offset as usize, span.end_offset as usize);
        let text = self.source.get(start..end).unwrap_or_default();
        text.contains("varargs") || text.contains("kwargs")
    }

    /// A default may read other arguments, so all but constants are set where the body begins.
    pub(super) fn macro_of(&self, it: &ast::Macro<'a>, open: bool) -> Result<ast::Macro<'a>, Error> {
        let mut args = it.args.iter().map(|arg| target(arg)).collect::<Result<Vec<_>, _>>()?;
        let mut defaults = Vec::new();
        let mut body = Vec::new();
        for (arg, default) in it.args.iter().skip(it.args.len() - it.defaults.len()).zip(&it.defaults) {
            let span = default.span();
            let default = self.held(default)?;
            if matches!(default, Expr::Const(_)) {
                defaults.push(default);
            } else {
                defaults.push(constant(Value::UNDEFINED, span));
                body.push(unless_given(arg, default, span)?);
            }
        }
        if open {
            for name in ["varargs", "kwargs"] {
                args.push(variable(name, Span::default()));
                defaults.push(constant(Value::UNDEFINED, Span::default()));
            }
        }
        body.extend(self.body(&it.body)?);
        Ok(ast::Macro { name: it.name, args, defaults, body })
    }
}

/// `{% set arg = default if arg is undefined else arg %}`.
fn unless_given<'a>(arg: &Expr<'a>, default: Expr<'a>, span: Span) -> Result<Stmt<'a>, Error> {
    let given = ast::Test { name: "undefined", expr: target(arg)?, args: Vec::new() };
    let choice = ast::IfExpr {
        test_expr: Expr::Test(Spanned::new(given, span)),
        true_expr: default,
        false_expr: Some(target(arg)?),
    };
    let expr = Expr::IfExpr(Spanned::new(choice, span));
    Ok(Stmt::Set(Spanned::new(ast::Set { target: target(arg)?, expr }, span)))
}

/// Puts a macro that reads `varargs` or `kwargs` behind one that fills them.
pub(super) fn opened<'a>(it: &Spanned<ast::Macro<'a>>) -> Stmt<'a> {
    let span = it.span();
    let names = it.args.iter().filter_map(|arg| match arg {
        Expr::Var(name) => Some(Value::from(name.id)),
        _ => None,
    });
    let names = CallArg::Pos(constant(names.collect::<Vec<_>>().into(), span));
    let expr = Rewriter::filter("(*)", variable(it.name, span), vec![names], span);
    Stmt::Set(Spanned::new(ast::Set { target: variable(it.name, span), expr }, span))
}

fn variable(name: &str, span: Span) -> Expr<'_> {
    Expr::Var(Spanned::new(ast::Var { id: name }, span))
}
