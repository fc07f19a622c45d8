use serde_json::Value;

use crate::Redactor;
use crate::show::obeyed;

impl Redactor {
    /// `body` as a log shows it, in one line of at most `limit` bytes and every secret hidden: JSON without its
    /// blanks, other text with what a terminal would obey spelled out.
    #[must_use]
    pub fn logged(&self, body: &[u8], limit: usize) -> String {
        let mut shown = match serde_json::from_slice::<Value>(body) {
            Ok(value) => self.value(value).to_string(),
            Err(_) => self.text(&String::from_utf8_lossy(body)).into_owned(),
        };
        // What is hidden is hidden by now: it cannot come out half by being cut.
        if shown.len() > limit {
            shown.truncate(shown.floor_char_boundary(limit));
            shown.push('…');
        }
        if !shown.contains(obeyed) {
            return shown;
        }
        let spelled = |it: char| if obeyed(it) { it.escape_default().to_string() } else { it.to_string() };
        shown.chars().map(spelled).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_one_line_without_secrets() {
        let mut redactor = Redactor::default();
        redactor.add("s3cret-\"key\"");
        let shown = |body: &[u8]| redactor.logged(body, 40);
        assert_eq!(
            shown(b"{\"a\": [1,\n 2], \"b\": \"s3cret-\\\"key\\\"\"}"),
            r#"{"a":[1,2],"b":"(hidden)"}"#
        );
        assert_eq!(shown(b"no\r\n\x1b[2J s3cret-\"key\""), "no\\r\\n\\u{1b}[2J (hidden)");
        assert_eq!(shown(b"\xff"), "\u{fffd}");
        assert_eq!(shown(b""), "");
        assert_eq!(shown("é".repeat(21).as_bytes()), "é".repeat(20) + "…");
    }
}
