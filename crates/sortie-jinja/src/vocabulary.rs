use std::collections::BTreeSet;

use crate::{filters, functions, python, tests};

/// The names that a template can use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vocabulary {
    /// After a `|`.
    pub filters: BTreeSet<&'static str>,
    /// After `is`.
    pub tests: BTreeSet<&'static str>,
    /// Called by name.
    pub functions: BTreeSet<&'static str>,
    /// Called on a text.
    pub text_methods: BTreeSet<&'static str>,
    /// Called on a list; a tuple has `count` and `index`.
    pub list_methods: BTreeSet<&'static str>,
    /// Called on a dict.
    pub dict_methods: BTreeSet<&'static str>,
}

/// Every filter, test, function and method, for documents and for completion.
#[must_use]
pub fn vocabulary() -> Vocabulary {
    Vocabulary {
        filters: filters::all().into_iter().map(|(name, _)| name).chain(filters::ENGINE).collect(),
        tests: tests::all()
            .into_iter()
            .map(|(name, _)| name)
            .chain(tests::ENGINE)
            .chain(tests::PATTERNS)
            .collect(),
        functions: functions::ALL.into(),
        text_methods: python::text::METHODS.into(),
        list_methods: python::list::METHODS.into(),
        dict_methods: python::dict::METHODS.into(),
    }
}
