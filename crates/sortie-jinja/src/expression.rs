use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::Value;

use crate::marks::whole;
use crate::prepared::{Prepared, left_value};
use crate::rewrite::{self, Taint};
use crate::{Error, ErrorKind, Scope, Undefined};

/// A text that is exactly one `{{ … }}`, compiled; its value keeps its type.
#[derive(Clone)]
pub struct Expression(Repr);

#[derive(Clone)]
enum Repr {
    /// `alert.user`, by far the most common: read from the scope as it is, without the engine.
    Path {
        keys: Vec<String>,
        undefined: Undefined,
        column: usize,
    },
    Compiled(Box<Prepared>),
}

/// Words that look like names and are none.
const WORDS: [&str; 14] =
    ["true", "false", "none", "True", "False", "None", "not", "and", "or", "in", "is", "if", "else", "loop"];

impl Expression {
    /// The expression between the braces, where it is a dotted name and nothing else.
    pub(crate) fn plain_path(inner: &str, undefined: Undefined) -> Option<Self> {
        let path = inner.trim();
        let keys: Vec<String> = path.split('.').map(str::to_owned).collect();
        let plain = keys.iter().all(|key| is_name(key)) && !WORDS.contains(&keys[0].as_str());
        let column = inner.chars().take_while(|character| character.is_whitespace()).count() + 3;
        plain.then_some(Self(Repr::Path { keys, undefined, column }))
    }

    pub(crate) fn compiled(prepared: Prepared) -> Self {
        Self(Repr::Compiled(Box::new(prepared)))
    }

    /// Evaluates the expression against `scope`; none is an undefined value that may stay one.
    ///
    /// # Errors
    /// An undefined name, an operation that does not fit its operands, a limit, or a value that is
    /// not JSON.
    pub fn eval(&self, scope: &Scope) -> Result<Option<Value>, Error> {
        match &self.0 {
            Repr::Path { keys, undefined, column } => follow(scope, keys, *undefined, *column),
            Repr::Compiled(prepared) => {
                let (_, value) = prepared.run(scope, left_value)?;
                value.filter(|value| !value.is_undefined()).as_ref().map(to_json).transpose()
            }
        }
    }

    /// Whether the expression is a dotted name, whose value it takes over as it is.
    #[must_use]
    pub fn is_path(&self) -> bool {
        matches!(self.0, Repr::Path { .. })
    }

    /// The names the expression reads, dotted (`alert.user`).
    #[must_use]
    pub fn names(&self) -> BTreeSet<String> {
        match &self.0 {
            Repr::Path { keys, .. } => BTreeSet::from([keys.join(".")]),
            Repr::Compiled(prepared) => prepared.names(),
        }
    }

    /// The marks that stand for its value where it reads one of `secrets`, dotted names; none where it does not.
    ///
    /// # Errors
    /// None that compiling it had not; the engine may refuse it again.
    pub fn marked(&self, secrets: &BTreeSet<String>) -> Result<Option<String>, Error> {
        let decided = match &self.0 {
            Repr::Path { keys, .. } => rewrite::reads_secret(&keys.join("."), secrets).then_some(false),
            Repr::Compiled(prepared) => match prepared.taint(secrets)? {
                Taint::Nothing => None,
                Taint::Whole => Some(true),
                Taint::PartsOfMore(places) | Taint::Parts(places) => {
                    Some(places.values().any(|decided| *decided))
                }
            },
        };
        Ok(decided.map(whole))
    }

    /// A text that it may have been compiled from.
    #[must_use]
    pub fn source(&self) -> Cow<'_, str> {
        match &self.0 {
            Repr::Path { keys, .. } => Cow::Owned(format!("{{{{ {} }}}}", keys.join("."))),
            Repr::Compiled(prepared) => Cow::Borrowed(prepared.source()),
        }
    }
}

fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && characters.all(|character| character.is_ascii_alphanumeric() || character == '_')
}

fn follow(
    scope: &Scope,
    keys: &[String],
    undefined: Undefined,
    column: usize,
) -> Result<Option<Value>, Error> {
    let mut value = scope.get(&keys[0]);
    for (depth, key) in keys.iter().enumerate().skip(1) {
        value = match value {
            Some(value) => value.get(key),
            None if undefined == Undefined::Chainable => None,
            None => return Err(Error::undefined(&keys[..depth].join("."), column)),
        };
    }
    match value {
        None if undefined == Undefined::Strict => Err(Error::undefined(&keys.join("."), column)),
        value => Ok(value.cloned()),
    }
}

/// Values inside of one value, at most; shared parts count each time.
const VALUES: usize = 1_000_000;

/// What is left of a bound after all that `value` holds is taken from it; none where it does not suffice.
fn rest_of(bound: usize, value: &minijinja::Value) -> Option<usize> {
    use minijinja::value::ValueKind;
    let text = value.as_str().map_or(0, |text| text.len() / 16);
    let mut rest = bound.checked_sub(1 + text)?;
    let map = value.kind() == ValueKind::Map;
    if map || matches!(value.kind(), ValueKind::Seq | ValueKind::Iterable) {
        for item in value.try_iter().into_iter().flatten() {
            let item = if map { value.get_item(&item).unwrap_or_default() } else { item };
            rest = rest_of(rest, &item)?;
        }
    }
    Some(rest)
}

fn to_json(value: &minijinja::Value) -> Result<Value, Error> {
    if rest_of(VALUES, value).is_none() {
        let what = format!("the value holds more than {} values", crate::limits::grouped(VALUES as u64));
        return Err(Error::new(ErrorKind::Limit, what, 1, 1));
    }
    serde_json::to_value(value)
        .map_err(|_| Error::new(ErrorKind::Operation, "the value has no form in JSON", 1, 1))
}
