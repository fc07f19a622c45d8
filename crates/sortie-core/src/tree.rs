use std::collections::BTreeSet;

use serde_json::{Map, Value};
use sortie_jinja::{Error, Expression, Scope, TextTemplate};

/// The structure of a definition, each of its texts a compiled template.
///
/// Structure comes first: a text that is exactly one `{{ … }}` keeps its value's type, and no value can
/// become structure.
#[derive(Clone)]
pub(crate) enum Tree {
    Literal(Value),
    Text(Box<TextTemplate>),
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

    /// The texts of its templates.
    pub(crate) fn sources(&self) -> Vec<String> {
        match self {
            Self::Literal(_) => Vec::new(),
            Self::Text(template) => vec![template.source().to_owned()],
            Self::Value(expression) => vec![expression.source().into_owned()],
            Self::List(items) => items.iter().flat_map(Self::sources).collect(),
            Self::Map(entries) => entries.iter().flat_map(|(_, tree)| tree.sources()).collect(),
        }
    }

    /// Whether a template does more than to take a value over.
    pub(crate) fn computes(&self) -> bool {
        match self {
            Self::Literal(_) => false,
            Self::Text(_) => true,
            Self::Value(expression) => !expression.is_path(),
            Self::List(items) => items.iter().any(Self::computes),
            Self::Map(entries) => entries.iter().any(|(_, tree)| tree.computes()),
        }
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
