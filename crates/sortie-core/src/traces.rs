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
    /// What the short ones begin with, in either case.
    begins: Vec<u8>,
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
        let first = short.iter().filter_map(|it| it.bytes().next());
        let mut begins: Vec<u8> =
            first.flat_map(|it| [it.to_ascii_lowercase(), it.to_ascii_uppercase()]).collect();
        begins.sort_unstable();
        begins.dedup();
        let long = Skips::new(long.into_iter().map(str::to_owned).collect());
        Some(Self { all, begins, long, joints: Joints::of(search.texts()) })
    }

    /// Whether `json` may hold a secret in one of its texts.
    ///
    /// A line break within a text needs no care: it is escaped, and what is escaped is a trace.
    #[expect(clippy::needless_bitwise_bool, reason = "a branch for each byte costs more than the comparison")]
    pub(crate) fn may_be_in(&self, json: &str) -> bool {
        // Without branches within a text: many bytes are compared at once.
        let holds = |sign: &u8| json.bytes().fold(false, |found, it| found | (it == *sign));
        let may_have_short = self.begins.iter().any(holds);
        (may_have_short && self.all.is_match(json))
            || self.long.is_match(json.as_bytes())
            || (self.joints.may_be_in(json) && unbroken(json).is_some_and(|bytes| self.all.is_match(&bytes)))
    }
}
