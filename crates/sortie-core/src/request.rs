use std::fmt;

use serde_json::{Map, Value, json};
use url::Url;

use crate::{Body, Effect, HIDDEN, Method, Redactor};

/// One HTTP request, exactly as it would be sent, save for the credential; inert.
///
/// Dry run, snapshots, transports and tests all use this one value.
#[derive(Clone, PartialEq)]
pub struct Request {
    /// The method of the request line.
    pub method: Method,
    /// Where to: scheme, host, path and query, each already encoded.
    pub url: Url,
    /// The headers in the order of the plan, their names in lower case.
    pub headers: Vec<(String, String)>,
    /// The header in which the transport sends the connection's secret; the secret is never in here.
    pub credential: Option<String>,
    /// The body, where the request has one.
    pub body: Option<Body>,
    /// Why it is sent. A dry run sends reads that the integration declares, and nothing else.
    pub purpose: Purpose,
}

/// Why a request is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// It is the action itself.
    Action {
        /// What it does to the product.
        effect: Effect,
        /// Whether sending it twice leaves the same state as sending it once.
        idempotent: bool,
    },
    /// It is a read that the integration declares, a lookup or the test of a connection; never a write.
    Read,
    /// It asks for the token that others need; its answer is a secret.
    Token,
}

impl Purpose {
    /// What sending the request does to the product.
    #[must_use]
    pub fn effect(self) -> Effect {
        match self {
            Self::Action { effect, .. } => effect,
            Self::Read | Self::Token => Effect::Read,
        }
    }

    /// Whether sending the request twice leaves the same state as sending it once.
    #[must_use]
    pub fn idempotent(self) -> bool {
        match self {
            Self::Action { effect, idempotent } => idempotent || effect == Effect::Read,
            Self::Read | Self::Token => true,
        }
    }
}

impl Request {
    /// The request as data for people and programs, every secret hidden.
    #[must_use]
    pub fn to_value(&self, redactor: &Redactor) -> Value {
        let headers: Map<String, Value> = self
            .all_headers()
            .map(|(name, value)| (name.to_owned(), json!(redactor.named(name, value))))
            .collect();
        let mut map = Map::new();
        map.insert("method".to_owned(), json!(self.method.as_str()));
        map.insert("url".to_owned(), json!(redactor.url(&self.url)));
        map.insert("headers".to_owned(), headers.into());
        if let Some(body) = &self.body {
            map.insert("body".to_owned(), redactor.body(body.to_value()));
        }
        map.into()
    }

    /// The request as it reads on the wire, its body laid out for eyes, every secret hidden.
    #[must_use]
    pub fn to_text(&self, redactor: &Redactor) -> String {
        let mut text = format!("{} {}\n", self.method, redactor.url(&self.url));
        for (name, value) in self.all_headers() {
            text.extend([name, ": ", &redactor.named(name, value), "\n"]);
        }
        if let Some(body) = &self.body {
            let shown = redactor.body(body.to_value());
            text.extend(["\n", &format!("{shown:#}"), "\n"]);
        }
        text
    }

    /// The headers, the credential's and the body's among them, every secret hidden.
    pub fn shown_headers(&self, redactor: &Redactor) -> impl Iterator<Item = (String, String)> {
        self.all_headers().map(|(name, value)| (name.to_owned(), redactor.named(name, value).into_owned()))
    }

    fn all_headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let credential = self.credential.as_deref().map(|name| (name, HIDDEN));
        let content = self.body.as_ref().map(|body| ("content-type", body.content_type()));
        let planned = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        credential.into_iter().chain(content).chain(planned)
    }
}

/// Shows names only: path, query, header values and body can hold secrets, and no redactor is at hand.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        let mut shown = f.debug_struct("Request");
        shown.field("method", &self.method).field("headers", &headers).field("purpose", &self.purpose);
        shown.finish_non_exhaustive()
    }
}
