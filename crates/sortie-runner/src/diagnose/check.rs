use serde_json::{Value, json};
use sortie_core::{Failure, FailureKind, Redactor};

/// One thing that was looked at.
#[derive(Debug, Clone)]
pub struct Check {
    /// What was looked at: one word, which never changes.
    pub name: &'static str,
    /// How it ended.
    pub status: CheckStatus,
    /// What was found.
    pub detail: String,
    /// What to do about it.
    pub hint: Option<String>,
    kind: Option<FailureKind>,
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckStatus {
    /// It is as it should be.
    Ok,
    /// It works, and should be looked at.
    Warning,
    /// It does not work.
    Failed,
    /// It was not looked at.
    Skipped,
}

impl Check {
    /// The check called `name`, which ended well.
    pub fn ok(name: &'static str, detail: impl Into<String>) -> Self {
        Self { name, status: CheckStatus::Ok, detail: detail.into(), hint: None, kind: None }
    }

    /// The check called `name`, which found something that works and should be looked at.
    pub fn warning(name: &'static str, detail: impl Into<String>) -> Self {
        Self { status: CheckStatus::Warning, ..Self::ok(name, detail) }
    }

    /// The check called `name`, which was not made.
    pub fn skipped(name: &'static str, detail: impl Into<String>) -> Self {
        Self { status: CheckStatus::Skipped, ..Self::ok(name, detail) }
    }

    /// The check called `name`, which found what would fail a run in the way of `kind`.
    pub fn failed(name: &'static str, kind: FailureKind, detail: impl Into<String>) -> Self {
        Self { status: CheckStatus::Failed, kind: Some(kind), ..Self::ok(name, detail) }
    }

    /// The check called `name`, which ended in `failure`.
    #[must_use]
    pub fn of(name: &'static str, failure: &Failure) -> Self {
        let check = Self::failed(name, failure.kind(), failure.to_string());
        Self { hint: failure.hint().map(str::to_owned), ..check }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn with_hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// Adds what to do about it, where that is known.
    #[must_use]
    pub(super) fn with_any(self, hint: Option<&str>) -> Self {
        Self { hint: hint.map(str::to_owned), ..self }
    }

    /// The same where nothing depends on it: what failed is a warning.
    #[must_use]
    pub(super) fn unneeded(self) -> Self {
        match self.status {
            CheckStatus::Failed => Self { status: CheckStatus::Warning, kind: None, ..self },
            _ => self,
        }
    }

    /// What a process exits with that finds this first; 0 unless it failed.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        self.kind.map_or(0, FailureKind::exit_code)
    }

    /// The check as data.
    #[must_use]
    pub fn to_value(&self) -> Value {
        json!({"name": self.name, "status": self.status.as_str(), "detail": self.detail, "hint": self.hint})
    }

    pub(super) fn redacted(mut self, redactor: &Redactor) -> Self {
        self.detail = redactor.text(&self.detail).into_owned();
        self.hint = self.hint.map(|hint| redactor.text(&hint).into_owned());
        self
    }
}

impl CheckStatus {
    /// The status as programs see it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }
}
