mod account;
mod create;
mod done;
mod lifecycle;
mod mfa;
mod read;
mod remove;
mod save;
mod ssh_keys;
mod state;
mod update;

pub(crate) use self::{
    account::{expire, password, unlock},
    create::create,
    lifecycle::{activate, suspend},
    mfa::{reset_mfa, sync_mfa, totp_info},
    read::{list, one, search},
    remove::remove,
    ssh_keys::{add_key, keys, remove_key},
    update::update,
};
