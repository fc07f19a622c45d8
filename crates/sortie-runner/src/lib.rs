//! Runs actions: finds files, reads secrets, sends requests.
//!
//! [`Runner::run`] is the whole of what a front-end needs; it reads as the flow of one run. All meaning is
//! in `sortie-core`: what is here touches the disk, the environment, the clock or the network.
//!
//! Deliberately absent: any knowledge of a product, and any way to send that is not a [`Transport`].

mod catalogue;
mod check;
mod collisions;
mod connections;
mod dry_run;
mod folder;
mod home;
mod http_transport;
mod pages;
mod reason;
mod runner;
mod secrets;
mod text_file;
mod transport;
mod trouble;
mod watched;

pub use catalogue::{Catalogue, Found, Listed};
pub use check::{CheckReport, check};
pub use connections::Connections;
pub use dry_run::DryRun;
pub use home::{Home, HomeReason};
pub use http_transport::HttpTransport;
pub use reason::reason;
pub use runner::{Connect, Planned, Runner};
pub use transport::{Sending, Transport};
