/// Rows of a list, each the text of a JSON value with every secret hidden.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// One row a line.
    pub lines: &'a str,
    /// How many there are.
    pub count: usize,
}
