use std::{error, fmt};

use crate::Choices;

/// One unknown of the service's behaviour and the answers to choose from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Choice {
    /// The name that [`Choices::set`] takes.
    pub name: &'static str,
    /// What is unknown, as one sentence.
    pub meaning: &'static str,
    /// The values that [`Choices::set`] takes, each with its meaning; the first is the default.
    pub values: &'static [(&'static str, &'static str)],
}

/// Why a choice could not be made; its text lists what could be chosen instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceError(String);

impl ChoiceError {
    /// There is no choice called `name`.
    pub(crate) fn name(name: &str) -> Self {
        let names: Vec<&str> = Choices::ALL.iter().map(|it| it.name).collect();
        Self(format!("there is no choice `{name}`; there are {}", names.join(", ")))
    }

    /// The choice called `name` has no value `value`.
    pub(crate) fn value(name: &str, value: &str) -> Self {
        let choice = Choices::ALL.iter().find(|it| it.name == name);
        let values: Vec<&str> = choice.into_iter().flat_map(|it| it.values).map(|(word, _)| *word).collect();
        Self(format!("`{value}` is no value of the choice `{name}`; it is one of {}", values.join(", ")))
    }
}

impl fmt::Display for ChoiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl error::Error for ChoiceError {}
