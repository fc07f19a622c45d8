use clap::{Args, ValueEnum};

/// Render a template, the way inputs are rendered.
#[derive(Debug, Args)]
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
    /// What a name does that nobody defined.
    #[arg(long, value_enum, default_value = "strict")]
    pub(crate) undefined: UndefinedPolicy,
    /// Print the result and not one byte more.
    #[arg(long)]
    pub(crate) no_newline: bool,
}

/// What a name does that nobody defined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum UndefinedPolicy {
    /// It is an error.
    Strict,
    /// It prints as nothing.
    Lenient,
}
