use serde_json::Value;

use crate::envelope::shown_key;
use crate::tree::Tree;
use crate::{Action, Integration};

impl Action {
    /// The key of its result that holds the rows of a list as they came, so that each can be passed on when it
    /// comes; none where the result is made from the whole.
    #[must_use]
    pub fn items(&self, integration: &Integration) -> Option<String> {
        let paging = integration.api(&self.request.api).ok()?.file.paging.as_ref().filter(|_| self.list)?;
        let own = || paging.rows.clone().unwrap_or_else(|| "results".to_owned());
        let rows = paging.rows.as_ref().map_or_else(|| "body".to_owned(), |key| format!("body.{key}"));
        let Some(result) = &self.result else { return Some(own()) };
        if result.computes() {
            return None;
        }
        match result {
            Tree::Value(value) if value.names().contains(&rows) => Some("results".to_owned()),
            Tree::Map(entries) => {
                let reads =
                    |name: &String| *name == rows || name.starts_with(&format!("{rows}.")) || name == "body";
                let mut reading = entries.iter().filter(|(_, tree)| tree.names().iter().any(reads));
                let (key, tree) = reading.next()?;
                let as_they_came = matches!(tree, Tree::Value(value) if value.names().contains(&rows));
                (as_they_came && reading.next().is_none()).then(|| key.clone())
            }
            _ => None,
        }
    }

    /// The keys that its result can have, as an envelope shows them; none where that is for the API to say.
    #[must_use]
    pub fn result_keys(&self) -> Option<Vec<String>> {
        match self.result.as_ref()? {
            Tree::Map(entries) => Some(entries.iter().map(|(key, _)| shown_key(key)).collect()),
            Tree::Literal(Value::Object(map)) => Some(map.keys().map(|key| shown_key(key)).collect()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::fixtures::{HEAD, action};

    #[track_caller]
    fn check(result: &str, keys: Option<&[&str]>) {
        let action = action(&format!("{HEAD}request: {{api: v1, method: POST, path: /x}}\n{result}\n"));
        let told = action.result_keys();
        let told = told.as_ref().map(|keys| keys.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(told.as_deref(), keys, "{result}");
    }

    #[test]
    fn a_definition_tells_the_keys_of_its_result_where_it_makes_them() {
        check("result: {msg: Successful}", Some(&["msg"]));
        check(
            "result: {rows: '{{ body.rows }}', error: '{{ body.error }}'}",
            Some(&["rows", "result_error"]),
        );
        check("result: '{{ body }}'", None);
        check("", None);
    }
}
