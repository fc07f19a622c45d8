/// What of a list's rows is shown, where a format does not show all.
#[derive(Default)]
pub(crate) struct Shown {
    /// The key of the result that holds the rows, for NDJSON.
    pub(crate) items: String,
    /// The keys of a row, for a table.
    pub(crate) columns: Vec<String>,
}
