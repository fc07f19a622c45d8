//! Finds secrets in a text: all at once as they are, and in their other spellings where a text can have some.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use crate::needles::Needles;
use crate::peeled::peeled;
use crate::redactor::SHORTEST_PART;
use crate::spelling;
use crate::squeezed::{Squeezed, squeezed};

/// The longest piece that is looked for as one, in bytes. A text that repeats what a secret repeats has many
/// beginnings of it under way at once, and this is the most of them.
const PIECE: usize = 64;

/// How far pieces overlap, so that what is hidden of two is one.
const OVERLAP: usize = 8;

/// The shortest line of a key that is hidden alone, in bytes.
const LINE: usize = 16;

/// How often JSON is taken out of JSON to look for secrets in it. A text is JSON once without that.
const LEVELS: usize = 3;

/// All secrets at once.
#[derive(Clone)]
pub(crate) struct Search {
    /// What is looked for in all spellings: the secrets that are long enough, long ones in pieces.
    parts: Needles,
    /// What is looked for as it is: base64 of the secrets.
    encoded: Needles,
    /// Hexadecimal digits of the secrets, in either case.
    hex: Needles,
    /// Whether a secret has a blank or a control character, which a text may show as another.
    blank: bool,
    control: bool,
}

impl Default for Search {
    fn default() -> Self {
        let [parts, hex] = [Needles::new(true), Needles::new(true)];
        Self { parts, encoded: Needles::new(false), hex, blank: false, control: false }
    }
}

impl Search {
    /// Looks for `secret` in all spellings but base64.
    pub(crate) fn add(&mut self, secret: &str) {
        self.blank |= secret.contains(' ');
        self.control |= secret.contains(|it: char| it.is_ascii_control());
        for piece in pieces(secret) {
            self.parts.add(piece);
        }
        if secret.contains('\n') {
            self.add_lines(secret);
        }
    }

    /// A key of several lines is shown line by line, or with its breaks elsewhere.
    fn add_lines(&mut self, secret: &str) {
        let lines = secret.lines().map(str::trim).filter(|line| !line.starts_with("-----"));
        let lines: Vec<&str> = lines.filter(|line| line.len() >= LINE).collect();
        for piece in lines.iter().flat_map(|line| pieces(line)) {
            self.parts.add(piece);
        }
        let unbroken = lines.concat();
        for piece in pieces(&unbroken).into_iter().filter(|_| !unbroken.is_empty()) {
            self.parts.add(piece);
        }
    }

    /// Looks for the base64 of `secret`, also of its UTF-16 as Windows has it, and for its hexadecimal digits.
    pub(crate) fn add_encoded(&mut self, secret: &str) {
        let little: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = secret.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [secret.as_bytes(), &little, &big] {
            for part in base64_parts(bytes) {
                self.encoded.add(&part);
            }
        }
        for piece in pieces(&hexadecimal(secret)) {
            self.hex.add(piece);
        }
    }

    /// Where the parts stand in `text`, and the base64, also in JSON within JSON.
    pub(crate) fn places(&self, text: &str) -> Vec<Range<usize>> {
        self.places_below(text, LEVELS)
    }

    fn places_below(&self, text: &str, levels: usize) -> Vec<Range<usize>> {
        let mut found = self.places_on_top(text);
        if let Some(inner) = peeled(text).filter(|_| levels > 0) {
            let places = self.places_below(&inner.text, levels - 1);
            found.extend(places.into_iter().map(|it| inner.origins[it.start]..inner.origins[it.end]));
        }
        found
    }

    /// Where they stand in a `text` that is no JSON, or JSON once.
    fn places_on_top(&self, text: &str) -> Vec<Range<usize>> {
        let mut found = self.raw_places(text);
        let escaped = text.contains(['%', '\\', '&']);
        let shown_otherwise = escaped
            || text.ends_with('…')
            || (self.blank && text.contains('+'))
            || (self.control && text.contains([' ', '+']));
        if shown_otherwise {
            found.extend(self.parts.as_slice().iter().flat_map(|part| spelling::places(text, part)));
        }
        found.extend(self.in_base64(text, escaped));
        found.extend(self.hex.places(text.as_bytes()));
        if let Some(squeezed) = squeezed(text) {
            found.extend(self.in_squeezed(text, &squeezed));
        }
        found
    }

    fn in_squeezed(&self, text: &str, squeezed: &Squeezed) -> Vec<Range<usize>> {
        let Squeezed { bytes, origins } = squeezed;
        let mut found = self.parts.places(bytes);
        found.extend(self.hex.places(bytes));
        let encoded = self.encoded.places(bytes);
        found.extend(encoded.into_iter().map(|place| with_neighbours(bytes, place)));
        // Its end is where its last byte ends, not where the next one begins.
        let origins = found.into_iter().map(|place| origins[place.start]..origins[place.end - 1] + 1);
        origins.filter(|it| text.is_char_boundary(it.start) && text.is_char_boundary(it.end)).collect()
    }

