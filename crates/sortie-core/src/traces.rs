use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::joints::Joints;
use crate::search::Search;
use crate::skips::Skips;
use crate::squeezed::unbroken;

/// A shorter trace makes a window too small to save anything.
const LONG: usize = 8;

/// So many bytes of traces at most are looked for with a table that has a row for each of them. That of a key of some
/// kilobytes would take a hundred megabytes.
const FEW: usize = 32 * 1024;

/// Where there are more, so much of a trace is looked for: a text that has all of it has its beginning.
const BEGINNING: usize = 16;

/// What a JSON text without any holds no secret.
pub(crate) struct Traces {
    all: AhoCorasick,
    /// What the others begin with, in either case.
    begins: Vec<u8>,
    /// The long ones, where they are few.
    long: Skips,
    joints: Joints,
}

impl Traces {
    /// The traces of what `search` looks for, and of `short` secrets; none where they are too many.
    pub(crate) fn new<'a>(search: &'a Search, short: impl Iterator<Item = &'a str>) -> Option<Self> {
        let traces: Vec<&str> = search.traces().chain(short).collect();
        let are_few = traces.iter().map(|it| it.len()).sum::<usize>() <= FEW;
        let traces: Vec<&str> = if are_few {
            traces
        } else {
            traces.into_iter().map(|it| &it[..it.floor_char_boundary(BEGINNING)]).collect()
        };
        // What reads fastest takes a while to make: a list has many rows.
        let kind = if are_few { AhoCorasickKind::DFA } else { AhoCorasickKind::ContiguousNFA };
        let mut builder = AhoCorasick::builder();
        builder.kind(Some(kind)).ascii_case_insensitive(true);
        let all = builder.build(&traces).ok()?;
        // A window over many would find the end of one almost everywhere.
        let (long, short): (Vec<&str>, Vec<&str>) =
            traces.into_iter().partition(|it| are_few && it.len() >= LONG);
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

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    /// Letters, digits and signs of base64 in no order that repeats.
    fn noise(length: usize, seed: u64) -> String {
        const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let step = |it: &u64| Some(it.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1));
        let sign = |it: u64| char::from(SIGNS[usize::try_from(it >> 58).unwrap_or_default()]);
        std::iter::successors(Some(seed), step).skip(4).take(length).map(sign).collect()
    }

    fn key() -> String {
        let lines: Vec<String> = (1..64).map(|line| noise(64, line)).collect();
        format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n"))
    }

    /// Wherever in a long secret a piece stands, and however it is spelled, a text that has it is held back.
    #[test]
    fn long_secrets_take_little_memory_and_none_of_their_pieces_passes() {
        for secret in [noise(40, 7), key(), noise(10_240, 8)] {
            let mut search = Search::default();
            search.add(&secret);
            search.add_encoded(&secret);
            let traces = Traces::new(&search, ["ab"].into_iter()).expect("there are not too many");
            assert!(traces.all.memory_usage() < 8 << 20, "{}", traces.all.memory_usage());
            for json in ["{\"plain\":12345,\"x\":[\"grace@example.com\"]}", "[]"] {
                assert!(!traces.may_be_in(json), "{json}");
            }
            assert!(traces.may_be_in("[\"ab\"]"));
            let last = secret.len().saturating_sub(200);
            for piece in [0, last / 3, last / 2, last].map(|at| &secret[at..secret.len().min(at + 200)]) {
                let wide: Vec<u8> = piece.encode_utf16().flat_map(u16::to_le_bytes).collect();
                let digits = piece.bytes().map(|it| format!("{it:02X}")).collect::<Vec<_>>().concat();
                for spelled in [piece.to_owned(), STANDARD.encode(piece), STANDARD.encode(wide), digits] {
                    assert!(traces.may_be_in(&format!("{{\"a\":\"{spelled}\"}}")), "{spelled}");
                }
            }
        }
    }
}
