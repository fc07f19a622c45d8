use std::borrow::Cow;

use serde_json::Value;
use sortie_core::{Failure, FailureKind, spelled_json};

/// `value` as YAML that no terminal obeys.
pub(super) fn yaml(value: &Value) -> Result<String, Failure> {
    let text = serde_yaml::to_string(value).map_err(|error| {
        Failure::new(FailureKind::Decode, "the result cannot be written as YAML").with_source(error)
    })?;
    if let Cow::Owned(_) = spelled_json(&text) {
        // Control characters are spelled out by now, but not what turns the direction of text: that needs double quotes
        // around it. JSON has them everywhere, and is YAML.
        return Ok(format!("{}\n", spelled_json(&format!("{value:#}"))));
    }
    Ok(if text.ends_with('\n') { text } else { text + "\n" })
}
