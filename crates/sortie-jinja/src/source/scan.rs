use super::DO;
use crate::error::position;
use crate::limits::grouped;
use crate::{Error, ErrorKind, Limits};

/// Prefixes and `else` in one tag; the parser goes a step deeper for each.
const PREFIXES: usize = 100;

/// Brackets in brackets; so deep, calls in calls fit on a small stack even without optimisation.
const NESTED: usize = 80;

/// Part of a text, by its bytes, and what to put there.
pub(super) type Edit = (usize, usize, String);

/// Measures a template and finds what the parser would read differently.
///
/// # Errors
/// The template is beyond the limits.
pub(super) fn edits(author: &str, limits: &Limits) -> Result<Vec<Edit>, Error> {
    let mut scan = Scan { author, at: 0, tags: 0, elifs: 0, nested: 0, limits, edits: Vec::new() };
    scan.template()?;
    Ok(scan.edits)
}

struct Scan<'a> {
    author: &'a str,
    at: usize,
    tags: usize,
    elifs: usize,
    nested: usize,
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
                let what =
                    format!("the template has more than {} tags (`tags`)", grouped(self.limits.tags as u64));
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
                let what =
                    format!("more than {} chained blocks (`chained_blocks`)", self.limits.chained_blocks);
                return Err(self.refuse(start, what));
            }
        }
        if close == "%}" && first == "do" {
            let at = self.author.len() - word.len();
            self.edits.push((at, at + 2, format!("set {DO} =")));
        }
        self.tokens(start, close)?;
        if close == "%}" && first == "raw" {
            // The parser would take away a line break after the tag; Jinja2 does so only after its end.
            let end = self.at.saturating_sub(2);
            if self
                .author
                .get(..end)
                .is_some_and(|tag| tag.ends_with(|it: char| it.is_whitespace() || it == 'w'))
            {
                self.edits.push((end, end, "+".to_owned()));
            }
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
        self.nested = 0;
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
            self.check_tokens(start, count)?;
            prefixes += usize::from(self.is_prefix(character, operand));
            self.check_prefixes(start, prefixes)?;
            self.check_nesting(start, character)?;
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

    fn check_tokens(&self, start: usize, count: usize) -> Result<(), Error> {
        let most = self.limits.tag_tokens;
        if count > most {
            let what = format!("a tag of more than {} tokens (`tag_tokens`)", grouped(most as u64));
            return Err(self.refuse(start, what));
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

    fn check_nesting(&mut self, start: usize, character: char) -> Result<(), Error> {
        match character {
            '(' | '[' | '{' => self.nested += 1,
            ')' | ']' | '}' => self.nested = self.nested.saturating_sub(1),
            _ => {}
        }
        if self.nested > NESTED {
            return Err(self.refuse(start, format!("brackets nest deeper than {NESTED}")));
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
