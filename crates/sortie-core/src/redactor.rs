mod values;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use url::Url;

use crate::places::Places;
use crate::search::Search;
use crate::traces::Traces;

/// What stands in every output where a secret would.
pub const HIDDEN: &str = "(hidden)";

/// A shorter secret is hidden only where it is the whole of a text: it would tear up every other one.
pub(crate) const SHORTEST_PART: usize = 4;

/// Hides secrets, and what templates derived from them, in whatever leaves the process, in every spelling
/// they can take on the way.
///
/// A secret is found as it is, percent-encoded, escaped as in JSON, also in JSON that is a text of JSON, a mixture of
/// these, in letters of either case, in base64 at any alignment, also of UTF-16, in hexadecimal digits, broken over
/// lines, and where a text that ends in `…` was cut in its middle.
#[derive(Clone, Default)]
pub struct Redactor {
    secrets: Vec<String>,
    /// Those that are long enough to be parts of a text.
    search: Search,
    /// What a text without any holds no secret, made when it is needed first.
    traces: OnceLock<Option<Arc<Traces>>>,
    /// What is hidden because of where it stands.
    pub(crate) places: Places,
}

impl Redactor {
    /// Hides `secret` from now on. An empty one is no secret.
    pub fn add(&mut self, secret: &str) {
        if self.learn(secret) {
            self.search.add_encoded(secret);
        }
    }

    /// Hides what templates made of secrets. It was encoded already where that was meant.
    pub fn add_derived(&mut self, derived: impl IntoIterator<Item = String>) {
        for text in derived {
            self.learn(&text);
        }
    }

    /// Hides the secrets that `other` hides, too.
    pub fn add_all(&mut self, other: &Self) {
        for secret in &other.secrets {
            self.add(secret);
        }
    }

    /// Whether it knows no secret.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.secrets.is_empty()
    }

    /// Takes `text` up; whether it is a new one, and long enough to be a part of others.
    fn learn(&mut self, text: &str) -> bool {
        if text.is_empty() || self.secrets.iter().any(|known| known == text) {
            return false;
        }
        self.secrets.push(text.to_owned());
        self.traces.take();
        let is_part = text.len() >= SHORTEST_PART;
        if is_part {
            self.search.add(text);
        }
        is_part
    }

    /// Whether `character` stands in a secret.
    pub(crate) fn has_sign(&self, character: char) -> bool {
        self.secrets.iter().any(|secret| secret.contains(character))
    }

    /// The places of secrets in `text`, in their order, none within another.
    pub(crate) fn places(&self, text: &str) -> Vec<Range<usize>> {
        if self.is_secret(text) {
            return std::iter::once(0..text.len()).collect();
        }
        self.places_within(text)
    }

    fn places_within(&self, text: &str) -> Vec<Range<usize>> {
        if self.is_empty() || text.len() < SHORTEST_PART {
            return Vec::new();
        }
        merged(self.search.places(text))
    }

    /// The places of secrets in `text` that are written as they are, in letters of either case.
    pub(crate) fn raw_places(&self, text: &str) -> Vec<Range<usize>> {
        if self.is_secret(text) {
            return std::iter::once(0..text.len()).collect();
        }
        merged(self.search.raw_places(text))
    }

    /// `text` with every secret hidden.
    #[must_use]
    pub fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        covered(text, self.places(text))
    }

    /// Whether each text in `json` is shown as it is written there: nothing in it is escaped, and there is nothing
    /// to hide. What is written there is what was searched.
    ///
    /// It may say no where there would be nothing to hide, never the other way round. A secret stands in a text of
    /// the document, and so in the document: whole where nothing is escaped. The document is searched for short secrets,
    /// too, that hide only where they are a whole text, and for names under which values are hidden.
    pub(crate) fn passes_json(&self, json: &str) -> bool {
        if self.secrets.is_empty() {
            return !json.contains('\\');
        }
        let Some(traces) = self.traces.get_or_init(|| self.make_traces()) else { return false };
        !traces.may_be_in(json) && self.places.names().all(|name| !json.contains(name))
    }

    fn make_traces(&self) -> Option<Arc<Traces>> {
        let short = self.secrets.iter().filter(|it| it.len() < SHORTEST_PART);
        Traces::new(&self.search, short.map(String::as_str)).map(Arc::new)
    }

    /// `text` with every secret hidden, but not words that differ from one in the case of letters alone: they
    /// are others where whatever is told repeats a file as it is.
    pub(crate) fn text_in_its_case<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut found = self.places(text);
        found.retain(|place| {
            let word = &text[place.clone()];
            let alike = |secret: &&String| secret.eq_ignore_ascii_case(word);
            let mut secrets = self.secrets.iter().filter(alike).peekable();
            secrets.peek().is_none() || secrets.any(|secret| secret == word)
        });
        covered(text, found)
    }

    /// A part of a text, with every secret hidden: it is the whole of nothing.
    pub(crate) fn part<'a>(&self, text: &'a str) -> Cow<'a, str> {
        covered(text, self.places_within(text))
    }

    /// `url` with every secret hidden, short ones too where they are a whole segment of its path or a whole
    /// parameter.
    #[must_use]
    pub fn url(&self, url: &Url) -> String {
        self.text(&self.places.url(url, |piece| self.is_secret(piece))).into_owned()
    }

    /// The path of `url`, every secret hidden like in the address.
    #[must_use]
    pub fn path(&self, url: &Url) -> String {
        self.text(&self.places.path(url, |segment| self.is_secret(segment))).into_owned()
    }

    /// The text that stands under `name`, every secret hidden.
    pub(crate) fn named<'a>(&self, name: &str, text: &'a str) -> Cow<'a, str> {
        if self.places.has(name) { Cow::Borrowed(HIDDEN) } else { self.text(text) }
    }

    fn is_secret(&self, text: &str) -> bool {
        self.secrets.iter().any(|secret| secret.eq_ignore_ascii_case(text))
    }
}

/// Places in their order. Secrets can overlap: what is left of the later one goes with the earlier one.
fn merged(mut found: Vec<Range<usize>>) -> Vec<Range<usize>> {
    found.sort_by_key(|place| (place.start, place.end));
    found.dedup_by(|later, earlier| {
        let overlaps = later.start < earlier.end;
        if overlaps {
            earlier.end = earlier.end.max(later.end);
        }
        overlaps
    });
    found
}

/// `text` with the `found` places hidden.
fn covered(text: &str, found: Vec<Range<usize>>) -> Cow<'_, str> {
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut shown = String::new();
    let mut copied = 0;
    for place in found {
        shown.push_str(&text[copied..place.start]);
        shown.push_str(HIDDEN);
        copied = place.end;
    }
    shown.push_str(&text[copied..]);
    Cow::Owned(shown)
}

/// Shows how many secrets it knows and nothing else.
impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Redactor({} secrets)", self.secrets.len())
    }
}
