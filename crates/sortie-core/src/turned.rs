//! Another text of the same length and the same kinds of characters.

/// How many such texts there are for each.
pub(crate) const WAYS: usize = 2;

/// Characters that are turned into one another. Those of hexadecimal digits stay such digits.
const GROUPS: [&str; 6] =
    ["0123456789", "abcdef", "ghijklmnopqrstuvwxyz", "ABCDEF", "GHIJKLMNOPQRSTUVWXYZ", "!#$%*?^`~"];

/// Characters that part what they stand between. They stay, for as long as there is anything else: what
/// splits a text there, or reads it as JSON, then does the same with its twin.
const SEPARATORS: &str = " \"&'()+,-./:;<=>@[\\]_{|}";

/// `text` with each of its characters turned into another of its kind; `way` says which, below [`WAYS`].
///
/// No two ways agree on a character, nor does one agree with `text`. The same character becomes the same
/// wherever it stands, but for a zero at the beginning, which would make a number shorter.
pub(crate) fn turned(text: &str, way: usize) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut turned = String::with_capacity(text.len());
    for run in characters.chunk_by(|one, other| one.is_alphanumeric() == other.is_alphanumeric()) {
        // Nobody parts anything with so many: they are a piece of the secret.
        let all = run.len() == characters.len() || run.len() >= MANY;
        let separator = |it: char| if all { within(SEPARATORS, it, way) } else { None };
        turned.extend(run.iter().map(|it| of_groups(*it, way).or_else(|| separator(*it)).unwrap_or(*it)));
    }
    without_zero(turned, way)
}

/// So many signs in a row do not stay.
const MANY: usize = 6;

fn without_zero(turned: String, way: usize) -> String {
    match turned.strip_prefix('0') {
        Some(rest) => format!("{}{rest}", way + 1),
        None => turned,
    }
}

fn of_groups(character: char, way: usize) -> Option<char> {
    if character.is_ascii() {
        return GROUPS.iter().find_map(|group| within(group, character, way));
    }
    let fits = |other: &char| kind(*other) == kind(character);
    let after = (u32::from(character) + 1..).take(NEAR).filter_map(char::from_u32);
    let before = (0..u32::from(character)).rev().take(NEAR).filter_map(char::from_u32);
    after.chain(before).filter(fits).nth(way)
}

/// How far the neighbours of a character are looked for.
const NEAR: usize = 64;

fn kind(character: char) -> (usize, bool, bool, bool, bool) {
    (
        character.len_utf8(),
        character.is_lowercase(),
        character.is_uppercase(),
        character.is_numeric(),
        character.is_alphabetic(),
    )
}

/// Half of the group further, or a little less.
fn within(group: &str, character: char, way: usize) -> Option<char> {
    let at = group.find(character)?;
    group[(at + group.len() / 2 - way) % group.len()..].chars().next()
}

#[cfg(test)]
mod tests {
    use super::{WAYS, turned};

    #[test]
    fn no_two_ways_agree_on_a_character_and_each_keeps_its_kind() {
        for text in
            ["abcxyzABCXYZ0123456789", "!#$%*?^`~", " \"&'()+,-./:;<=>@[\\]_{|}", "éßЖжñ", "🎉", "中文"]
        {
            let all = [text.to_owned(), turned(text, 0), turned(text, 1)];
            for (one, other) in [(0, 1), (0, 2), (1, 2)] {
                let same = all[one].chars().zip(all[other].chars()).filter(|(a, b)| a == b).count();
                assert_eq!(same, 0, "{} {}", all[one], all[other]);
            }
            for other in &all[1..] {
                assert_eq!(other.len(), text.len());
                let kinds = |text: &str| text.chars().map(super::kind).collect::<Vec<_>>();
                assert_eq!(kinds(other), kinds(text));
            }
        }
    }

    #[test]
    fn a_number_keeps_its_length_and_json_its_form() {
        for way in 0..WAYS {
            for digit in '0'..='9' {
                let turned = turned(&format!("{digit}12"), way);
                assert!(!turned.starts_with(['0', digit]), "{digit} {turned}");
            }
            let json = turned(r#"{"user": ["bob", 12]}"#, way);
            serde_json::from_str::<serde_json::Value>(&json)
                .unwrap_or_else(|error| panic!("{error}: {json}"));
        }
    }
}
