//! Values as Python has them: how they print, compare, add up, change and are passed to functions.

pub(crate) mod arguments;
pub(crate) mod budget;
pub(crate) mod compare;
pub(crate) mod cycler;
pub(crate) mod dict;
pub(crate) mod errors;
pub(crate) mod format;
pub(crate) mod format_spec;
pub(crate) mod list;
pub(crate) mod macros;
pub(crate) mod mutable;
pub(crate) mod number;
pub(crate) mod operators;
pub(crate) mod percent;
pub(crate) mod print;
pub(crate) mod range;
pub(crate) mod slice;
pub(crate) mod sort;
pub(crate) mod text;
pub(crate) mod text_case;
mod text_parts;
mod text_search;
mod translate;
pub(crate) mod view;
