use std::ops::Range;

use serde_json::{Map, Value};

use crate::derived_words::{differing, grown, long_enough, of_word, with_short_words};
use crate::redactor::SHORTEST_PART;
use crate::turned::WAYS;
use crate::{HIDDEN, Redactor, Twin};

/// The most words of one text that are looked for one by one; beyond, the text is looked for as a whole.
const MOST_WORDS: usize = 64;

/// What comparisons print.
const ANSWERS: [&str; 4] = ["true", "false", "none", "null"];

/// Finds what is derived from secrets: what differs from one world to its [`Twin`]s.
pub(crate) struct Derived<'a> {
    redactor: &'a Redactor,
    twins: [Twin<'a>; WAYS],
    found: Vec<String>,
}

impl<'a> Derived<'a> {
    /// Looks for what derives from the secrets that `redactor` knows.
    pub(crate) fn new(redactor: &'a Redactor) -> Self {
        Self { redactor, twins: Twin::all(redactor), found: Vec::new() }
    }

    /// The texts that were found to be derived, for [`Redactor::add_derived`].
    pub(crate) fn finish(mut self) -> Vec<String> {
        // Words that say yes or no say so everywhere, and whether they are looked for would tell which it was.
        self.found.retain(|text| !ANSWERS.iter().any(|it| it.eq_ignore_ascii_case(text)));
        self.found
    }

    /// Takes `text` for derived as a whole.
    pub(crate) fn add(&mut self, text: &str) {
        self.found.push(text.to_owned());
    }

    /// `text` with what differs from its twins hidden. Where one of them is missing, its template failed
    /// there: nobody knows what differs, and all of it is hidden.
    pub(crate) fn shown(&mut self, text: &str, others: [Option<&str>; WAYS]) -> String {
        let [Some(first), Some(second)] = others else {
            self.whole_text(text);
            return HIDDEN.to_owned();
        };
        let lines = |text: &str| text.split('\n').count();
        if lines(text) > 1 && [first, second].iter().all(|other| lines(other) == lines(text)) {
            let others = first.split('\n').zip(second.split('\n'));
            let shown =
                text.split('\n').zip(others).map(|(line, (first, second))| self.line(line, [first, second]));
            return shown.collect::<Vec<_>>().join("\n");
        }
        self.line(text, [first, second])
    }

    fn line(&mut self, text: &str, others: [&str; WAYS]) -> String {
        match self.text(text, others) {
            Some(place) => {
                let [before, after] =
                    [&text[..place.start], &text[place.end..]].map(|it| self.redactor.part(it));
                format!("{before}{HIDDEN}{after}")
            }
            None => self.redactor.text(text).into_owned(),
        }
    }

    /// `value` with what differs from its twins hidden.
    pub(crate) fn shown_value(&mut self, value: Value, others: [Option<&Value>; WAYS]) -> Value {
        match value {
            Value::String(text) => {
                Value::String(self.shown(&text, others.map(|it| it.and_then(Value::as_str))))
            }
            Value::Array(items) => {
                let nth = |index| others.map(|it| it.and_then(|it| it.get(index)));
                items.into_iter().enumerate().map(|(index, it)| self.shown_value(it, nth(index))).collect()
            }
            Value::Object(map) => Value::Object(self.shown_map(map, others)),
            other if others.iter().all(|it| *it == Some(&other)) => other,
            _ => HIDDEN.into(),
        }
    }

    fn shown_map(&mut self, map: Map<String, Value>, others: [Option<&Value>; WAYS]) -> Map<String, Value> {
        let (count, mut shown) = (map.len(), Map::new());
        for (index, (key, item)) in map.into_iter().enumerate() {
            let others = others.map(|other| entry(other?.as_object()?, &key, index, count));
            let mut name = self.shown(&key, others.map(|it| it.map(|(key, _)| key.as_str())));
            // Two keys that look alike once hidden are still two.
            while shown.contains_key(&name) {
                name.push('\'');
            }
            shown.insert(name, self.shown_value(item, others.map(|it| it.map(|(_, item)| item))));
        }
        shown
    }

    /// Compares `value` with its twins, leaf by leaf. Of none where a twin has nothing there.
    pub(crate) fn value(&mut self, value: &Value, others: [Option<&Value>; WAYS]) {
        let [Some(first), Some(second)] = others else { return self.whole(value) };
        if value == first && value == second {
            return;
        }
        match (value, first, second) {
            (Value::String(text), Value::String(first), Value::String(second)) => {
                self.text(text, [first, second]);
            }
            (Value::Array(items), Value::Array(_), Value::Array(_)) => {
                for (index, item) in items.iter().enumerate() {
                    self.value(item, [first, second].map(|other| other.get(index)));
                }
            }
            (Value::Object(map), Value::Object(first), Value::Object(second)) => {
                for (index, (key, item)) in map.iter().enumerate() {
                    let others = [first, second].map(|other| entry(other, key, index, map.len()));
                    if let [Some((first, _)), Some((second, _))] = others {
                        self.text(key, [first, second]);
                    } else {
                        self.whole_text(key);
                    }
                    self.value(item, others.map(|other| other.map(|(_, item)| item)));
                }
            }
            // One bit of a comparison is not hidden, and would hide too much.
            (Value::Bool(_) | Value::Null, ..) => (),
            _ => self.whole(value),
        }
    }

    /// Compares `text` with its twins. Gives the place of the words that are derived.
    pub(crate) fn text(&mut self, text: &str, others: [&str; WAYS]) -> Option<Range<usize>> {
        // What is spelled otherwise may be spelled otherwise again on its way: then nobody knows it any more.
        let alike = |(twin, other): (&Twin<'_>, &&str)| twin.raw_text(text) == **other;
        if others.iter().all(|other| *other == text) || self.twins.iter().zip(&others).all(alike) {
            return None;
        }
        let in_word = |it: char| of_word(it) || (!it.is_whitespace() && self.redactor.has_sign(it));
        // Worlds can agree on a character by chance, but hardly on a word, unless it is a short one.
        let words = with_short_words(text, grown(text, differing(text, others), in_word));
        if words.is_empty() {
            return None;
        }
        let middle = &text[long_enough(text, words.clone())];
        self.found.push(middle.to_owned());
        let own = |word: &&str| {
            word.len() >= SHORTEST_PART
                && *word != middle
                && others.iter().all(|other| !other.contains(*word))
        };
        let each: Vec<&str> = middle.split(|it| !of_word(it)).filter(own).take(MOST_WORDS + 1).collect();
        if each.len() <= MOST_WORDS {
            self.found.extend(each.into_iter().map(str::to_owned));
        }
        Some(words)
    }

    /// Takes all of `value` for derived.
    pub(crate) fn whole(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.whole_text(text),
            Value::Number(number) => self.whole_text(&number.to_string()),
            Value::Array(items) => items.iter().for_each(|item| self.whole(item)),
            Value::Object(map) => {
                for (key, item) in map {
                    self.whole_text(key);
                    self.whole(item);
                }
            }
            Value::Null | Value::Bool(_) => (),
        }
    }

    pub(crate) fn whole_text(&mut self, text: &str) {
        self.text(text, [""; WAYS]);
    }
}

/// What a twin's `map` has in the place of the entry `key`, the one at `index` of `count`.
fn entry<'m>(
    map: &'m Map<String, Value>,
    key: &str,
    index: usize,
    count: usize,
) -> Option<(&'m String, &'m Value)> {
    map.get_key_value(key).or_else(|| map.iter().nth(index).filter(|_| map.len() == count))
}
