//! The author's text on its way to the engine's parser: measured first, then brought into its dialect.
//!
//! The parser recurses over chains, so their length is bounded before it sees them. Three things it does not
//! read as Python does are rewritten here: line breaks, some escapes of string literals, and the unary plus.

use crate::error::position;
use crate::{Error, ErrorKind, Limits};

/// Prefixes and `else` in one tag; the parser goes a step deeper for each.
const PREFIXES: usize = 100;

/// A text for the parser, and where its bytes stood in the author's.
pub(crate) struct Source {
    pub(crate) text: String,
    /// Offsets from which on the author's text is this many bytes further.
    shifts: Vec<(usize, isize)>,
}

impl Source {
    /// Reads `author`'s text.
    ///
    /// # Errors
    /// It is longer than the limits allow.
    pub(crate) fn new(author: &str, limits: &Limits) -> Result<Self, Error> {
        if author.len() > limits.source_bytes {
            let what = format!("the template is longer than {} bytes", limits.source_bytes);
            return Err(Error::new(ErrorKind::Limit, what, 1, 1));
        }
        let author = if author.contains('\r') {
            author.replace("\r\n", "\n").replace('\r', "\n")
        } else {
            author.to_owned()
        };
        let mut scan = Scan { author: &author, at: 0, tags: 0, elifs: 0, limits, edits: Vec::new() };
        scan.template()?;
        let edits = scan.edits;
        Ok(Self::edited(author, edits))
    }

    fn edited(author: String, edits: Vec<(usize, usize, String)>) -> Self {
        if edits.is_empty() {
            return Self { text: author, shifts: Vec::new() };
        }
        let mut text = String::with_capacity(author.len());
        let mut shifts = Vec::new();
        let mut last = 0;
        for (start, end, instead) in edits {
            text.push_str(author.get(last..start).unwrap_or_default());
            text.push_str(&instead);
            last = end;
            if let (Ok(was), Ok(is)) = (isize::try_from(last), isize::try_from(text.len())) {
                shifts.push((text.len(), was - is));
            }
        }
        text.push_str(author.get(last..).unwrap_or_default());
        Self { text, shifts }
    }

    /// Line and column in the author's text of a byte of the parser's.
    pub(crate) fn position(&self, offset: usize) -> (usize, usize) {
        let (line, column) = position(&self.text, offset);
        let line_start = offset
            - self
                .text
                .get(..offset)
                .and_then(|it| it.rfind('\n').map(|at| offset - at - 1))
                .unwrap_or(offset);
        let shift = |upto: usize| {
            self.shifts.iter().take_while(|(at, _)| *at <= upto).last().map_or(0, |(_, shift)| *shift)
        };
        (line, column.saturating_add_signed(shift(offset) - shift(line_start)))
    }
}

struct Scan<'a> {
    author: &'a str,
    at: usize,
    tags: usize,
    elifs: usize,
    limits: &'a Limits,
    edits: Vec<(usize, usize, String)>,
}

