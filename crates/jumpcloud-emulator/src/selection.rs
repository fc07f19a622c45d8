mod condition;
mod operator;
mod query_v1;
mod query_v2;
mod search_body;
mod term;

pub(crate) use condition::{Condition, compare};
pub(crate) use operator::Operator;
pub(crate) use query_v1::from_v1_query;
pub(crate) use query_v2::from_v2_query;
pub(crate) use search_body::from_search_body;
pub(crate) use term::Term;

use crate::document::Document;

/// Which documents a list shows, whatever the grammar it was asked in.
#[derive(Debug)]
pub(crate) enum Selection {
    /// Those that every part selects; with no part, all of them.
    All(Vec<Self>),
    /// Those that at least one part selects.
    Any(Vec<Self>),
    /// Those whose field compares as asked.
    Where(Condition),
    /// Those in which a text occurs.
    Containing(Term),
}

impl Selection {
    /// Whether every document is selected, without looking at any.
    pub(crate) fn is_everything(&self) -> bool {
        matches!(self, Self::All(parts) if parts.iter().all(Self::is_everything))
    }

    /// Whether `document` is selected.
    pub(crate) fn selects<D: Document>(&self, document: &D) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.selects(document)),
            Self::Any(parts) => parts.iter().any(|part| part.selects(document)),
            Self::Where(condition) => condition.holds(document),
            Self::Containing(term) => term.occurs(document),
        }
    }
}
