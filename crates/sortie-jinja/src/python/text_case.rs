//! The characters of a `str`: their case, and what kind they are.

use minijinja::Value;

pub(crate) fn capitalize(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(characters.flat_map(char::to_lowercase)).collect()
    })
}

pub(super) fn title(text: &str) -> String {
    let mut in_word = false;
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if in_word {
            out.extend(character.to_lowercase());
        } else {
            out.extend(character.to_uppercase());
        }
        in_word = character.is_alphabetic();
    }
    out
}

pub(super) fn swapcase(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_uppercase() {
            out.extend(character.to_lowercase());
        } else {
            out.extend(character.to_uppercase());
        }
    }
    out
}

/// What Python takes for white space.
pub(crate) fn is_space(character: char) -> bool {
    character.is_whitespace() || ('\x1c'..='\x1f').contains(&character)
}

pub(super) fn kind_of(text: &str, name: &str) -> Option<bool> {
    let all = |test: fn(char) -> bool| !text.is_empty() && text.chars().all(test);
    let cased = |upper: bool| {
        let mut cased = text.chars().filter(|it| it.is_uppercase() || it.is_lowercase()).peekable();
        cased.peek().is_some() && cased.all(|it| if upper { it.is_uppercase() } else { it.is_lowercase() })
    };
    Some(match name {
        "isalnum" => all(char::is_alphanumeric),
        "isalpha" => all(char::is_alphabetic),
        "isascii" => text.is_ascii(),
        "isdecimal" | "isdigit" => all(|it| it.is_ascii_digit() || (it.is_numeric() && !it.is_ascii())),
        "isnumeric" => all(char::is_numeric),
        "isspace" => all(is_space),
        "islower" => cased(false),
        "isupper" => cased(true),
        "istitle" => text.chars().any(char::is_alphabetic) && title(text) == text,
        "isprintable" => {
            let shown = super::print::repr(&Value::from(text.replace(['\\', '\'', '"'], "")));
            !shown.contains('\\')
        }
        "isidentifier" => {
            !text.starts_with(|it: char| it.is_ascii_digit()) && all(|it| it.is_alphanumeric() || it == '_')
        }
        _ => return None,
    })
}
