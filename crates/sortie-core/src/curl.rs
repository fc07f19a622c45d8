use std::borrow::Cow;

use crate::{Connection, HIDDEN, Method, Redactor, Request, SecretSource};

impl Request {
    /// The request as a command of curl, every secret hidden. The credential is a variable of the shell: the one
    /// that `connection` reads its key from, or one that is named after what belongs there.
    #[must_use]
    pub fn to_curl(&self, connection: &Connection, redactor: &Redactor) -> String {
        let mut parts = vec![format!("curl --request {}", self.method), "--globoff --path-as-is".to_owned()];
        parts.push(quoted(&redactor.url(&self.url)));
        for (name, value) in self.shown_headers(redactor) {
            let is_credential = self.credential.as_ref() == Some(&name);
            parts.push(match is_credential.then(|| variable(connection)) {
                Some(value) => format!("--header \"{name}: {value}\""),
                None => format!("--header {}", quoted(&format!("{name}: {value}"))),
            });
        }
        match &self.body {
            Some(body) => parts.push(format!("--data-binary {}", quoted(&body.shown(redactor).to_text()))),
            None if self.method != Method::Get => parts.push("--header 'content-length: 0'".to_owned()),
            None => (),
        }
        let command = parts.join(" \\\n  ") + "\n";
        let note = if command.contains(HIDDEN) { "# a secret stands where it says (hidden)\n" } else { "" };
        format!("{note}{command}")
    }
}

/// What a shell puts in the place of the credential of `connection`.
fn variable(connection: &Connection) -> Cow<'static, str> {
    match &connection.api_key {
        _ if connection.oauth.is_some() => "Bearer $TOKEN".into(),
        Some(SecretSource::Env(name)) if is_variable(name) => format!("${name}").into(),
        _ => "$API_KEY".into(),
    }
}

fn is_variable(name: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    name.bytes().all(word) && name.starts_with(|first: char| !first.is_ascii_digit())
}

/// `text` as one word of a POSIX shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
