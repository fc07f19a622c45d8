use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use crate::file::Document;
use crate::{ActionFile, ConfigFile, ConnectionFile, Embedded, IntegrationFile};

/// Whether `text` is a `T` for the reader, and what the schema finds wrong with it.
fn judge<T: DeserializeOwned + JsonSchema>(text: &str) -> Option<(bool, usize)> {
    Document::parse("x.yaml", text).ok().map(|document| document.judge::<T>())
}

#[test]
fn what_is_embedded_passes_reader_and_schema() {
    for file in Embedded::integrations() {
        assert_eq!(judge::<IntegrationFile>(file.text), Some((true, 0)), "{}", file.path);
    }
    for file in Embedded::actions() {
        assert_eq!(judge::<ActionFile>(file.text), Some((true, 0)), "{}", file.path);
    }
}

/// What the reader refuses, the schema refuses; else an editor would be content with a bad file.
#[test]
#[expect(clippy::disallowed_methods, reason = "the bad files of the tests are read from disk")]
fn the_schema_refuses_what_the_reader_refuses() {
    let mut refused = BTreeSet::new();
    for kind in ["action", "integration", "connection", "config"] {
        let folder = format!("{}/tests/bad_files/{kind}", env!("CARGO_MANIFEST_DIR"));
        for entry in std::fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("an entry").path();
            let text = std::fs::read_to_string(&path).expect("a test file can be read");
            let judged = match kind {
                "action" => judge::<ActionFile>(&text),
                "integration" => judge::<IntegrationFile>(&text),
                "config" => judge::<ConfigFile>(&text),
                _ => judge::<ConnectionFile>(&text),
            };
            if let Some((false, faults)) = judged {
                assert!(faults > 0, "only the reader refuses {}", path.display());
                refused.insert(path);
            }
        }
    }
    assert!(refused.len() > 20, "{refused:?}");
}
