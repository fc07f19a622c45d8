mod derived;

use std::sync::Arc;
use std::{error, fmt};

use serde_json::{Map, Value, json};

use crate::{FailureKind, Redactor, SideEffect, Tries};

/// Why a run failed: a sentence for people, and the same as data for playbooks.
///
/// The message is one lowercase sentence fragment. Neither it nor the detail may reach an output before a
/// [`Redactor`] has seen it: what an API answered can hold anything.
#[derive(Debug, Clone)]
pub struct Failure(Box<Repr>);

#[derive(Debug, Clone)]
struct Repr {
    kind: FailureKind,
    message: String,
    hint: Option<String>,
    stage: Option<&'static str>,
    status: Option<u16>,
    side_effect: SideEffect,
    safe_to_retry: bool,
    lasting: bool,
    attempts: u32,
    detail: Option<Value>,
    source: Option<Arc<dyn error::Error + Send + Sync>>,
}

impl Failure {
    /// A failure of `kind`, told by `message`; nothing was sent.
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self(Box::new(Repr {
            kind,
            message: message.into(),
            hint: None,
            stage: None,
            status: None,
            side_effect: SideEffect::None,
            safe_to_retry: false,
            lasting: false,
            attempts: 0,
            detail: None,
            source: None,
        }))
    }

    /// One failure of all, of the first's kind: the messages in a row, and each as data. None of none.
    pub(crate) fn together(failures: impl IntoIterator<Item = Self>) -> Option<Self> {
        let all: Vec<Self> = failures.into_iter().collect();
        let message = all.iter().map(Self::to_string).collect::<Vec<_>>().join("; ");
        let entry = |it: &Self| json!({"kind": it.0.kind.as_str(), "message": it.0.message, "hint": it.0.hint, "detail": it.0.detail});
        let detail: Value = all.iter().map(entry).collect();
        let several = all.len() > 1;
        let mut first = all.into_iter().next()?;
        if several {
            first.0.message = message;
            first.0.detail = Some(detail);
        }
        Some(first)
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// Says that it happened at another stage of the run than its kind tells. What was said before stays: it was
    /// nearer.
    #[must_use]
    pub fn at_stage(mut self, stage: &'static str) -> Self {
        self.0.stage.get_or_insert(stage);
        self
    }

    /// Adds the status the API answered with.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    /// Says what is known of the effect, and whether sending the same again can do harm.
    #[must_use]
    pub fn with_outcome(mut self, side_effect: SideEffect, safe_to_retry: bool) -> Self {
        self.0.side_effect = side_effect;
        self.0.safe_to_retry = safe_to_retry;
        self
    }

    /// Says how often the request was sent, or tried to be.
    #[must_use]
    pub fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    /// Says how often the request was sent in all. What an earlier attempt may have done, nobody can rule out.
    #[must_use]
    pub fn with_tries(mut self, tries: Tries) -> Self {
        if tries.in_doubt && self.0.side_effect == SideEffect::None {
            self.0.side_effect = SideEffect::Unknown;
            let hint = self.0.hint.take().map_or_else(String::new, |hint| hint + "; ");
            self.0.hint =
                Some(hint + "an earlier attempt may have been carried out, so look before you send it again");
        }
        self.with_attempts(tries.attempts.max(1))
    }

    /// Says that the same would fail again at once: somebody has to mend something first.
    #[must_use]
    pub fn lasting(mut self) -> Self {
        self.0.lasting = true;
        self
    }

    /// Adds what else is known, as data.
    #[must_use]
    pub fn with_detail(mut self, detail: Value) -> Self {
        self.0.detail = Some(detail);
        self
    }

    /// Keeps the cause, for the log; the envelope does not show it.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn error::Error + Send + Sync>>) -> Self {
        self.0.source = Some(Arc::from(source.into()));
        self
    }

    /// Which way the run failed.
    #[must_use]
    pub fn kind(&self) -> FailureKind {
        self.0.kind
    }

    /// The status the API answered with, where it did.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// What is known of the change that the failed run may have made.
    #[must_use]
    pub fn side_effect(&self) -> SideEffect {
        self.0.side_effect
    }

    /// Whether sending the same again can do no harm.
    #[must_use]
    pub fn safe_to_retry(&self) -> bool {
        self.0.safe_to_retry
    }

    /// Whether the same would fail again at once.
    #[must_use]
    pub fn is_lasting(&self) -> bool {
        self.0.lasting
    }

    /// How often the request was sent, or tried to be.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// What to do about it, where that is known.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// The same failure with every secret hidden.
    #[must_use]
    pub fn redacted(mut self, redactor: &Redactor) -> Self {
        self.0.message = redactor.text(&self.0.message).into_owned();
        self.0.hint = self.0.hint.map(|hint| redactor.text(&hint).into_owned());
        self.0.detail = self.0.detail.map(|detail| redactor.value(detail));
        self
    }

    /// The failure as data, the way it stands under `failure` in the envelope.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let mut map = Map::new();
        let mut put = |key: &str, value: Value| map.insert(key.to_owned(), value);
        put("kind", json!(self.0.kind.as_str()));
        put("stage", json!(self.0.stage.unwrap_or(self.0.kind.stage())));
        put("status", json!(self.0.status));
        put("side_effect", json!(self.0.side_effect.as_str()));
        put("safe_to_retry", json!(self.0.safe_to_retry));
        put("attempts", json!(self.0.attempts));
        if let Some(hint) = &self.0.hint {
            put("hint", json!(hint));
        }
        put("detail", self.0.detail.clone().unwrap_or_default());
        Value::Object(map)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl error::Error for Failure {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
