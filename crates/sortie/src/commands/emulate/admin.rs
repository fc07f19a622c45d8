use std::convert::Infallible;
use std::sync::Arc;

use http_body_util::{BodyExt as _, Collected, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use jumpcloud_emulator::{Emulator, FaultRule};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::answering::{BODY, reply};
use super::server::next;

/// Tells what `emulator` has counted and changes its faults, for whoever asks at `listener`, for ever.
///
/// It has an address of its own, where no fault reaches and which no client of the emulator can hit by accident.
pub(super) async fn serve(listener: TcpListener, emulator: Arc<Emulator>) {
    loop {
        let stream = next(&listener).await;
        let emulator = Arc::clone(&emulator);
        tokio::spawn(async move {
            let service = service_fn(|request| answer(request, &emulator));
            // A client that has gone needs no answer.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn answer(
    request: Request<Incoming>,
    emulator: &Emulator,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, BODY).collect().await.map(Collected::to_bytes).unwrap_or_default();
    let done = match (head.method.as_str(), head.uri.path()) {
        ("GET", "/counters") => Ok(serde_json::to_value(emulator.counters()).unwrap_or_default()),
        ("DELETE", "/counters") => {
            emulator.clear_counters();
            Ok(json!({}))
        }
        ("POST", "/faults") => add(emulator, &body),
        ("DELETE", "/faults") => {
            emulator.clear_faults();
            Ok(json!({}))
        }
        _ => Err((404, "there are GET and DELETE /counters, POST and DELETE /faults".to_owned())),
    };
    let (status, value) = match done {
        Ok(value) => (200, value),
        Err((status, message)) => (status, json!({ "error": message })),
    };
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    Ok(reply(status, headers, format!("{value}\n").into_bytes()))
}

/// Adds the rules in `body`, all of them or none.
fn add(emulator: &Emulator, body: &[u8]) -> Result<Value, (u16, String)> {
    let texts: Vec<String> = serde_json::from_slice(body)
        .map_err(|_| (400, "write the rules as a JSON array of strings".to_owned()))?;
    let rules: Result<_, _> = texts.iter().map(|text| FaultRule::parse(text)).collect();
    emulator.add_faults(rules.map_err(|error| (400, error.to_string()))?);
    Ok(json!({}))
}
