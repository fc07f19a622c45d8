//! What can go wrong on demand: rules as text, and what each of them means.

mod effect;
mod error;
mod kind;
mod pattern;
mod refusal;
mod rule;
mod terms;
mod when;

pub(crate) use self::{
    effect::{Effect, Reach, ResetAt, Side, Volume},
    refusal::Refusal,
};
pub use self::{error::FaultError, kind::FaultKind, rule::FaultRule, terms::FaultOption};
