use serde_json::{Map, Value, json};

use crate::{ActionFile, ConfigFile, ConnectionFile, IntegrationFile};

/// The JSON Schemas of the files that users write, by kind: `action`, `integration`, `connection`,
/// `config`.
///
/// Generated from the types that read the files: what a schema refuses, the reader refuses.
#[must_use]
pub fn schemas() -> Map<String, Value> {
    let all = [
        ("action", schemars::schema_for!(ActionFile)),
        ("integration", schemars::schema_for!(IntegrationFile)),
        ("connection", schemars::schema_for!(ConnectionFile)),
        ("config", schemars::schema_for!(ConfigFile)),
    ];
    all.into_iter().map(|(kind, schema)| (kind.to_owned(), json!(schema))).collect()
}
