/// Rows of a list, each the text of a JSON value with every secret hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows {
    /// One row a line.
    pub lines: String,
    /// How many there are.
    pub count: usize,
}
