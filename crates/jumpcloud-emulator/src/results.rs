use serde::Serialize;

/// The body of every v1 list: how many documents were selected, and those on the page.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Results<T> {
    /// How many were selected.
    pub(crate) total_count: usize,
    /// Those on the page.
    pub(crate) results: Vec<T>,
}
