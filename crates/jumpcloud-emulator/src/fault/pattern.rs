/// Which paths are meant: those that begin so, or those that a text with `*` fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern(String);

impl Pattern {
    /// Reads `text`, in which a star stands for anything, slashes too.
    pub(super) fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Whether `path` is meant.
    pub(super) fn fits(&self, path: &str) -> bool {
        let Some((start, rest)) = self.0.split_once('*') else { return path.starts_with(&self.0) };
        let Some(mut left) = path.strip_prefix(start) else { return false };
        let mut parts: Vec<&str> = rest.split('*').collect();
        let last = parts.pop().unwrap_or_default();
        for part in parts {
            let Some(place) = left.find(part) else { return false };
            left = &left[place + part.len()..];
        }
        left.ends_with(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_a_prefix_or_has_stars() {
        let table = [
            ("/api/systemusers", "/api/systemusers/1/expire", true),
            ("/api/systemusers", "/api/systems", false),
            ("/api/systemusers/*/expire", "/api/systemusers/1/expire", true),
            ("/api/systemusers/*/expire", "/api/systemusers/1/expire/2", false),
            ("/api/systemusers/*", "/api/systemusers", false),
            ("*expire", "/api/systemusers/1/expire", true),
            ("*users*/a*b", "/x/users/a/b", true),
            ("*users*/a*b", "/x/users/b", false),
            ("", "/anything", true),
        ];
        for (pattern, path, fits) in table {
            assert_eq!(Pattern::new(pattern).fits(path), fits, "{pattern} {path}");
        }
    }
}
