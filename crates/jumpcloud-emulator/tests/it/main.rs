//! What callers can rely on, asked through the one function there is.

mod directory;
mod properties;
mod rules;
mod transcript;
