use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

/// The API key in every child's environment. Its encodings differ from it on purpose.
pub(crate) const API_KEY: &str = "k3y/\"Qu0ted\"+and&more=";
/// The value of the environment variable `PIN`, for password reference values.
pub(crate) const PIN: &str = "p1n \"of\"/träger+77";

/// What a URL's path and query leave as they are, at the most.
const GENEROUS: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'%').add(b'<').add(b'>').add(b'`');

/// Texts that no child may print, in any spelling.
pub(crate) struct Secrets(Vec<String>);

impl Default for Secrets {
    fn default() -> Self {
        Self(vec![API_KEY.to_owned(), PIN.to_owned()])
    }
}

impl Secrets {
    /// Looks for `secret` as well from now on.
    pub(crate) fn add(&mut self, secret: &str) {
        self.0.push(secret.to_owned());
    }

    /// Fails where `output` holds a secret.
    #[track_caller]
    pub(crate) fn assert_absent(&self, output: &str) {
        for secret in &self.0 {
            if let Some(spelling) = spelled(secret, output) {
                panic!("the secret {secret:?} is printed as {spelling:?}:\n{output}");
            }
        }
    }
}

/// How `secret` stands in `output`, where it does.
fn spelled(secret: &str, output: &str) -> Option<String> {
    spellings(secret).into_iter().find(|spelling| output.contains(spelling))
}

/// Every way in which `secret` may stand in a text.
fn spellings(secret: &str) -> Vec<String> {
    let json = serde_json::Value::from(secret).to_string();
    let json = json[1..json.len() - 1].to_owned();
    let ascii = escaped(secret, |character| !character.is_ascii());
    let strict = utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string();
    let generous = utf8_percent_encode(secret, GENEROUS).to_string();
    let mut all = vec![secret.to_owned(), json.replace('/', "\\/"), json, ascii];
    all.push(escaped(secret, |character| !character.is_ascii_alphanumeric()));
    all.push(strict.replace("%20", "+"));
    all.extend([strict.to_lowercase(), generous.to_lowercase(), strict, generous]);
    all.extend((0..3).map(|shift| base64_core(secret, shift)));
    all
}

/// `secret` as JSON may write it, with `\u` before whatever `escape` picks.
fn escaped(secret: &str, escape: impl Fn(char) -> bool) -> String {
    let spelled = |character: char| match character {
        _ if escape(character) => format!("\\u{:04x}", u32::from(character)),
        '"' | '\\' => format!("\\{character}"),
        plain => plain.to_string(),
    };
    secret.chars().map(spelled).collect()
}

/// What the base64 of any text that holds `secret` at an offset of `shift` modulo three has in common.
fn base64_core(secret: &str, shift: usize) -> String {
    let padded = [&vec![0; shift], secret.as_bytes()].concat();
    let encoded = STANDARD_NO_PAD.encode(&padded);
    let own = (shift * 8).div_ceil(6)..padded.len() * 8 / 6;
    encoded[own].to_owned()
}

/// Eyes that see nothing would make every test pass.
#[test]
fn a_secret_is_seen_in_every_spelling() {
    let base64 = base64::engine::general_purpose::STANDARD;
    let encoded = (0..3).map(|shift| base64.encode(format!("{}{API_KEY}tail", "-".repeat(shift))));
    let spelled_out = [
        format!("x-api-key: {API_KEY}"),
        serde_json::json!({"key": API_KEY}).to_string(),
        "k3y%2F%22Qu0ted%22%2Band%26more%3D".to_owned(),
        "k3y%2f%22qu0ted%22%2band%26more%3d".to_owned(),
        "k3y/%22Qu0ted%22+and&more=".to_owned(),
        "k3y\\/\\\"Qu0ted\\\"+and&more=".to_owned(),
    ];
    for text in encoded.chain(spelled_out) {
        assert!(spelled(API_KEY, &text).is_some(), "{text}");
    }
    assert_eq!(spelled(API_KEY, "(hidden)"), None);
}
