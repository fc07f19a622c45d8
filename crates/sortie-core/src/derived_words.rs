//! Which words of a text differ from those of other worlds.

use std::ops::Range;

use crate::redactor::SHORTEST_PART;
use crate::turned::WAYS;

/// `words`, or where they are too short to be looked for, what stands there between blanks, or else all of `text`.
pub(crate) fn long_enough(text: &str, words: Range<usize>) -> Range<usize> {
    if words.len() >= SHORTEST_PART {
        return words;
    }
    let between_blanks = grown(text, words, |it| !it.is_whitespace());
    if between_blanks.len() >= SHORTEST_PART { between_blanks } else { 0..text.len() }
}

/// `place` and what stands beside it, as far as `takes` takes it.
pub(crate) fn grown(text: &str, place: Range<usize>, takes: impl Fn(char) -> bool) -> Range<usize> {
    let start = text[..place.start].trim_end_matches(&takes).len();
    let end = text.len() - text[place.end..].trim_start_matches(&takes).len();
    start..end
}

/// The longest word, in characters, that worlds may agree on by chance: the first ones of a sorted list do.
const SHORT_WORD: usize = 2;

/// `place` with the short words beside it, and what stands between, where its own word there is a short one:
/// sorted lists are lists of such. Beside longer words short ones are their author's.
pub(crate) fn with_short_words(text: &str, mut place: Range<usize>) -> Range<usize> {
    let short = |word: &str| word.chars().count() <= SHORT_WORD;
    while !place.is_empty() {
        let own = text[place.clone()].trim_matches(|it| !of_word(it));
        let [own_first, own_last] =
            [own.split(|it| !of_word(it)).next(), own.rsplit(|it| !of_word(it)).next()];
        let before = text[..place.start].trim_end_matches(|it| !of_word(it));
        let after = text[place.end..].trim_start_matches(|it| !of_word(it));
        let first = before.trim_end_matches(of_word);
        let last = after.trim_start_matches(of_word);
        let grows = |own: Option<&str>, word: &str| own.is_none_or(short) && !word.is_empty() && short(word);
        let start = if grows(own_first, &before[first.len()..]) { first.len() } else { place.start };
        let ends = grows(own_last, &after[..after.len() - last.len()]);
        let end = if ends { text.len() - last.len() } else { place.end };
        if (start..end) == place {
            break;
        }
        place = start..end;
    }
    place
}

/// Whether words have `character`: they do have those of base64 and of percent-encoding.
pub(crate) fn of_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '+' | '/' | '=' | '-' | '_' | '%')
}

/// The middle of `text`: what is left without the beginning and the end that it has in common with all others.
pub(crate) fn differing(text: &str, others: [&str; WAYS]) -> Range<usize> {
    let common = |a: &mut dyn Iterator<Item = u8>, b: &mut dyn Iterator<Item = u8>| {
        a.zip(b).take_while(|(one, other)| one == other).count()
    };
    let before = others.iter().map(|other| common(&mut text.bytes(), &mut other.bytes())).min();
    let mut start = before.unwrap_or_default();
    let after = others.iter().map(|other| {
        let longest = text.len().min(other.len()) - start.min(other.len());
        common(&mut text.bytes().rev(), &mut other.bytes().rev()).min(longest)
    });
    let mut end = text.len() - after.min().unwrap_or_default();
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start..end.max(start)
}
