//! Runs actions: finds files, reads secrets, sends requests.
//!
//! [`Runner::run`] is the whole of what a front-end needs; it reads as the flow of one run. All meaning is
//! in `sortie-core`: what is here touches the disk, the environment, the clock or the network.
//!
//! Deliberately absent: any knowledge of a product, and any way to send that is not a [`Transport`].

mod account;
mod breaker;
mod budget;
mod budget_file;
mod budget_slot;
mod budget_step;
mod budgets;
mod catalogue;
mod check;
mod clients;
mod collisions;
mod connection_files;
mod connection_writer;
mod connections;
mod credential;
mod deadline;
mod diagnose;
mod dry_run;
mod environment_proxy;
mod folder;
mod folder_lock;
mod held_file;
mod home;
mod http_transport;
mod lane;
mod network_material;
mod other_thread;
mod patience;
mod place;
mod planned;
mod reason;
mod regular_file;
mod route;
mod rows;
mod runner;
mod sealed;
mod secrets;
mod session;
mod text_file;
mod token_store;
mod transport;
mod trouble;
mod trust;
mod walk;
mod watched;
mod way;
mod whole_file;

pub use budgets::Budgets;
pub use catalogue::{Catalogue, Found, Listed};
pub use check::{CheckReport, check};
pub use connection_files::WrittenConnection;
pub use connection_writer::ConnectionWriter;
pub use connections::Connections;
pub use diagnose::{Check, CheckStatus, Diagnosis, Examination, Right};
pub use environment_proxy::{PROXY_FORMS, without_login};
pub use home::{Home, HomeReason};
pub use http_transport::HttpTransport;
pub use network_material::NetworkMaterial;
pub use planned::Planned;
pub use reason::reason;
pub use rows::Rows;
pub use runner::{Connect, Runner};
pub use sealed::Sealed;
pub use secrets::read_secret;
pub use transport::{Sending, Transport};
