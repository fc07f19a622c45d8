//! Secrets of all kinds.

use crate::chance::Chance;

const KINDS: [(&str, usize, usize); 7] = [
    ("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 8, 24),
    ("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789!#$%&*+-./:;<=>?@^_~", 8, 24),
    ("0123456789", 10, 15),
    ("0123456789abcdef", 24, 40),
    ("äöüßéñçабвгд中文字🎉abcxyz123", 8, 16),
    ("abcdefghijklmnopqrstuvwxyz ", 12, 30),
    ("!#$%&*+-./:;<=>?@^_~{}[]()|\\\"'`", 8, 16),
];

/// A secret; now and then one that is JSON.
pub(crate) fn secret(chance: &mut Chance) -> String {
    match chance.below(KINDS.len() + 1) {
        0 => {
            let (key, value) = (text(chance, KINDS[0]), text(chance, KINDS[0]));
            format!(r#"{{"{key}": "{value}", "qn": [{}, true]}}"#, text(chance, ("123456789", 10, 12)))
        }
        kind => text(chance, KINDS[kind - 1]),
    }
}

fn text(chance: &mut Chance, (alphabet, least, most): (&str, usize, usize)) -> String {
    let alphabet: Vec<char> = alphabet.chars().collect();
    let length = least + chance.below(most - least + 1);
    let text: String = (0..length).map(|_| alphabet[chance.below(alphabet.len())]).collect();
    // Blanks at its ends may get lost where a secret is kept.
    text.replace("  ", " x").trim().to_owned() + if text.ends_with(' ') { "end" } else { "" }
}
