//! Files that users write: read once, answered with every mistake at its place.

mod check;
mod diagnostic;
mod document;
mod edit;
mod fault;
mod node;
mod place;
mod position;
mod repair;
mod schema;
mod syntax;

pub use diagnostic::{Diagnostic, Mistakes};
pub(crate) use document::{Document, Hide};
pub(crate) use edit::{Change, edited};
pub(crate) use fault::{Fault, Steps};
pub(crate) use node::{Key, Kind, Node};
pub(crate) use position::offset;
