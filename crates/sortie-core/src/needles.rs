use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

/// So many texts at most are tried one after the other at each place, and in a text of so many bytes at most.
/// An automaton costs more to make than a run without one takes.
const FEW: usize = 24;
const SHORT: usize = 1024;

/// Texts that are looked for together.
#[derive(Clone)]
pub(crate) struct Needles {
    all: Vec<String>,
    either_case: bool,
    /// Whether one of them begins with the byte.
    begins: [bool; 256],
    /// All of them in one, made when it is needed first.
    automaton: OnceLock<Option<AhoCorasick>>,
}

impl Needles {
    /// Finds texts in letters of either case, or else as they are.
    pub(crate) fn new(either_case: bool) -> Self {
        Self { all: Vec::new(), either_case, begins: [false; 256], automaton: OnceLock::new() }
    }

    /// Looks for `text` as well, which is not empty.
    pub(crate) fn add(&mut self, text: &str) {
        if self.all.iter().any(|known| known == text) {
            return;
        }
        let first = text.as_bytes()[0];
        self.begins[usize::from(first)] = true;
        if self.either_case {
            self.begins[usize::from(first.to_ascii_lowercase())] = true;
            self.begins[usize::from(first.to_ascii_uppercase())] = true;
        }
        self.all.push(text.to_owned());
        self.automaton.take();
    }

    pub(crate) fn as_slice(&self) -> &[String] {
        &self.all
    }

    /// Where they stand in `text`, those that overlap as well.
    pub(crate) fn places(&self, text: &[u8]) -> Vec<Range<usize>> {
        if self.all.len() <= FEW && text.len() <= SHORT {
            return self.one_by_one(text);
        }
        let automaton = self.automaton.get_or_init(|| self.automaton());
        automaton.iter().flat_map(|it| it.find_overlapping_iter(text)).map(|found| found.range()).collect()
    }

    fn one_by_one(&self, text: &[u8]) -> Vec<Range<usize>> {
        let stands = |at: usize, needle: &str| {
            let there = text.get(at..at + needle.len());
            there.is_some_and(|it| {
                let alike = self.either_case && it.eq_ignore_ascii_case(needle.as_bytes());
                alike || it == needle.as_bytes()
            })
        };
        let mut found = Vec::new();
        for (at, _) in text.iter().enumerate().filter(|(_, byte)| self.begins[usize::from(**byte)]) {
            let here = self.all.iter().filter(|needle| stands(at, needle));
            found.extend(here.map(|needle| at..at + needle.len()));
        }
        found
    }

    fn automaton(&self) -> Option<AhoCorasick> {
        let mut builder = AhoCorasick::builder();
        // It is made once a run and mostly reads little: what is made fastest is best.
        builder.kind(Some(AhoCorasickKind::NoncontiguousNFA)).ascii_case_insensitive(self.either_case);
        if self.all.is_empty() { None } else { builder.build(&self.all).ok() }
    }
}

#[cfg(test)]
mod tests {
    use super::Needles;

    /// Both ways of searching find the same, whatever overlaps.
    #[test]
    fn few_are_found_like_many() {
        let text = "abABab bcA ccc é€ aBc aba".as_bytes();
        for either_case in [true, false] {
            let mut needles = Needles::new(either_case);
            assert!(needles.places(text).is_empty());
            for needle in ["aba", "ab", "bc", "cc", "€", "Bab", "not there", "aba", "abc", "ABAB"] {
                needles.add(needle);
            }
            let mut by_automaton: Vec<_> = needles
                .automaton()
                .iter()
                .flat_map(|it| it.find_overlapping_iter(text))
                .map(|it| it.range())
                .collect();
            let mut one_by_one = needles.places(text);
            let order = |it: &std::ops::Range<usize>| (it.start, it.end);
            by_automaton.sort_by_key(order);
            one_by_one.sort_by_key(order);
            assert_eq!(one_by_one, by_automaton);
            assert!(one_by_one.len() > 5, "{one_by_one:?}");
        }
    }
}
