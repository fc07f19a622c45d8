use std::iter::Peekable;
use std::str::Chars;

use sortie_core::Redactor;
use zeroize::Zeroizing;

/// So much of what a command complains of is shown.
const MOST_CHARACTERS: usize = 500;

/// Whoever prints more words than a secret has gets nothing of what it complains of shown: each of them would have to be
/// looked for.
const MOST_WORDS: usize = 64;

/// What a command said on `stderr`, as the end of a sentence about it: on one line, and without anything that it
/// printed to `stdout`, which may be the secret or a part of it.
pub(super) fn complaint(stderr: &Zeroizing<Vec<u8>>, stdout: &Zeroizing<Vec<u8>>) -> String {
    let mut redactor = Redactor::default();
    let printed = Zeroizing::new(String::from_utf8_lossy(stdout).into_owned());
    if printed.split_whitespace().nth(MOST_WORDS).is_some() {
        return format!(", and printed more than {MOST_WORDS} words, so what it complained of is not shown");
    }
    add(&mut redactor, &printed);
    add(&mut redactor, &plain(&printed));
    let told = Zeroizing::new(String::from_utf8_lossy(stderr).into_owned());
    let lines = told.lines().map(|line| {
        // Before as well: what looks like a control sequence may take the begin of a secret with it.
        let hidden = Zeroizing::new(redactor.text(line).into_owned());
        redactor.text(plain(&hidden).trim()).into_owned()
    });
    let shown = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("; ");
    let shown = redactor.text(&shown);
    match shown.char_indices().nth(MOST_CHARACTERS) {
        _ if shown.is_empty() => String::new(),
        Some((end, _)) => format!(": {}…", &shown[..end]),
        None => format!(": {shown}"),
    }
}

/// Has `redactor` hide `printed` as a whole, and each of its lines and words.
fn add(redactor: &mut Redactor, printed: &str) {
    redactor.add(printed.trim());
    for line in printed.lines() {
        redactor.add(line.trim());
        line.split_whitespace().for_each(|word| redactor.add(word));
    }
}

/// `text` without what a terminal obeys and does not print, but for the ends of lines. To be looked through for
/// secrets only then: one with a colour inside is one to its reader.
fn plain(text: &str) -> Zeroizing<String> {
    // All of it at once: a text that grows leaves its old self in memory.
    let mut plain = Zeroizing::new(String::with_capacity(text.len()));
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '\x1b' if rest.next_if_eq(&'[').is_some() => skip_sequence(&mut rest),
            '\u{9b}' => skip_sequence(&mut rest),
            '\n' => plain.push('\n'),
            other if other.is_control() => (),
            other => plain.push(other),
        }
    }
    plain
}

/// Skips a control sequence up to its last character, or to the first that can be in none.
fn skip_sequence(rest: &mut Peekable<Chars<'_>>) {
    while rest.next_if(|it| matches!(it, ' '..='?')).is_some() {}
    let _ = rest.next_if(|it| matches!(it, '@'..='~'));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(stderr: &[u8], stdout: &[u8], shown: &str) {
        let buffer = |bytes: &[u8]| Zeroizing::new(bytes.to_vec());
        assert_eq!(complaint(&buffer(stderr), &buffer(stdout)), shown);
    }

    #[test]
    fn what_a_command_printed_is_in_no_complaint() {
        check(b"", b"s3cret", "");
        check(b"no such entry\n", b"", ": no such entry");
        check(b"cannot use s3cret\n\n  at all\x1b[0m\n", b"s3cret\n", ": cannot use (hidden); at all");
        check(b"s3cret is bad, m0re as well", b"s3cret\nm0re\n", ": (hidden) is bad, (hidden) as well");
        check(b"czNjcmV0 is bad", b"s3cret", ": (hidden) is bad");
        check(b"ab", b"ab", ": (hidden)");
        check(b"not \xff text", b"", ": not \u{fffd} text");
    }

    #[test]
    fn a_secret_is_hidden_whatever_a_terminal_is_told_amid_it() {
        let secret = b"Zq7-wK3v";
        check(b"bad Zq7-\x07wK3v", secret, ": bad (hidden)");
        check(b"bad Zq7\x1b[1;31m-wK3v\x1b[0m!", secret, ": bad (hidden)!");
        check("bad Zq7-\u{9b}31mwK3v".as_bytes(), secret, ": bad (hidden)");
        check(b"bad Zq7-wK3v", b"Zq7\x1b[31m-wK\x073v\x1b[0m\n", ": bad (hidden)");
        check(b"bad \x1b[Zq7-wK3v", secret, ": bad idden)");
    }

    #[test]
    fn a_flood_of_words_is_not_looked_for() {
        let words: Vec<String> = (0..6500).map(|it| format!("w{it:06}")).collect();
        let said = |count: usize| words[..count].join(" ").into_bytes();
        let not_shown = ", and printed more than 64 words, so what it complained of is not shown";
        check(&said(6500), &said(6500), not_shown);
        check(b"", &said(MOST_WORDS + 1), not_shown);
        check(&said(MOST_WORDS), &said(MOST_WORDS), ": (hidden)");
        check(b"no such entry", &said(MOST_WORDS), ": no such entry");
    }

    #[test]
    fn a_long_complaint_is_cut() {
        let shown = format!(": {}…", "é".repeat(MOST_CHARACTERS));
        check("é".repeat(2000).as_bytes(), b"", &shown);
    }
}
