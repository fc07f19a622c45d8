use std::time::Instant;

use sortie_core::{Failure, Redactor, Request, Response, Secret};

use crate::Transport;

/// Sends `request` and logs a line of it, every secret hidden.
pub(crate) async fn watched(
    transport: &dyn Transport,
    request: &Request,
    credential: Option<&Secret>,
    redactor: &Redactor,
    attempt: u32,
) -> Result<Response, Failure> {
    let started = Instant::now();
    let answered = transport.send(request, credential).await;
    let method = request.method.as_str();
    let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let path = redactor.path(&request.url);
    match &answered {
        Ok(response) => {
            tracing::debug!(method, %path, status = response.status, bytes = response.body.len(), ms, attempt, "answered");
        }
        Err(failure) => {
            tracing::debug!(method, %path, failure = failure.kind().as_str(), ms, attempt, "not answered");
        }
    }
    answered
}
