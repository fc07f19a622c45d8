//! JumpCloud's REST API as a pure function from request to response over an in-memory directory.
//!
//! An [`Emulator`] answers the routes of users, user groups and systems the way the service does, down to its
//! error bodies, from people that one seed decides. Where nobody has recorded what the service does, a named
//! [`Choices`] entry picks one of the plausible answers. Deliberately absent: sockets, clocks, randomness from
//! outside and every form of I/O; time is a logical clock that a write moves on by one second.

mod body;
mod call;
mod choices;
mod config;
mod directory;
mod document;
mod emulator;
mod exchange;
mod gate;
mod group;
mod group_routes;
mod id;
mod listing;
mod organization;
mod password_policy;
mod people;
mod query;
mod reply;
mod router;
mod selection;
mod system;
mod system_routes;
mod timestamp;
mod user;
mod user_routes;

pub use call::Call;
pub use choices::{Choice, ChoiceError, Choices};
pub use config::Config;
pub use emulator::Emulator;
