use std::time::Instant;

use sortie_core::{Failure, HIDDEN, Purpose, Redactor, Request, Response};
use tracing::{Instrument as _, Level, Span, enabled, field};

/// The most of a body that is logged, in bytes.
const BODY: usize = 64 * 1024;

/// Waits for `sending`, which sends `request`, within a span of its own and logs it, every secret hidden: one line at
/// the level `INFO`, its headers and the answer's at `DEBUG`, the bodies at `TRACE`.
///
/// The span and its fields bear the names of OpenTelemetry's conventions for HTTP clients. Whoever gives up `sending`
/// does so within it: what is dropped from outside is not logged.
pub(crate) async fn watched(
    request: &Request,
    redactor: &Redactor,
    attempt: u32,
    sending: impl Future<Output = Result<Response, Failure>>,
) -> Result<Response, Failure> {
    if !enabled!(Level::INFO) {
        return sending.await;
    }
    let span = span(request, redactor, attempt);
    let sending = async {
        tell_request(request, redactor);
        let started = Instant::now();
        let answered = sending.await;
        let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        tell_answer(request, &answered, redactor, attempt, ms);
        answered
    };
    sending.instrument(span).await
}

fn span(request: &Request, redactor: &Redactor, attempt: u32) -> Span {
    let (method, url) = (request.method.as_str(), &request.url);
    tracing::info_span!(
        "HTTP",
        otel.name = method,
        otel.kind = "client",
        http.request.method = method,
        http.request.resend_count = (attempt > 1).then(|| attempt - 1),
        url.full = %redactor.url(url),
        server.address = url.host_str().map(|host| redactor.text(host).into_owned()),
        server.port = url.port_or_known_default(),
        http.response.status_code = field::Empty,
        http.response.body.size = field::Empty,
        error.type = field::Empty,
    )
}

fn tell_request(request: &Request, redactor: &Redactor) {
    for (name, value) in request.shown_headers(redactor) {
        tracing::debug!("> {name}: {value}");
    }
    if let Some(body) = request.body.as_ref().filter(|_| enabled!(Level::TRACE)) {
        tracing::trace!("> {}", redactor.logged(body.shown(redactor).to_text().as_bytes(), BODY));
    }
}

fn tell_answer(
    request: &Request,
    answered: &Result<Response, Failure>,
    redactor: &Redactor,
    attempt: u32,
    ms: u64,
) {
    let (method, path) = (request.method.as_str(), redactor.path(&request.url));
    let span = Span::current();
    match answered {
        Ok(response) => {
            let (status, bytes) = (response.status, response.body.len());
            span.record("http.response.status_code", status).record("http.response.body.size", bytes);
            if status >= 400 {
                span.record("error.type", field::display(status));
            }
            // A token is not known to the redactor before its answer has been read, and can be repeated anywhere in it.
            let holds_token = request.purpose == Purpose::Token;
            for (name, value) in response.headers.iter().filter(|_| !holds_token) {
                let (name, value) = (redactor.text(name), redactor.text(value));
                let value = if name == "set-cookie" { HIDDEN.into() } else { value };
                tracing::debug!("< {name}: {value}");
            }
            if enabled!(Level::TRACE) && bytes > 0 && !holds_token {
                tracing::trace!("< {}", redactor.logged(&response.body, BODY));
            }
            tracing::info!("{method} {path}: {status} in {ms} ms, {bytes} bytes, attempt {attempt}");
        }
        Err(failure) => {
            let kind = failure.kind().as_str();
            span.record("error.type", kind);
            tracing::info!("{method} {path}: {kind} after {ms} ms, attempt {attempt}");
        }
    }
}
