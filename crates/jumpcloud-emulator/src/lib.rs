//! JumpCloud's REST API as a pure function from request to response over an in-memory directory.
//!
//! An [`Emulator`] answers the routes of users, user groups and systems the way the service does, down to its
//! error bodies, from people that one seed decides. Where nobody has recorded what the service does, a named
//! [`Choices`] entry picks one of the plausible answers, and [`FaultRule`]s let go wrong what may go wrong on the
//! way: [`Emulator::plan`] decides it, [`Emulator::answer`] says which bytes go out. Deliberately absent: sockets, clocks, randomness from
//! outside and every form of I/O; time is a logical clock that a write moves on by one second.
//!
//! ```
//! use jumpcloud_emulator::{Call, Config, Emulator};
//!
//! let emulator = Emulator::new(Config { users: 10, ..Config::default() });
//! let response = emulator.handle(&Call {
//!     method: "GET".to_owned(),
//!     path: "/api/systemusers".to_owned(),
//!     query: "filter=username:$eq:ai_hammad&fields=email".to_owned(),
//!     headers: vec![("x-api-key".to_owned(), "any".to_owned())],
//!     body: Vec::new(),
//! });
//! assert_eq!(response.status, 200);
//! assert!(response.body.starts_with(br#"{"totalCount":1,"results":[{"email":"ai_hammad@example.com""#));
//! ```

mod answer;
mod body;
mod call;
mod choice;
mod choices;
mod config;
mod counters;
mod directory;
mod document;
mod emulator;
mod estate;
mod exchange;
mod fault;
mod gate;
mod group;
mod group_routes;
mod id;
mod ledger;
mod listing;
mod organization;
mod password_policy;
mod people;
mod plan;
mod query;
mod reply;
mod results;
mod router;
mod rows;
mod selection;
mod shown;
mod system;
mod system_routes;
mod timestamp;
mod tokens;
mod user;
mod user_routes;

pub use answer::{Answer, Ending};
pub use call::Call;
pub use choice::{Choice, ChoiceError};
pub use choices::Choices;
pub use config::Config;
pub use counters::{CallCounters, Counters, FaultCounters};
pub use emulator::Emulator;
pub use fault::{FaultError, FaultKind, FaultOption, FaultRule};
pub use plan::{Plan, Reading};
