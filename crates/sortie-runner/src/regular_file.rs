use std::fs::Metadata;

/// Why what was `found` at a path is no file to read: nobody may ever write into a pipe, and a device has no end.
pub(crate) fn not_regular(found: &Metadata) -> Option<&'static str> {
    match found {
        found if found.is_file() => None,
        found if found.is_dir() => Some("is a directory"),
        _ => Some("it is a pipe or a device"),
    }
}
