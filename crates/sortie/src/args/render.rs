use clap::{Args, ValueEnum};

/// Render a template, as inputs are rendered.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that people give or leave out")]
pub(crate) struct RenderArgs {
    /// The template: its text, @FILE, or - for stdin.
    #[arg(value_name = "TEMPLATE|@FILE|-")]
    pub(crate) template: String,
    /// The context, a document that the template reads: a JSON object, @FILE, or - for stdin.
    #[arg(long, value_name = "JSON|@FILE|-")]
    pub(crate) context: Option<String>,
    /// The label of a connection whose reference values the template reads.
    #[arg(short, long, value_name = "LABEL")]
    pub(crate) connection: Option<String>,
    /// Render a JSON template and print its value.
    #[arg(long)]
    pub(crate) json: bool,
    /// Print the value of a template that is exactly one `{{ … }}` as JSON, with its type.
    #[arg(long, conflicts_with = "json")]
    pub(crate) native: bool,
    /// Remove the line break after a block tag, as Ansible does.
    #[arg(long)]
    pub(crate) trim_blocks: bool,
    /// Remove the blanks before a block tag at the beginning of a line.
    #[arg(long)]
    pub(crate) lstrip_blocks: bool,
    /// What an undefined name does [default: what the connection says, else strict].
    #[arg(long, value_enum)]
    pub(crate) undefined: Option<UndefinedPolicy>,
    /// Print the result without a line break at its end.
    #[arg(long)]
    pub(crate) no_newline: bool,
}

/// What an undefined name does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum UndefinedPolicy {
    /// It is an error.
    Strict,
    /// It prints nothing; reading a key of it is an error. Jinja2's own way.
    Lenient,
    /// It prints nothing, and so do its keys.
    Chainable,
}
