use clap::{Args, ValueEnum};

/// Render a template, the way inputs are rendered.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that people give or leave out")]
pub(crate) struct RenderArgs {
    /// The template: its text, @FILE, or - for stdin.
    #[arg(value_name = "TEMPLATE|@FILE|-")]
    pub(crate) template: String,
    /// The document it reads: a JSON object, @FILE, or - for stdin.
    #[arg(long, value_name = "JSON|@FILE|-")]
    pub(crate) context: Option<String>,
    /// A connection whose reference values it reads.
    #[arg(short, long, value_name = "LABEL")]
    pub(crate) connection: Option<String>,
    /// Render Jinja-templated JSON and print the value.
    #[arg(long)]
    pub(crate) json: bool,
    /// Print the value of a template that is exactly one `{{ … }}` as JSON, its type kept.
    #[arg(long, conflicts_with = "json")]
    pub(crate) native: bool,
    /// Leave out the line break after a block tag, as Ansible does.
    #[arg(long)]
    pub(crate) trim_blocks: bool,
    /// Leave out the blanks before a block tag at the beginning of a line.
    #[arg(long)]
    pub(crate) lstrip_blocks: bool,
    /// What a name does that nobody defined.
    ///
    /// Without it, what the connection says; strict where that says nothing.
    #[arg(long, value_enum)]
    pub(crate) undefined: Option<UndefinedPolicy>,
    /// Print the result and not one byte more.
    #[arg(long)]
    pub(crate) no_newline: bool,
}

/// What a name does that nobody defined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum UndefinedPolicy {
    /// It is an error.
    Strict,
    /// It prints as nothing; looking into it is an error. Jinja2's own way.
    Lenient,
    /// It prints as nothing, and so does what is in it.
    Chainable,
}
