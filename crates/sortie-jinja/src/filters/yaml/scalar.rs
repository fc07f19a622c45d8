use super::emit::Emitter;

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quotes {
    None,
    Single,
    Double,
}

/// What a text contains that decides over its quotes.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is seen apart and decides apart")]
struct Analysis {
    lines: bool,
    in_flow: bool,
    in_block: bool,
    special: bool,
    edge: bool,
    break_space: bool,
    space_break: bool,
}

fn is_break(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn is_blank(character: Option<char>) -> bool {
    character.is_none_or(|it| matches!(it, ' ' | '\t' | '\0') || is_break(it))
}

/// What libyaml prints as it is: nothing beyond the basic plane.
fn is_printable(character: char) -> bool {
    let basic = matches!(character, '\n' | ' '..='~' | '\u{A0}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}');
    basic && character != '\u{FEFF}'
}

fn analyze(text: &str, unicode: bool) -> Analysis {
    let mut found = Analysis::default();
    if text.starts_with("---") || text.starts_with("...") {
        (found.in_flow, found.in_block) = (true, true);
    }
    let mut before = None;
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        let after = rest.clone().next();
        let (first, last) = (before.is_none(), after.is_none());
        match character {
            '#' | ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@'
            | '`'
                if first =>
            {
                (found.in_flow, found.in_block) = (true, true);
            }
            '-' if first && is_blank(after) => (found.in_flow, found.in_block) = (true, true),
            '?' | ':' if first || character == ':' => {
                found.in_flow = true;
                found.in_block |= is_blank(after);
            }
            ',' | '?' | '[' | ']' | '{' | '}' => found.in_flow = true,
            '#' if is_blank(before) => (found.in_flow, found.in_block) = (true, true),
            _ => {}
        }
        found.special |= !is_printable(character) || !(unicode || character.is_ascii());
        found.lines |= is_break(character);
        found.edge |= (first || last) && (character == ' ' || is_break(character));
        found.break_space |= character == ' ' && before.is_some_and(is_break);
        found.space_break |= is_break(character) && before == Some(' ');
        before = Some(character);
    }
    found
}

/// Where a text stands.
#[derive(Clone, Copy)]
pub(super) struct Spot {
    pub(super) key: bool,
    pub(super) flow: bool,
}

/// The quotes that `text` needs where it stands; `plain` where it reads back as itself without any.
pub(super) fn quotes(text: &str, plain: bool, Spot { key, flow }: Spot, unicode: bool) -> Quotes {
    let found = analyze(text, unicode);
    if found.space_break || found.special || found.break_space || (key && found.lines) {
        return Quotes::Double;
    }
    let refused = if flow { found.in_flow } else { found.in_block };
    if refused || found.edge || found.lines || !plain || (text.is_empty() && (flow || key)) {
        return Quotes::Single;
    }
    Quotes::None
}

/// Whether `text` fits the one line that a key has.
pub(super) fn fits_key(text: &str) -> bool {
    text.len() <= 128 && !text.contains(is_break)
}

impl Emitter<'_> {
    pub(super) fn plain(&mut self, text: &str, breaks: bool) {
        if !self.after_blank && !text.is_empty() {
            self.put(' ');
        }
        self.words(text, breaks, false);
        (self.after_blank, self.in_indent) = (false, false);
    }

    pub(super) fn single(&mut self, text: &str, breaks: bool) {
        self.indicator("'", true, false, false);
        self.words(text, breaks, true);
        self.indicator("'", false, false, false);
        (self.after_blank, self.in_indent) = (false, false);
    }

    /// A text as it is, folded where it is too wide; a line break of its own is an empty line.
    fn words(&mut self, text: &str, breaks: bool, quoted: bool) {
        let (mut spaces, mut broken) = (false, false);
        let mut rest = text.char_indices();
        while let Some((at, character)) = rest.next() {
            let after = rest.clone().next().map(|(_, it)| it);
            if character == ' ' {
                let inside = !quoted || (at > 0 && after.is_some());
                if breaks && !spaces && self.is_wide() && inside && after != Some(' ') {
                    self.indent();
                } else {
                    self.put(character);
                }
                spaces = true;
            } else if is_break(character) {
                if character == '\n' {
                    if !broken {
                        self.line();
                    }
                    self.line();
                } else {
                    self.wide_break(character);
                }
                self.in_indent = true;
                broken = true;
            } else {
                if broken {
                    self.indent();
                }
                if quoted && character == '\'' {
                    self.put('\'');
                }
                self.put(character);
                self.in_indent = false;
                (spaces, broken) = (false, false);
            }
        }
        if quoted && broken {
            self.indent();
        }
    }

    pub(super) fn double(&mut self, text: &str, breaks: bool, unicode: bool) {
        self.indicator("\"", true, false, false);
        let mut spaces = false;
        let mut rest = text.char_indices();
        while let Some((at, character)) = rest.next() {
            let after = rest.clone().next().map(|(_, it)| it);
            let shown = is_printable(character) && !is_break(character) && (unicode || character.is_ascii());
            if !shown || matches!(character, '"' | '\\') {
                self.escape(character);
                spaces = false;
            } else if character == ' ' {
                if breaks && !spaces && self.is_wide() && at > 0 && after.is_some() {
                    self.indent();
                    if after == Some(' ') {
                        self.put('\\');
                    }
                } else {
                    self.put(character);
                }
                spaces = true;
            } else {
                self.put(character);
                spaces = false;
            }
        }
        self.indicator("\"", false, false, false);
        (self.after_blank, self.in_indent) = (false, false);
    }

    fn escape(&mut self, character: char) {
        let short = match character {
            '\0' => "0",
            '\u{7}' => "a",
            '\u{8}' => "b",
            '\t' => "t",
            '\n' => "n",
            '\u{b}' => "v",
            '\u{c}' => "f",
            '\r' => "r",
            '\u{1b}' => "e",
            '"' => "\"",
            '\\' => "\\",
            '\u{85}' => "N",
            '\u{A0}' => "_",
            '\u{2028}' => "L",
            '\u{2029}' => "P",
            _ => "",
        };
        let code = u32::from(character);
        let text = match code {
            _ if !short.is_empty() => format!("\\{short}"),
            0..=0xFF => format!("\\x{code:02X}"),
            0x100..=0xFFFF => format!("\\u{code:04X}"),
            _ => format!("\\U{code:08X}"),
        };
        text.chars().for_each(|it| self.put(it));
    }
}
