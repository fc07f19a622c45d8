/// What a template gets that reads a name nobody defined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Undefined {
    /// An error that names it. The default: an empty string in a request is worse than a failed run.
    #[default]
    Strict,
    /// An empty text when printed, an error when looked into; Jinja2's own default.
    Lenient,
    /// An empty text, also when looked into.
    Chainable,
}
