//! Shared with the build script, which indexes the catalogue by folded names.

/// `name` without case, spaces, `_`, `-` and punctuation: two names that fold alike are one name.
pub(crate) fn fold(name: &str) -> String {
    name.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