impl<'a> Scan<'a> {
    fn rest(&self) -> &'a str {
        self.author.get(self.at..).unwrap_or_default()
    }

    fn refuse(&self, offset: usize, what: String) -> Error {
        let (line, column) = position(self.author, offset);
        Error::new(ErrorKind::Limit, what, line, column)
    }

    fn template(&mut self) -> Result<(), Error> {
        while let Some(brace) = self.rest().find('{') {
            self.at += brace;
            let start = self.at;
            let kind = self.author.as_bytes().get(start + 1).copied();
            let close = match kind {
                Some(b'{') => "}}",
                Some(b'%') => "%}",
                Some(b'#') => "#}",
                _ => {
                    self.at += 1;
                    continue;
                }
            };
            self.tags += 1;
            if self.tags > self.limits.tags {
                let what = format!("the template has more than {} tags", self.limits.tags);
                return Err(self.refuse(start, what));
            }
            self.at += 2;
            if close == "#}" {
                let end = self.rest().find(close).map_or(self.rest().len(), |end| end + 2);
                self.at += end;
            } else {
                self.tag(start, close)?;
            }
        }
        Ok(())
    }

    fn tag(&mut self, start: usize, close: &str) -> Result<(), Error> {
        let word = self.rest().trim_start_matches(['-', '+']).trim_start();
        let first = word.split(|it: char| !it.is_alphanumeric()).next().unwrap_or_default();
        if close == "%}" && first == "elif" {
            self.elifs += 1;
            if self.elifs > self.limits.chained_blocks {
                let what = format!("more than {} chained blocks", self.limits.chained_blocks);
                return Err(self.refuse(start, what));
            }
        }
        self.tokens(start, close)?;
        if close == "%}" && first == "raw" {
            // What is raw is nobody's tag; the parser looks for its end the same way.
            while let Some(at) = self.rest().find("{%") {
                self.at += at + 2;
                if self.rest().trim_start_matches(['-', '+']).trim_start().starts_with("endraw") {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn tokens(&mut self, start: usize, close: &str) -> Result<(), Error> {
        let (mut count, mut depth, mut prefixes) = (0usize, 0usize, 0usize);
        // Whether the token before ends an operand, after which a plus is an operator.
        let mut operand = false;
        while let Some(character) = self.rest().chars().next() {
            if depth == 0 && self.rest().starts_with(close) {
                self.at += 2;
                return Ok(());
            }
            if character.is_whitespace() {
                self.at += character.len_utf8();
                continue;
            }
            count += 1;
            let most = self.limits.tag_tokens;
            if count > most {
                return Err(self.refuse(start, format!("a tag of more than {most} tokens")));
            }
            prefixes += usize::from(self.is_prefix(character, operand));
            self.check_prefixes(start, prefixes)?;
            match character {
                '"' | '\'' => {
                    self.string(character);
                    operand = true;
                    continue;
                }
                it if it.is_alphanumeric() || it == '_' => {
                    operand = self.word();
                    continue;
                }
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                '+' if !operand && self.at > start + 2 && !self.rest()[1..].starts_with(close) => {
                    self.edits.push((self.at, self.at + 1, " ".to_owned()));
                }
                _ => {}
            }
            operand = matches!(character, ')' | ']' | '}');
            self.at += character.len_utf8();
        }
        Ok(())
    }

    fn check_prefixes(&self, start: usize, prefixes: usize) -> Result<(), Error> {
        if prefixes > PREFIXES {
            let what = format!("a tag with more than {PREFIXES} prefixes (`-`, `not`) or `else`");
            return Err(self.refuse(start, what));
        }
        Ok(())
    }

    /// Whether what begins here nests what follows.
    fn is_prefix(&self, character: char, operand: bool) -> bool {
        let word = |word: &str| self.rest().starts_with(word);
        (character == '-' && !operand) || word("not") || word("else")
    }

    /// Steps over a name or number; tells whether it is an operand.
    fn word(&mut self) -> bool {
        let rest = self.rest();
        let end = rest.find(|it: char| !(it.is_alphanumeric() || it == '_')).unwrap_or(rest.len());
        let word = &rest[..end];
        self.at += end;
        // `1e+5` is one number.
        if word.ends_with(['e', 'E'])
            && word.starts_with(|it: char| it.is_ascii_digit())
            && self.rest().starts_with(['+', '-'])
        {
            self.at += 1;
        }
        !matches!(
            word,
            "not" | "and" | "or" | "in" | "is" | "if" | "else" | "elif" | "for" | "set" | "do" | "call"
        )
    }

    /// Steps over a string literal; escapes the parser would read differently are spelled another way.
    fn string(&mut self, quote: char) {
        self.at += 1;
        while let Some(at) = self.rest().find([quote, '\\']) {
            self.at += at;
            if self.rest().starts_with(quote) {
                self.at += 1;
                return;
            }
            let escape = self.rest();
            let length = 1 + escape[1..].chars().next().map_or(0, char::len_utf8);
            let (length, instead) = match escape.as_bytes().get(1) {
                Some(b'a') => (2, Some("\\x07".to_owned())),
                Some(b'v') => (2, Some("\\x0b".to_owned())),
                Some(b'/') => (2, Some("\\\\/".to_owned())),
                Some(b'U') => (10, long_escape(escape)),
                _ => (length, None),
            };
            match instead {
                Some(instead) => {
                    self.edits.push((self.at, self.at + length, instead));
                    self.at += length;
                }
                None => self.at += escape.char_indices().nth(2).map_or(escape.len(), |(at, _)| at),
            }
        }
        self.at = self.author.len();
    }
}

/// `\U0001F600` as the pair of `\u` that the parser reads.
fn long_escape(escape: &str) -> Option<String> {
    let code = u32::from_str_radix(escape.get(2..10)?, 16).ok()?;
    let mut units = [0; 2];
    let units = char::from_u32(code)?.encode_utf16(&mut units);
    let spelled: Vec<String> = units.iter().map(|unit| format!("\\u{unit:04x}")).collect();
    Some(spelled.concat())
}
