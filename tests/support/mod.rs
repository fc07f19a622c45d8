//! What tests stand on: the binary in a clean environment, servers that misbehave, and eyes for secrets.

mod authority;
mod bad_server;
mod beside;
mod case;
mod catalogue;
mod dialog;
mod emulator;
mod front;
mod nobody;
mod proxy;
mod reply;
mod secrets;
mod served;
mod service_account;
mod sortie;
mod volatile;

pub(crate) use authority::{Authority, Presented, Terms};
pub(crate) use bad_server::BadServer;
pub(crate) use beside::beside_each_other;
pub(crate) use case::Case;
pub(crate) use catalogue::{examples, names_of_actions};
pub(crate) use dialog::Dialog;
pub(crate) use emulator::Emulator;
pub(crate) use front::Front;
pub(crate) use nobody::nobody;
pub(crate) use proxy::{Proxy, Speaks};
pub(crate) use reply::Reply;
pub(crate) use secrets::API_KEY;
pub(crate) use served::Served;
pub(crate) use service_account::{SECRET, TOKENS, account_file, token};
pub(crate) use sortie::{Sortie, write_own};
