use std::env;
use std::path::Path;

use serde_json::{Value, json};
use sortie_core::{ConnectionFile, SecretSource};

use super::connections::goes_to;
use crate::args::Format;
use crate::output;

/// What a list says of the connection `file`, which is read from `path`.
pub(super) fn row(file: &ConnectionFile, path: &str) -> Value {
    let key = file.api_key.as_ref().map(kept);
    let secret =
        key.or(file.oauth.as_ref().map(|oauth| format!("client secret: {}", kept(&oauth.client_secret))));
    json!({
        "label": file.label,
        "integration": file.integration,
        "goes_to": goes_to(file),
        "secret": secret,
        "file": path,
    })
}

/// `rows` as `format` shows them. A table says `~` for the user's folder, and where it is wider than the terminal it
/// leaves out the files.
pub(super) fn shown(mut rows: Vec<Value>, format: Format) -> Value {
    if format == Format::Table {
        let home = env::var_os("HOME").filter(|home| !home.is_empty());
        for row in &mut rows {
            let path = row["file"].as_str().unwrap_or_default();
            let inside = home.as_ref().and_then(|home| Path::new(path).strip_prefix(home).ok());
            if let Some(inside) = inside {
                row["file"] = format!("~/{}", inside.display()).into();
            }
        }
        if output::terminal_width().is_some_and(|width| wide(&rows) > usize::from(width)) {
            for row in rows.iter_mut().filter_map(Value::as_object_mut) {
                row.remove("file");
            }
        }
    }
    Value::Array(rows)
}

/// How wide a table of `rows` is, each column with the two blanks behind it.
fn wide(rows: &[Value]) -> usize {
    let keys = rows.first().and_then(Value::as_object).into_iter().flat_map(|row| row.keys());
    let cell = |row: &Value, key: &str| row[key].as_str().map_or(0, |text| text.chars().count());
    keys.map(|key| rows.iter().map(|row| cell(row, key)).fold(key.len(), usize::max) + 2).sum()
}

/// Where a secret is kept, in few words.
fn kept(source: &SecretSource) -> String {
    match source {
        SecretSource::Env(name) => format!("env {name}"),
        SecretSource::File(path) => format!("file {path}"),
        SecretSource::Command(command) => command.name(),
        SecretSource::Age(_) => "encrypted".to_owned(),
        SecretSource::Keyring(account) => format!("keyring {account}"),
    }
}
