use std::time::Duration;

use serde_json::json;

use super::terms::Terms;
use crate::{
    reply::{Reply, reason},
    timestamp::Timestamp,
};

/// An answer that comes instead of the true one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    status: u16,
    form: Form,
    retry_after: Option<RetryAfter>,
    /// Whether the call is carried out all the same.
    pub(crate) done: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    Html(&'static str),
    Json,
    Long,
    Text,
    Broken,
    Empty,
}

/// When to come back, as the header says it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum RetryAfter {
    /// The date so many seconds from now.
    Date(i64),
    /// This very text.
    Text(String),
}

const FORMS: &str = "html, json, long, text, broken, empty";
const ABUSE: &str = "Your IP has been blocked due to suspected abuse";

impl Refusal {
    /// The names of its options.
    pub(super) const OPTIONS: &[&str] = &["body", "retry-after", "done"];

    /// Takes what is said of the answer with `status` from `terms`.
    pub(super) fn read(status: u16, terms: &mut Terms) -> Result<Self, String> {
        let form = match terms.take("body") {
            Some("html") => Form::Html(reason(status)),
            Some("json") => Form::Json,
            Some("long") => Form::Long,
            Some("text") => Form::Text,
            Some("broken") => Form::Broken,
            Some("empty") => Form::Empty,
            Some(other) => return Err(format!("`{other}` is no `body`; it is one of {FORMS}")),
            // The service itself answers what the caller did wrong; the edge answers all else.
            None if (400..500).contains(&status) => Form::Json,
            None => Form::Html(reason(status)),
        };
        let retry_after = terms.take("retry-after").map(RetryAfter::read).transpose()?;
        Ok(Self { status, form, retry_after, done: done(terms)? })
    }

    /// The page that shuts a whole address out.
    pub(super) fn abuse() -> Self {
        Self { status: 403, form: Form::Html(ABUSE), retry_after: None, done: false }
    }

    /// The answer, given `now`, counted from the Unix epoch.
    pub(crate) fn reply(&self, now: Duration) -> Reply {
        let (status, title) = (self.status, reason(self.status));
        let reply = match self.form {
            Form::Html(title) => Reply::html(status, title),
            Form::Json => Reply::error(status, title),
            Form::Long => Reply::json(
                status,
                &json!({ "code": status, "status": title.to_uppercase().replace(' ', "_"), "message": title }),
            ),
            Form::Text => Reply::text(status, title),
            Form::Broken => Reply::broken(status),
            Form::Empty => Reply::empty(status),
        };
        let reply = if status == 302 { reply.with_header("location", "/login") } else { reply };
        match &self.retry_after {
            None => reply,
            Some(RetryAfter::Text(text)) => reply.with_header("retry-after", text),
            Some(RetryAfter::Date(seconds)) => {
                let whole = now.as_secs() + u64::from(now.subsec_nanos() > 0);
                let then = Timestamp::at_second(whole.saturating_add_signed(*seconds));
                reply.with_header("retry-after", then.http_date())
            }
        }
    }
}

impl RetryAfter {
    fn read(text: &str) -> Result<Self, String> {
        let Some(seconds) = text.strip_prefix("date") else {
            return if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
                Ok(Self::Text(text.to_owned()))
            } else {
                Err(format!("`{text}` for `retry-after` cannot stand in a header; write visible ASCII"))
            };
        };
        let parsed = seconds.parse().map(Self::Date);
        parsed.map_err(|_| format!("`{text}` for `retry-after` lacks its seconds; write date+5 or date-5"))
    }
}

/// Whether a call is carried out that is answered as if it were not.
pub(super) fn done(terms: &mut Terms) -> Result<bool, String> {
    match terms.take("done") {
        None | Some("no") => Ok(false),
        Some("yes") => Ok(true),
        Some(other) => Err(format!("`{other}` is no `done`; it is yes or no")),
    }
}
