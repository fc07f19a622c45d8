use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;
use serde_json::Value;
use url::{Position, Url};

use crate::{Body, HIDDEN, Request};

/// Where values stand that are hidden although nobody can look for them: `true` is everywhere.
///
/// A value is known by the name it stands under, in requests as in answers, and in a path by its number.
#[derive(Clone, Default)]
pub(crate) struct Places {
    names: BTreeSet<String>,
    /// Names of a query that are hidden themselves.
    hidden_names: BTreeSet<String>,
    segments: BTreeSet<usize>,
    /// Nobody knows where: a request has nothing left to show but its method.
    everywhere: bool,
}

impl Places {
    /// Whether what stands under `name` is hidden.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// The names under which values are hidden.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Whether all of a request is hidden.
    pub(crate) fn are_everywhere(&self) -> bool {
        self.everywhere
    }

    /// Hides all of a request.
    pub(crate) fn add_everywhere(&mut self) {
        self.everywhere = true;
    }

    /// Adds the places in which `one` request differs from `other`.
    pub(crate) fn add_request(&mut self, one: &Request, other: &Request) {
        let segments = |url: &Url| url.path().split('/').map(str::to_owned).collect::<Vec<_>>();
        let (own, others) = (segments(&one.url), segments(&other.url));
        self.everywhere |= own.len() != others.len() || one.url.host_str() != other.url.host_str();
        self.segments.extend((0..own.len()).filter(|at| others.get(*at) != Some(&own[*at])));
        let query = |url: &Url| pairs(url.query_pairs().into_owned());
        let (own, others) = (query(&one.url), query(&other.url));
        self.hidden_names.extend(own.keys().filter(|name| !others.contains_key(*name)).cloned());
        self.add_pairs(&own, &others);
        let headers = |request: &Request| pairs(request.headers.iter().cloned());
        self.add_pairs(&headers(one), &headers(other));
        let [own, others] = [one, other].map(|it| it.body.as_ref().map(Body::to_value).unwrap_or_default());
        self.everywhere |= !self.add_value(None, &own, &others);
    }

    fn add_pairs(&mut self, own: &BTreeMap<String, Vec<String>>, others: &BTreeMap<String, Vec<String>>) {
        let names = own.keys().chain(others.keys());
        self.names.extend(names.filter(|name| own.get(*name) != others.get(*name)).cloned());
    }

    /// Adds the places in which `own`, which stands under `name`, differs from `other`; whether they have names.
    pub(crate) fn add_value(&mut self, name: Option<&str>, own: &Value, other: &Value) -> bool {
        match (own, other) {
            _ if own == other => true,
            (Value::Object(own), Value::Object(other)) if own.keys().eq(other.keys()) => {
                own.iter().zip(other).all(|((key, own), (_, other))| self.add_value(Some(key), own, other))
            }
            (Value::Array(own), Value::Array(other)) if own.len() == other.len() => {
                own.iter().zip(other).all(|(own, other)| self.add_value(name, own, other))
            }
            _ => name.is_some_and(|name| {
                self.names.insert(name.to_owned());
                true
            }),
        }
    }

    /// `url` without what stands in the places, nor what `is_secret`, a whole piece of it.
    pub(crate) fn url(&self, url: &Url, is_secret: impl Fn(&str) -> bool) -> String {
        if self.everywhere {
            return HIDDEN.to_owned();
        }
        let start = &url[..Position::BeforePath];
        let path = self.path(url, &is_secret);
        let query = url.query().map(|query| {
            let shown = query.split('&').map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                let name_is_hidden = self.hidden_names.contains(&decoded(name));
                let hidden = name_is_hidden || self.has(&decoded(name)) || is_secret(&decoded(value));
                let name = if name_is_hidden { HIDDEN } else { name };
                if hidden { format!("{name}={HIDDEN}") } else { pair.to_owned() }
            });
            format!("?{}", shown.collect::<Vec<_>>().join("&"))
        });
        format!("{start}{path}{}", query.unwrap_or_default())
    }

    /// The path of `url` without what stands in the places, nor what `is_secret`, a whole segment of it.
    pub(crate) fn path(&self, url: &Url, is_secret: impl Fn(&str) -> bool) -> String {
        if self.everywhere {
            return HIDDEN.to_owned();
        }
        let segments = url.path().split('/').enumerate().map(|(at, segment)| {
            let hidden = self.segments.contains(&at) || is_secret(&decoded(segment));
            if hidden { HIDDEN } else { segment }
        });
        segments.collect::<Vec<_>>().join("/")
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

/// The texts by their names.
fn pairs(all: impl Iterator<Item = (String, String)>) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, text) in all {
        found.entry(name).or_default().push(text);
    }
    found
}
