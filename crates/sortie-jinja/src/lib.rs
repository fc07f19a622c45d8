//! Jinja2 templates as playbook authors know them, on top of minijinja.
//!
//! Three things and nothing else of the engine show outside this crate:
//!
//! - [`TextTemplate`]: text in, text out. What a playbook author calls a template.
//! - [`JsonTemplate`]: text in, one JSON value out; a printed value can never become structure.
//! - [`Expression`]: a text that is exactly one `{{ … }}`; its value keeps its type.
//!
//! All three are compiled once by an [`Engine`], can be rendered many times and from several threads,
//! and tell the names they read. A render is bounded by [`Limits`].
//!
//! Deliberately absent: files, the clock (but for the template function `now`), logging, and any way to
//! load another template.

mod engine;
#[cfg(test)]
mod engine_tests;
mod error;
mod expression;
mod filters;
mod functions;
mod json_template;
mod json_text;
mod left_out;
mod limits;
mod literal;
mod marks;
mod methods;
mod options;
mod prepared;
mod printing;
mod python;
mod rewrite;
mod scope;
mod sentinel;
mod source;
mod tests;
mod text_template;
mod undefined;
mod unique_keys;
mod vocabulary;

pub use engine::Engine;
pub use error::{Error, ErrorKind};
pub use expression::Expression;
pub use json_template::JsonTemplate;
pub use limits::Limits;
pub use marks::{Marked, Marking, is_balanced, is_decided, unmarked, whole};
pub use options::Options;
pub use scope::Scope;
pub use text_template::TextTemplate;
pub use undefined::Undefined;
pub use vocabulary::{Vocabulary, vocabulary};
