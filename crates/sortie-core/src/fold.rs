//! Shared with the build script, which indexes the catalogue by folded names.

/// `name` without case, spaces, `_`, `-` and punctuation: two names that fold alike are one name.
pub(crate) fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    if name.is_ascii() {
        // Nearly every name is, and tables of letters are not needed for it: a fifth of the time.
        folded.extend(name.chars().filter(char::is_ascii_alphanumeric).map(|it| it.to_ascii_lowercase()));
        return folded;
    }
    folded.extend(name.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase));
    folded
}
