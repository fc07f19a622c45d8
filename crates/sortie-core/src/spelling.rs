//! Finds a secret in a text, in all spellings but base64, in letters of either case.

use std::ops::Range;

use crate::redactor::SHORTEST_PART;

/// The most bytes that spell one character: two escapes of JSON.
const LONGEST: usize = 12;

/// The places in `text` at which `secret` stands, spelled in any way.
///
/// One pass: a spelling can be ambiguous (two backslashes are one or two), so every reading that got this
/// far is kept, each once. The work grows with the text, and at worst with the secret, never with both
/// raised to a power.
pub(crate) fn places(text: &str, secret: &str) -> Vec<Range<usize>> {
    let cut = text.strip_suffix('…').map(str::len);
    // No spelling is shorter than the secret, and most texts of an answer are.
    if text.len() < secret.len() && cut.is_none() {
        return Vec::new();
    }
    let mut scan = Scan::new(text.as_bytes(), secret.as_bytes());
    let mut at = 0;
    while at <= text.len() {
        if scan.is_idle() {
            match text.as_bytes()[at..].iter().position(|byte| scan.may_begin(*byte)) {
                Some(skipped) => at += skipped,
                None => break,
            }
        }
        scan.step(at, cut == Some(at));
        at = scan.finished().unwrap_or(at + 1);
    }
    scan.found.retain(|place| text.is_char_boundary(place.start) && text.is_char_boundary(place.end));
    scan.found
}

/// One reading of the text so far: how many bytes of the secret it has, and where it began.
type Reading = (usize, usize);

struct Scan<'a> {
    text: &'a [u8],
    secret: &'a [u8],
    /// The readings that go on at each of the next places.
    readings: [Vec<Reading>; LONGEST + 1],
    active: usize,
    /// The whole secret, while a longer spelling of it may still come.
    whole: Option<Range<usize>>,
    found: Vec<Range<usize>>,
}

impl<'a> Scan<'a> {
    fn new(text: &'a [u8], secret: &'a [u8]) -> Self {
        let readings = std::array::from_fn(|_| Vec::new());
        Self { text, secret, readings, active: 0, whole: None, found: Vec::new() }
    }

    fn is_idle(&self) -> bool {
        self.active == 0 && self.whole.is_none()
    }

    fn may_begin(&self, byte: u8) -> bool {
        let first = self.secret[0];
        byte.eq_ignore_ascii_case(&first) || matches!(byte, b'%' | b'\\' | b'&') || stands_in(byte, first)
    }

    /// Takes every reading that is at `at` one character further.
    fn step(&mut self, at: usize, is_cut: bool) {
        let mut here = std::mem::take(&mut self.readings[at % (LONGEST + 1)]);
        self.active -= here.len();
        if self.whole.is_none() {
            here.push((0, at));
        }
        here.sort_unstable();
        // Of two readings that go on alike, the one that began first hides more.
        here.dedup_by_key(|(have, _)| *have);
        for (have, start) in here {
            if self.whole.as_ref().is_some_and(|whole| whole.start < start) {
                continue;
            }
            if have == self.secret.len() {
                self.whole = Some(start..at);
                continue;
            }
            if is_cut && have >= SHORTEST_PART {
                self.found.push(start..at);
            }
            let (text, secret) = (&self.text[at..], &self.secret[have..]);
            for (length, bytes) in spellings(text, secret).into_iter().flatten() {
                self.readings[(at + length) % (LONGEST + 1)].push((have + bytes, start));
                self.active += 1;
            }
        }
    }

    /// Where to look on, once the longest spelling at a place is known.
    fn finished(&mut self) -> Option<usize> {
        let whole = self.whole.take_if(|_| self.active == 0)?;
        let end = whole.end;
        self.found.push(whole);
        Some(end)
    }
}

/// A message of one line has blanks for line breaks and tabs, a form has `+` for blanks.
fn stands_in(shown: u8, meant: u8) -> bool {
    (shown == b'+' && meant == b' ') || (shown == b' ' && meant.is_ascii_control())
}

/// Whether `code` is the character `byte`, in either case.
fn is(code: Option<u32>, byte: u8) -> bool {
    code.and_then(|code| u8::try_from(code).ok()).is_some_and(|code| code.eq_ignore_ascii_case(&byte))
}

/// How `text` may begin with the first character of `secret`: the bytes it takes of each.
fn spellings(text: &[u8], secret: &[u8]) -> [Option<(usize, usize)>; 3] {
    let (Some(&first), byte) = (text.first(), secret[0]) else { return [None; 3] };
    let raw = (first.eq_ignore_ascii_case(&byte) || stands_in(first, byte)).then_some((1, 1));
    let encoded = match first {
        b'%' => is(hex(text, 1, 2), byte).then_some((3, 1)),
        b'\\' if text.get(1) == Some(&b'u') => unicode_escape(text, secret),
        b'\\' if text.get(1) == Some(&b'x') => is(hex(text, 2, 2), byte).then_some((4, 1)),
        b'\\' => is(text.get(1).copied().and_then(unescape).map(u32::from), byte).then_some((2, 1)),
        b'&' => entity(text, secret),
        _ => None,
    };
    // A template may encode what the query encodes again.
    let twice = (text.starts_with(b"%25") && is(hex(text, 3, 2), byte)).then_some((5, 1));
    [raw, encoded, twice]
}

/// `&quot;`, `&#34;` or `&#x22;`: how a web page that answers an error spells what HTML reserves.
fn entity(text: &[u8], secret: &[u8]) -> Option<(usize, usize)> {
    let end = text.iter().take(LONGEST).position(|it| *it == b';')?;
    let name = std::str::from_utf8(&text[1..end]).ok()?;
    let code = match name {
        "quot" => 0x22,
        "amp" => 0x26,
        "apos" => 0x27,
        "lt" => 0x3c,
        "gt" => 0x3e,
        _ => match name.strip_prefix('#')?.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => name.strip_prefix('#')?.parse().ok()?,
        },
    };
    Some((end + 1, begins_with(secret, code)?))
}

/// The bytes of the character `code` where `secret` begins with it, in either case.
fn begins_with(secret: &[u8], code: u32) -> Option<usize> {
    let mut buffer = [0; 4];
    let character = char::from_u32(code)?.encode_utf8(&mut buffer).as_bytes();
    let begins = secret.get(..character.len()).is_some_and(|start| start.eq_ignore_ascii_case(character));
    begins.then_some(character.len())
}

/// `uXXXX` after a backslash, or two of these for one character.
fn unicode_escape(text: &[u8], secret: &[u8]) -> Option<(usize, usize)> {
    let unit = |at: usize| hex(text, at + 2, 4).filter(|_| text[at..].starts_with(b"\\u"));
    let first = unit(0)?;
    let (code, length) = match (first, text.get(6..).and_then(|_| unit(6))) {
        (0xd800..0xdc00, Some(second @ 0xdc00..0xe000)) => {
            (0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00), 12)
        }
        _ => (first, 6),
    };
    Some((length, begins_with(secret, code)?))
}

/// The number that `length` hexadecimal digits of `text` write.
pub(crate) fn hex(text: &[u8], from: usize, length: usize) -> Option<u32> {
    let digits = std::str::from_utf8(text.get(from..from + length)?).ok()?;
    let digits = Some(digits).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
    u32::from_str_radix(digits, 16).ok()
}

/// What a backslash and `letter` say in JSON.
pub(crate) fn unescape(letter: u8) -> Option<u8> {
    Some(match letter {
        b'"' | b'\\' | b'/' => letter,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'b' => 8,
        b'f' => 12,
        _ => return None,
    })
}
