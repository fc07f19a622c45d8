//! Texts that were broken over lines, or into pairs of hexadecimal digits.

/// A text without what breaks it.
pub(crate) struct Squeezed {
    pub(crate) bytes: Vec<u8>,
    /// For each byte, and for the end, where it stood.
    pub(crate) origins: Vec<usize>,
}

/// `text` without line breaks, the blanks behind them, and what stands between pairs of hexadecimal digits; none
/// where nothing breaks it. An escaped line break, as in JSON, is one.
pub(crate) fn squeezed(text: &str) -> Option<Squeezed> {
    let text = text.as_bytes();
    let first = (0..text.len()).find(|at| breaks(text, *at) > 0)?;
    let mut bytes = text[..first].to_vec();
    let mut origins: Vec<usize> = (0..first).collect();
    let mut at = first;
    while let Some(byte) = text.get(at) {
        match breaks(text, at) {
            0 => {
                bytes.push(*byte);
                origins.push(at);
                at += 1;
            }
            length => at += length,
        }
    }
    origins.push(text.len());
    Some(Squeezed { bytes, origins })
}

/// The bytes of `text` as [`squeezed`] has them, without their places; none where nothing breaks them.
pub(crate) fn unbroken(text: &str) -> Option<Vec<u8>> {
    let text = text.as_bytes();
    let (mut bytes, mut copied, mut at) = (Vec::new(), 0, 0);
    while at < text.len() {
        let length = breaks(text, at);
        if length > 0 {
            bytes.extend_from_slice(&text[copied..at]);
            copied = at + length;
        }
        at += length.max(1);
    }
    (copied > 0).then(|| {
        bytes.extend_from_slice(&text[copied..]);
        bytes
    })
}

/// How many bytes at `at` only break what stands around them.
fn breaks(text: &[u8], at: usize) -> usize {
    let length = match text[at] {
        b'\n' | b'\r' => 1,
        b'\\' if matches!(text.get(at + 1), Some(b'n' | b'r')) => 2,
        b' ' | b':' => return usize::from(between_pairs(text, at)),
        _ => return 0,
    };
    let blanks = text[at + length..].iter().take_while(|it| matches!(it, b' ' | b'\t')).count();
    length + blanks
}

/// Whether two hexadecimal digits stand on either side of `at`, and no third one.
fn between_pairs(text: &[u8], at: usize) -> bool {
    let is_digit = |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(u8::is_ascii_hexdigit);
    let before = [1, 2, 3].map(|it| is_digit(at.checked_sub(it)));
    let after = [1, 2, 3].map(|it| is_digit(Some(at + it)));
    before == [true, true, false] && after == [true, true, false]
}
