/// The bytes at the end of a window that tell how far it can go on.
const BLOCK: usize = 3;

/// How many marks blocks are told apart by.
const MARKS: usize = 1 << 13;

/// Finds out whether one of several long needles stands in a text, in letters of either case, and reads only a part of
/// the text for it.
///
/// A window as long as the shortest needle goes over the text. Where its last bytes stand in no needle, the window goes on
/// by almost its whole length (Wu and Manber's search).
pub(crate) struct Skips {
    needles: Vec<String>,
    /// How many bytes of each needle the window shows.
    window: usize,
    /// How far the window goes on, by the mark of its last bytes; not at all where a needle may begin with it.
    by_mark: Vec<u8>,
}

impl Skips {
    /// Looks for `needles`, each of which has at least [`BLOCK`] bytes.
    pub(crate) fn new(needles: Vec<String>) -> Self {
        let longest = usize::from(u8::MAX);
        let window = needles.iter().map(String::len).min().unwrap_or(longest).min(longest);
        let furthest = (window + 1).saturating_sub(BLOCK);
        let mut by_mark = vec![u8::try_from(furthest).unwrap_or(u8::MAX); MARKS];
        for needle in &needles {
            for (at, block) in needle.as_bytes()[..window].windows(BLOCK).enumerate() {
                let skip = &mut by_mark[mark(block)];
                *skip = (*skip).min(u8::try_from(window - BLOCK - at).unwrap_or(0));
            }
        }
        Self { needles, window, by_mark }
    }

    /// Whether one of the needles stands in `text`.
    pub(crate) fn is_match(&self, text: &[u8]) -> bool {
        let mut at = 0;
        while let Some(shown) = text.get(at..at + self.window) {
            let skip = self.by_mark[mark(&shown[self.window - BLOCK..])];
            if skip == 0 && self.needles.iter().any(|needle| begins_with(&text[at..], needle)) {
                return true;
            }
            at += usize::from(skip.max(1));
        }
        false
    }
}

/// Bytes that differ in the case of a letter alone have one mark.
fn mark(block: &[u8]) -> usize {
    let low = |at: usize| usize::from(block[at] | 0x20);
    (low(0) << 8 ^ low(1) << 4 ^ low(2)) % MARKS
}

fn begins_with(text: &[u8], needle: &str) -> bool {
    text.get(..needle.len()).is_some_and(|start| start.eq_ignore_ascii_case(needle.as_bytes()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Skips;

    proptest! {
        /// It finds what is found at every place, one after the other.
        #[test]
        fn nothing_is_skipped(
            needles in prop::collection::vec("[abA@`]{3,7}|[ab€]{3,9}", 1..5),
            text in "[abAB@`€]{0,40}",
        ) {
            let stands = |needle: &String| {
                text.as_bytes().windows(needle.len()).any(|it| it.eq_ignore_ascii_case(needle.as_bytes()))
            };
            prop_assert_eq!(Skips::new(needles.clone()).is_match(text.as_bytes()), needles.iter().any(stands));
        }
    }

    #[test]
    fn without_needles_nothing_is_found() {
        assert!(!Skips::new(Vec::new()).is_match(&[b'a'; 1000]));
    }

    #[test]
    fn a_needle_may_be_longer_than_a_window_can_be() {
        let needle = "0123456789".repeat(30);
        let skips = Skips::new(vec![needle.clone()]);
        assert!(skips.is_match(format!("{}{needle}", "x".repeat(1000)).as_bytes()));
        assert!(!skips.is_match(format!("{}{}", "x".repeat(1000), &needle[1..]).as_bytes()));
    }
}
