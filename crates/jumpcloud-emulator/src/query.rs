use url::form_urlencoded;

/// The parameters of a query, decoded, in the order sent.
#[derive(Debug, Default)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    /// Decodes `raw`; bytes that are no UTF-8 become replacement characters.
    pub(crate) fn parse(raw: &str) -> Self {
        Self(form_urlencoded::parse(raw.as_bytes()).into_owned().collect())
    }

    /// The first value of `name`. An empty one counts as not given: that is what a blank input leaves behind.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// Every value of `name` that is not empty.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(key, value)| key == name && !value.is_empty()).map(|(_, it)| it.as_str())
    }

    /// Every value, not empty, of `name` and of its bracketed forms: `name`, `name[]`, `name[0]`, …
    pub(crate) fn list(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter(move |(key, value)| !value.is_empty() && key.strip_prefix(name).is_some_and(is_index))
            .map(|(_, value)| value.as_str())
    }
}

/// Whether `text` is nothing, `[]` or a number in brackets.
fn is_index(text: &str) -> bool {
    let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    text.is_empty() || inner.is_some_and(|it| it.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_gathered_from_all_its_spellings() {
        let query = Query::parse("filter=a&filter%5B%5D=b&filter[1]=c+d&filter[or][0]=e&filter=&filters=f");
        assert_eq!(query.list("filter").collect::<Vec<_>>(), ["a", "b", "c d"]);
        assert_eq!(query.list("filter[or]").collect::<Vec<_>>(), ["e"]);
        assert_eq!(query.get("filter"), Some("a"));
    }
}
