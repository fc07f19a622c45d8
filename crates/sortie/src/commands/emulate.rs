use std::fmt::Write as _;
use std::net::TcpListener;
use std::process::ExitCode;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum_server::Handle;
use jumpcloud_emulator::{Call, Choices, Config, Emulator};
use sortie_core::{Failure, FailureKind};
use sortie_runner::reason;

use crate::args::{EmulateArgs, EmulateCommand};
use crate::{commands, output};

/// The largest body a client may send, in bytes.
const BODY: usize = 16 * 1024 * 1024;

/// Serves the emulator until it is interrupted.
pub(crate) fn execute(command: EmulateCommand) -> Result<ExitCode, Failure> {
    let EmulateCommand::Jumpcloud(args) = command;
    if args.choose.iter().any(|choice| choice == "list") {
        return Ok(list_choices());
    }
    let config = Config {
        users: args.users as usize,
        seed: args.seed,
        api_key: args.api_key.clone(),
        service_account: args.oauth.clone(),
        token_seconds: args.token_seconds,
        token_calls: args.token_calls,
        choices: choices(&args.choose)?,
    };
    commands::wait(serve(args, config))?
}

async fn serve(args: EmulateArgs, config: Config) -> Result<ExitCode, Failure> {
    let listener = TcpListener::bind(args.listen).and_then(|listener| {
        listener.set_nonblocking(true)?;
        Ok((listener.local_addr()?, listener))
    });
    let (address, listener) =
        listener.map_err(|error| cannot_serve(format!("{}: {}", args.listen, reason(&error))))?;
    let users = if config.users == 1 { "1 user".to_owned() } else { format!("{} users", config.users) };
    let app = axum::Router::new()
        .fallback(answer)
        .layer(DefaultBodyLimit::max(BODY))
        .with_state(Arc::new(Emulator::new(config)));
    let handle = Handle::new();
    tokio::spawn(stop_when_interrupted(handle.clone()));
    let scheme = if args.tls { "https" } else { "http" };
    let key = if args.api_key.is_some() { "the given API key" } else { "any API key" };
    let told = format!("JumpCloud emulator with {users} on {scheme}://{address}, {key}; Ctrl-C stops it");
    let app = app.into_make_service();
    let served = if args.tls {
        let config = tls::self_signed(address.ip(), args.certificate.as_deref())?;
        output::note(&told);
        let server =
            axum_server::from_tcp_rustls(listener, config).map_err(|error| cannot_serve(reason(&error)))?;
        server.handle(handle).serve(app).await
    } else {
        output::note(&told);
        let server = axum_server::from_tcp(listener).map_err(|error| cannot_serve(reason(&error)))?;
        server.handle(handle).serve(app).await
    };
    served.map_err(|error| cannot_serve(reason(&error)))?;
    Ok(ExitCode::SUCCESS)
}

async fn answer(
    State(emulator): State<Arc<Emulator>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let call = Call {
        method: method.as_str().to_owned(),
        path: uri.path().to_owned(),
        query: uri.query().unwrap_or_default().to_owned(),
        headers: headers
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes())))
            .collect(),
        body: body.to_vec(),
    };
    let answer = emulator.handle(&call);
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, answer.body).into_response();
    // What the body's type would be by default is not what JumpCloud says.
    response.headers_mut().clear();
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (axum::http::HeaderName::try_from(name), value.try_into()) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

async fn stop_when_interrupted(handle: Handle<std::net::SocketAddr>) {
    // Without a signal to wait for, the server just goes on.
    if tokio::signal::ctrl_c().await.is_ok() {
        handle.graceful_shutdown(Some(std::time::Duration::from_secs(1)));
    }
}

fn choices(given: &[String]) -> Result<Choices, Failure> {
    let mut choices = Choices::default();
    for choice in given {
        let Some((name, value)) = choice.split_once('=') else {
            return Err(Failure::new(FailureKind::InvalidInput, format!("`--choose {choice}` has no `=`"))
                .with_hint("write --choose NAME=VALUE; `--choose list` shows what there is"));
        };
        choices
            .set(name, value)
            .map_err(|error| Failure::new(FailureKind::InvalidInput, error.to_string()))?;
    }
    Ok(choices)
}

fn list_choices() -> ExitCode {
    let mut text = String::new();
    for choice in Choices::ALL {
        let _ = writeln!(text, "{}: {}", choice.name, choice.meaning);
        for (index, (value, meaning)) in choice.values.iter().enumerate() {
            let default = if index == 0 { " (default)" } else { "" };
            let _ = writeln!(text, "  {value}{default}: {meaning}");
        }
    }
    output::text(&text)
}

fn cannot_serve(why: impl std::fmt::Display) -> Failure {
    Failure::new(FailureKind::Connection, format!("cannot serve on {why}"))
}

mod tls {
    use std::net::IpAddr;
    use std::path::Path;

    use axum_server::tls_rustls::RustlsConfig;
    use sortie_core::{Failure, FailureKind};
    use sortie_runner::reason;

    /// TLS with a certificate for `address` and `localhost`, made now; written to `file` for clients.
    pub(super) fn self_signed(address: IpAddr, file: Option<&Path>) -> Result<RustlsConfig, Failure> {
        let fail = |why: String| Failure::new(FailureKind::Connection, format!("cannot set TLS up: {why}"));
        // Another part of the process may have been first; it has chosen the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let names = vec!["localhost".to_owned(), address.to_string()];
        let made = rcgen::generate_simple_self_signed(names).map_err(|error| fail(error.to_string()))?;
        if let Some(file) = file {
            std::fs::write(file, made.cert.pem())
                .map_err(|error| fail(format!("{} cannot be written: {}", file.display(), reason(&error))))?;
        }
        let chain = vec![made.cert.der().clone()];
        let key = rustls::pki_types::PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
        let mut config = rustls::ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(chain, key.into())
            .map_err(|error| fail(error.to_string()))?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(RustlsConfig::from_config(std::sync::Arc::new(config)))
    }
}
