mod admin;
mod answering;
mod connection;
mod given;
mod server;
mod tls;

use std::io;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use jumpcloud_emulator::{Config, Emulator};
use sortie_core::{Failure, FailureKind};
use sortie_runner::reason;
use tokio::net::TcpListener;

use self::server::Server;
use crate::args::{EmulateArgs, EmulateCommand};
use crate::{commands, output};

/// Serves the emulator until it is interrupted.
pub(crate) fn execute(command: EmulateCommand) -> Result<ExitCode, Failure> {
    let EmulateCommand::Jumpcloud(args) = command;
    if args.choose.iter().any(|choice| choice == "list") {
        return Ok(given::list_choices());
    }
    if args.fault.iter().any(|rule| rule == "list") {
        return Ok(given::list_faults());
    }
    let config = Config {
        users: args.users as usize,
        seed: args.seed,
        api_key: args.api_key.clone(),
        service_account: args.oauth.clone(),
        token_seconds: args.token_seconds,
        token_calls: args.token_calls,
        choices: given::choices(&args.choose)?,
        faults: given::faults(&args.fault)?,
    };
    commands::wait_on_threads(serve(args, config))?
}

async fn serve(args: EmulateArgs, config: Config) -> Result<ExitCode, Failure> {
    let (address, listener) = listen("--listen", args.listen).await?;
    let admin = match args.admin {
        Some(address) if !address.ip().is_loopback() => return Err(not_here(address)),
        Some(address) => Some(listen("--admin", address).await?),
        None => None,
    };
    let tls = args.tls.then(|| tls::self_signed(address.ip(), args.certificate.as_deref())).transpose()?;
    let users = if config.users == 1 { "1 user".to_owned() } else { format!("{} users", config.users) };
    let scheme = if args.tls { "https" } else { "http" };
    let key = if args.api_key.is_some() { "the given API key" } else { "any API key" };
    let emulator = Arc::new(Emulator::new(config));
    output::note(&format!("JumpCloud emulator with {users} on {scheme}://{address}, {key}; Ctrl-C stops it"));
    if let Some((address, listener)) = admin {
        output::note(&format!("its counters and faults on http://{address}"));
        tokio::spawn(admin::serve(listener, Arc::clone(&emulator)));
    }
    let serving = tokio::spawn(Server::new(emulator, tls).serve(listener));
    match tokio::signal::ctrl_c().await {
        Ok(()) => Ok(ExitCode::SUCCESS),
        // Without a signal to wait for, the server just goes on.
        Err(_) => serving.await.map(|()| ExitCode::SUCCESS).map_err(|error| cannot_serve(error.to_string())),
    }
}

/// A listener at `address`, which `flag` gives.
async fn listen(flag: &str, address: SocketAddr) -> Result<(SocketAddr, TcpListener), Failure> {
    let listener = TcpListener::bind(address).await.and_then(|it| Ok((it.local_addr()?, it)));
    listener.map_err(|error| {
        let failure = cannot_serve(format!("{address}: {}", reason(&error)));
        match error.kind() {
            io::ErrorKind::AddrInUse => failure.with_hint(format!("{flag} 127.0.0.1:0 takes a free port")),
            _ => failure,
        }
    })
}

fn cannot_serve(why: impl std::fmt::Display) -> Failure {
    Failure::new(FailureKind::Connection, format!("cannot serve on {why}"))
}

fn not_here(address: SocketAddr) -> Failure {
    let message = format!("`--admin {address}` can be reached from elsewhere, and asks for no key");
    Failure::new(FailureKind::InvalidInput, message).with_hint("write --admin 127.0.0.1:0")
}
