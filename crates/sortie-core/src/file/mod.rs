//! Files that users write: read once, answered with every mistake at its place.

mod diagnostic;
mod document;
mod fault;
mod node;
mod schema;

pub use diagnostic::{Diagnostic, Mistakes};
pub(crate) use document::Document;
pub(crate) use fault::{Fault, Steps};