    /// What a text has to hold, as it is or squeezed, for a part to stand in it in whatever spelling: one of the parts,
    /// its base64 or digits, or a sign that other spellings begin with.
    pub(crate) fn traces(&self) -> impl Iterator<Item = &str> {
        let always = ["%", "\\", "&", "…"].map(|sign| (sign, true));
        let shown_otherwise = [("+", self.blank || self.control), (" ", self.control)];
        let signs =
            always.into_iter().chain(shown_otherwise).filter(|(_, counts)| *counts).map(|(sign, _)| sign);
        signs.chain(self.texts())
    }

    /// What is looked for in a text as it is, or squeezed: parts, their base64 and digits, none shorter than
    /// [`SHORTEST_PART`].
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        let all = [&self.parts, &self.encoded, &self.hex].into_iter().flat_map(Needles::as_slice);
        all.map(String::as_str)
    }

    /// Where the parts stand in `text` as they are.
    pub(crate) fn raw_places(&self, text: &str) -> Vec<Range<usize>> {
        self.parts.places(text.as_bytes())
    }

    fn in_base64(&self, text: &str, escaped: bool) -> Vec<Range<usize>> {
        if !escaped {
            let found = self.encoded.places(text.as_bytes());
            return found.into_iter().map(|place| with_neighbours(text.as_bytes(), place)).collect();
        }
        let (plain, origins) = plain_base64(text.as_bytes());
        let found = self.encoded.places(&plain);
        let grown = found.into_iter().map(|place| with_neighbours(plain.as_ref(), place));
        grown.map(|place| origins[place.start]..origins[place.end]).collect()
    }
}

/// The characters beside the base64 of a secret hold some of its bits, mixed with what stands beside it.
fn with_neighbours(text: &[u8], place: Range<usize>) -> Range<usize> {
    let of_base64 =
        |at: usize| text.get(at).is_some_and(|it| it.is_ascii_alphanumeric() || b"+/-_=".contains(it));
    let start = place.start - usize::from(place.start > 0 && of_base64(place.start - 1));
    let mut end = place.end + usize::from(of_base64(place.end));
    while text.get(end) == Some(&b'=') {
        end += 1;
    }
    start..end
}

/// How the signs of base64 are written in addresses, encoded once or twice, in JSON and in HTML.
const SIGNS: [(u8, [&str; 8]); 3] = [
    (b'/', ["%2F", "%252F", "\\/", "\\u002F", "\\x2F", "&#x2F;", "&#47;", "&sol;"]),
    (b'+', ["%2B", "%252B", "\\+", "\\u002B", "\\x2B", "&#x2B;", "&#43;", "&plus;"]),
    (b'=', ["%3D", "%253D", "\\=", "\\u003D", "\\x3D", "&#x3D;", "&#61;", "&equals;"]),
];

/// `text` with the signs of base64 as they are, however they were written; and for each byte of it, and for its end,
/// where it stood.
fn plain_base64(text: &[u8]) -> (Vec<u8>, Vec<usize>) {
    let (mut plain, mut origins, mut at) = (Vec::new(), Vec::new(), 0);
    while let Some(first) = text.get(at) {
        let rest = &text[at..];
        let begins =
            |it: &str| rest.get(..it.len()).is_some_and(|start| start.eq_ignore_ascii_case(it.as_bytes()));
        let length_of = |spellings: &[&str]| spellings.iter().find(|it| begins(it)).map(|it| it.len());
        let sign = if b"%\\&".contains(first) {
            SIGNS.iter().find_map(|(sign, spellings)| Some((*sign, length_of(spellings)?)))
        } else {
            None
        };
        let (byte, length) = sign.unwrap_or((*first, 1));
        plain.push(byte);
        origins.push(at);
        at += length;
    }
    origins.push(text.len());
    (plain, origins)
}

/// `text`, or what it is made of where it is long: pieces that overlap.
fn pieces(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    while text.len() - start > PIECE {
        found.push(&text[start..text.floor_char_boundary(start + PIECE)]);
        start = text.floor_char_boundary(start + PIECE - OVERLAP);
    }
    let last = if found.is_empty() { 0 } else { text.floor_char_boundary(text.len() - PIECE) };
    found.push(&text[last..]);
    found
}

fn hexadecimal(secret: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = |byte: u8| [byte >> 4, byte & 15].map(|it| char::from(DIGITS[usize::from(it)]));
    secret.bytes().flat_map(digits).collect()
}

/// The parts of the base64 of any text that are the same wherever `secret` stands in it.
fn base64_parts(secret: &[u8]) -> Vec<String> {
    let cores = (0..3).flat_map(|shift| base64_cores(secret, shift));
    cores
        .flat_map(|core| pieces(&core).into_iter().map(str::to_owned).collect::<Vec<_>>())
        .filter(|part| part.len() >= SHORTEST_PART)
        .collect()
}

/// The part of the base64 of any text that is the same wherever `secret` stands in it at an offset of
/// `shift` bytes modulo three.
fn base64_cores(secret: &[u8], shift: usize) -> [String; 2] {
    let mut padded = vec![0; shift];
    padded.extend_from_slice(secret);
    // Six bits a character: those that mix with bytes before or after the secret are not its own.
    let first = (shift * 8).div_ceil(6);
    let last = padded.len() * 8 / 6;
    [STANDARD_NO_PAD.encode(&padded), URL_SAFE_NO_PAD.encode(&padded)]
        .map(|text| text.get(first..last).unwrap_or_default().to_owned())
}
