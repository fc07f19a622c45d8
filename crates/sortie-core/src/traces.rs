use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::joints::Joints;
use crate::search::Search;
use crate::skips::Skips;
use crate::squeezed::unbroken;

/// A shorter trace makes a window too small to save anything.
const LONG: usize = 8;

/// What a JSON text without any holds no secret.
pub(crate) struct Traces {
    all: AhoCorasick,
    /// Whether a short one begins with the byte.
    begins: [bool; 256],
    long: Skips,
    joints: Joints,
}

impl Traces {
    /// The traces of what `search` looks for, and of `short` secrets; none where they are too many.
    pub(crate) fn new<'a>(search: &'a Search, short: impl Iterator<Item = &'a str>) -> Option<Self> {
        let traces: Vec<&str> = search.traces().chain(short).collect();
        // It takes a while to make and reads fastest: a list has many rows.
        let mut builder = AhoCorasick::builder();
        builder.kind(Some(AhoCorasickKind::DFA)).ascii_case_insensitive(true);
        let all = builder.build(&traces).ok()?;
        let (long, short): (Vec<&str>, Vec<&str>) = traces.into_iter().partition(|it| it.len() >= LONG);
        let mut begins = [false; 256];
        for first in short.iter().filter_map(|it| it.bytes().next()) {
            begins[usize::from(first.to_ascii_lowercase())] = true;
            begins[usize::from(first.to_ascii_uppercase())] = true;
        }
        let long = Skips::new(long.into_iter().map(str::to_owned).collect());
        Some(Self { all, begins, long, joints: Joints::of(search.texts()) })
    }

    /// Whether `json` may hold a secret in one of its texts.
    ///
    /// A line break within a text needs no care: it is escaped, and what is escaped is a trace.
    pub(crate) fn may_be_in(&self, json: &str) -> bool {
        let may_have_short = json.bytes().any(|it| self.begins[usize::from(it)]);
        (may_have_short && self.all.is_match(json))
            || self.long.is_match(json.as_bytes())
            || (self.joints.may_be_in(json) && unbroken(json).is_some_and(|bytes| self.all.is_match(&bytes)))
    }
}
