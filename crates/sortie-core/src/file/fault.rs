use std::ops::Range;

/// One mistake in a user's file, told by where it is in the file's structure.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) steps: Vec<String>,
    pub(crate) target: Target,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

/// Which part of the place a mistake is about.
#[derive(Debug)]
pub(crate) enum Target {
    /// The key itself.
    Key,
    /// The value behind the key.
    Value,
    /// These bytes of a text value.
    Within(Range<usize>),
    /// These bytes of the file.
    Bytes(Range<usize>),
}

impl Fault {
    /// A mistake in the value at `steps`.
    pub(crate) fn value(steps: &Steps, message: impl Into<String>) -> Self {
        Self { steps: steps.0.clone(), target: Target::Value, message: message.into(), help: None }
    }

    /// A mistake in the key at `steps`.
    pub(crate) fn key(steps: &Steps, message: impl Into<String>) -> Self {
        Self { target: Target::Key, ..Self::value(steps, message) }
    }

    /// A mistake in some bytes of the text at `steps`.
    pub(crate) fn within(steps: &Steps, range: Range<usize>, message: impl Into<String>) -> Self {
        Self { target: Target::Within(range), ..Self::value(steps, message) }
    }

    /// A mistake at `bytes` of the file.
    pub(crate) fn bytes(bytes: Range<usize>, message: impl Into<String>) -> Self {
        Self { target: Target::Bytes(bytes), ..Self::value(&Steps::default(), message) }
    }

    /// Adds the cure; an empty one is none.
    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into()).filter(|help| !help.is_empty());
        self
    }
}

/// A path through a file's structure, grown step by step.
#[derive(Debug, Clone, Default)]
pub(crate) struct Steps(Vec<String>);

impl Steps {
    /// The path one key further.
    pub(crate) fn then(&self, key: &str) -> Self {
        Self(self.0.iter().cloned().chain([key.to_owned()]).collect())
    }

    /// The path to one value of a list further.
    pub(crate) fn nth(&self, index: usize) -> Self {
        self.then(&index.to_string())
    }
}

impl<const N: usize> From<[&str; N]> for Steps {
    fn from(steps: [&str; N]) -> Self {
        Self(steps.map(str::to_owned).to_vec())
    }
}
