use std::borrow::Cow;
use std::fmt::Write as _;

use crate::show::obeyed;

/// The JSON text `json` with what a terminal would obey spelled out, `\u009b` for one. It says the same: but for line
/// breaks and blanks between its parts, such characters stand in nothing but strings.
///
/// A text without any is not copied.
#[must_use]
pub fn spelled_json(json: &str) -> Cow<'_, str> {
    if !may_be_obeyed(json) {
        return Cow::Borrowed(json);
    }
    let mut rest = json;
    let mut spelled = String::new();
    while let Some(at) = rest.find(is_spelled) {
        spelled.push_str(&rest[..at]);
        let mut behind = rest[at..].chars();
        let _ = behind.next().map(|it| write!(spelled, "\\u{:04x}", u32::from(it)));
        rest = behind.as_str();
    }
    if spelled.is_empty() {
        return Cow::Borrowed(json);
    }
    spelled.push_str(rest);
    Cow::Owned(spelled)
}

fn is_spelled(character: char) -> bool {
    !matches!(character, '\n' | '\r' | '\t') && obeyed(character)
}

/// Whether a byte is there that such a character begins with. It may say yes where none is.
///
/// Control characters below the blank are escaped in JSON. Most stretches are ASCII, which the largest byte tells: for
/// that, many bytes are looked at at once.
fn may_be_obeyed(json: &str) -> bool {
    let ascii = |stretch: &[u8]| stretch.iter().fold(0, |most, byte| (*byte).max(most)) < 0x7f;
    let begins = |byte: &u8| matches!(byte, 0x7f | 0xc2 | 0xd8 | 0xe2);
    json.as_bytes().chunks(1024).any(|stretch| !ascii(stretch) && stretch.iter().any(begins))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// Each of them, and what is beside them.
    #[test]
    fn what_a_terminal_would_obey_is_spelled_and_says_the_same() {
        for character in '\0'..='\u{ffff}' {
            let value =
                json!({"key": [character.to_string()], character.to_string(): format!("é{character}€")});
            for json in [value.to_string(), format!("{value:#}\n")] {
                let spelled = spelled_json(&json);
                assert_eq!(
                    matches!(spelled, Cow::Owned(_)),
                    character >= ' ' && obeyed(character),
                    "{spelled}"
                );
                assert!(!spelled.contains(is_spelled), "{spelled}");
                assert_eq!(serde_json::from_str::<Value>(&spelled).ok().as_ref(), Some(&value));
            }
        }
    }

    #[test]
    fn characters_are_spelled_where_they_stand() {
        assert_eq!(
            spelled_json("[\"\u{9b}31m\u{7f}\u{202e}x\u{2028}\"]"),
            r#"["\u009b31m\u007f\u202ex\u2028"]"#
        );
        let long = format!("[\"{}\u{9b}\"]", "x".repeat(200));
        assert_eq!(spelled_json(&long), long.replace('\u{9b}', r"\u009b"));
    }
}
