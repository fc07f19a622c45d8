use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use crate::wishes::Wish;

/// The shortest piece of a secret that may not come out, in characters.
const PIECE: usize = 6;

/// Looks for a secret in all forms, and for what templates made of it.
pub(crate) struct Eyes {
    /// In lower case.
    pieces: Vec<String>,
    exact: Vec<String>,
}

impl Eyes {
    pub(crate) fn new(secret: &str, wish: &Wish) -> Self {
        let mut pieces = Vec::new();
        let reversed: String = secret.chars().rev().collect();
        for text in [secret, &reversed] {
            for piece in windows(text) {
                pieces.push(piece.clone());
                pieces.push(piece.bytes().map(|it| format!("{it:02x}")).collect::<Vec<_>>().concat());
                pieces.push(
                    percent_encoding::utf8_percent_encode(&piece, percent_encoding::NON_ALPHANUMERIC)
                        .to_string(),
                );
                pieces.push(serde_json::Value::from(piece.as_str()).to_string().trim_matches('"').to_owned());
                pieces
                    .push(piece.encode_utf16().map(|it| format!("\\u{it:04x}")).collect::<Vec<_>>().concat());
            }
        }
        let pieces = pieces.iter().map(|piece| piece.to_lowercase()).collect();
        let mut exact = wish.derived(secret);
        for shift in 0..3 {
            let mut padded = vec![0; shift];
            padded.extend_from_slice(secret.as_bytes());
            for encoded in [STANDARD_NO_PAD.encode(&padded), URL_SAFE_NO_PAD.encode(&padded)] {
                exact.push(encoded[(shift * 8).div_ceil(6)..padded.len() * 8 / 6].to_owned());
            }
        }
        Self { pieces, exact }
    }

    /// What of the secret stands in `output`.
    pub(crate) fn find(&self, output: &str) -> Vec<&str> {
        let lower = output.to_lowercase();
        let pieces = self.pieces.iter().filter(|it| lower.contains(it.as_str()));
        pieces
            .chain(self.exact.iter().filter(|it| output.contains(it.as_str())))
            .map(String::as_str)
            .collect()
    }
}

fn windows(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    characters.windows(PIECE).map(|window| window.iter().collect()).collect()
}
