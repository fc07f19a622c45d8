use std::time::Instant;

use sortie_core::{Redactor, Request};

use crate::{Sending, Transport};

/// A transport that logs a line for each request, every secret hidden.
pub(crate) struct Watched {
    pub(crate) inner: Box<dyn Transport>,
    pub(crate) redactor: Redactor,
}

impl Transport for Watched {
    fn send<'a>(&'a self, request: &'a Request) -> Sending<'a> {
        Box::pin(async move {
            let started = Instant::now();
            let answered = self.inner.send(request).await;
            let method = request.method.as_str();
            let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
            let path = self.redactor.text(request.url.path());
            match &answered {
                Ok(response) => {
                    tracing::debug!(method, %path, status = response.status, bytes = response.body.len(), ms, "answered");
                }
                Err(failure) => {
                    tracing::debug!(method, %path, failure = failure.kind().as_str(), ms, "not answered");
                }
            }
            answered
        })
    }
}
