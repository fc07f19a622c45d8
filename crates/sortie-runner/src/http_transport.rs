use reqwest::header::{HeaderName, HeaderValue};
use sortie_core::{
    Connection, Effect, Failure, FailureKind, Integration, Limits, Method, Proxy, Request, Response, Secret,
    SideEffect, Tries,
};

use crate::clients::Clients;
use crate::route::{place, proxy_to};
use crate::trouble::{Course, Trouble};
use crate::{NetworkMaterial, Sending, Transport};

/// Sends requests over HTTP and HTTPS.
///
/// It follows no redirect, and so sends the key to no other origin; it waits and reads no longer than the
/// connection's limits.
pub struct HttpTransport {
    clients: Clients,
    limits: Limits,
    proxy: Proxy,
    product: String,
}

impl HttpTransport {
    /// A transport to the hosts of `connection`.
    ///
    /// # Errors
    /// TLS cannot be set up.
    pub fn new(
        connection: &Connection,
        integration: &Integration,
        material: &NetworkMaterial,
    ) -> Result<Self, Failure> {
        let clients = Clients::new(connection, material)?;
        let proxy = connection.network.proxy.clone();
        Ok(Self { clients, limits: connection.limits, proxy, product: integration.title.clone() })
    }

    async fn exchange(&self, request: &Request, credential: Option<&Secret>) -> Result<Response, Failure> {
        let Some(client) = self.clients.to(&request.url) else {
            let message =
                format!("the connection has no host at {}", request.url.host_str().unwrap_or_default());
            return Err(Failure::new(FailureKind::Connection, message));
        };
        let proxy = proxy_to(&request.url, &self.proxy)?;
        let mut builder = client.request(method(request.method), request.url.clone());
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        if let (Some(name), Some(credential)) = (&request.credential, credential) {
            builder = builder.header(name, header_value(credential)?);
        }
        builder = match &request.body {
            Some(body) => builder.header("content-type", body.content_type()).body(body.to_text()),
            None if request.method != Method::Get => builder.header("content-length", "0"),
            None => builder,
        };
        let answer = builder.send().await.map_err(|error| self.failed(request, proxy.as_deref(), error))?;
        let status = answer.status().as_u16();
        if status == 407
            && let Some(proxy) = &proxy
        {
            let trouble = Trouble::proxy_login();
            let message = format!("cannot go by the proxy at {proxy}: {}", trouble.why);
            return Err(hinted(outcome(request, FailureKind::Connect, message), &trouble));
        }
        let headers = answer.headers().iter().map(header_text).collect();
        let body = self.body(request, proxy.as_deref(), answer).await?;
        Ok(Response { status, headers, body, tries: Tries::default(), blocked_until: None })
    }

    /// The body, unpacked, up to the limit: an answer that never ends ends here.
    async fn body(
        &self,
        request: &Request,
        proxy: Option<&str>,
        mut answer: reqwest::Response,
    ) -> Result<Vec<u8>, Failure> {
        let status = answer.status().as_u16();
        let effect = request.purpose.effect();
        // A status that refuses has said what counts, however badly its explanation ends.
        let refused = !(200..300).contains(&status);
        let limit = usize::try_from(self.limits.response_bytes).unwrap_or(usize::MAX);
        let mut body = Vec::new();
        loop {
            let chunk = match answer.chunk().await {
                Ok(Some(chunk)) => chunk,
                Ok(None) => break,
                Err(_) if refused => break,
                Err(error) => {
                    let failure = self.failed(request, proxy, error).with_status(status);
                    // The status has told already that the API did it.
                    return Err(failure.with_outcome(SideEffect::Done.of(effect), effect == Effect::Read));
                }
            };
            if body.len() + chunk.len() > limit {
                if refused {
                    break;
                }
                let message = format!("{} answered with more than {limit} bytes", self.product);
                return Err(outcome(request, FailureKind::Decode, message).with_status(status));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    /// Tells a client error in words, without the URL that its own words may hold.
    fn failed(&self, request: &Request, proxy: Option<&str>, error: reqwest::Error) -> Failure {
        let error = error.without_url();
        let trouble = Trouble::of(&error);
        // Plain HTTP needs no tunnel: the proxy is all that there is to connect to.
        let of_proxy = trouble.of_proxy || request.url.scheme() == "http";
        let place = match proxy {
            Some(proxy) => format!("{} by the proxy at {proxy}", place(&request.url)),
            None => place(&request.url),
        };
        let failure = if error.is_connect() || trouble.unsent {
            let message = match proxy.filter(|_| of_proxy) {
                Some(proxy) => format!("cannot go by the proxy at {proxy}: {}", trouble.why),
                None => format!("cannot connect to {place}: {}", trouble.why),
            };
            outcome(request, FailureKind::Connect, message)
        } else if error.is_timeout() {
            let message = format!("{} did not answer in time at {place}", self.product);
            outcome(request, FailureKind::Timeout, message)
        } else if error.is_decode() && trouble.course != Course::Closed {
            let message = format!("{} answered with a damaged body: {}", self.product, trouble.why);
            outcome(request, FailureKind::Decode, message)
        } else {
            let message = format!("the exchange with {place} broke off: {}", trouble.why);
            outcome(request, FailureKind::Interrupted, message)
        };
        hinted(failure.with_source(error), &trouble)
    }
}

impl Transport for HttpTransport {
    fn send<'a>(&'a self, request: &'a Request, credential: Option<&'a Secret>) -> Sending<'a> {
        Box::pin(self.exchange(request, credential))
    }
}

fn hinted(failure: Failure, trouble: &Trouble) -> Failure {
    let failure = if trouble.course == Course::Lasting { failure.lasting() } else { failure };
    match trouble.hint {
        Some(hint) => failure.with_hint(hint),
        None => failure,
    }
}

/// A failure of `kind` with what is known of the request's effect.
fn outcome(request: &Request, kind: FailureKind, message: String) -> Failure {
    let purpose = request.purpose;
    let (side_effect, again) = match kind {
        FailureKind::Connect => (SideEffect::None, true),
        FailureKind::Decode => (SideEffect::Done, false),
        _ => (SideEffect::Unknown, purpose.idempotent()),
    };
    Failure::new(kind, message).with_outcome(side_effect.of(purpose.effect()), again).with_attempts(1)
}

fn header_value(credential: &Secret) -> Result<HeaderValue, Failure> {
    let mut value = HeaderValue::from_str(credential.expose()).map_err(|_| {
        Failure::new(FailureKind::Connection, "the credential holds a character that no header takes")
    })?;
    value.set_sensitive(true);
    Ok(value)
}

fn header_text((name, value): (&HeaderName, &HeaderValue)) -> (String, String) {
    (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
}

fn method(method: Method) -> reqwest::Method {
    match method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Patch => reqwest::Method::PATCH,
        Method::Delete => reqwest::Method::DELETE,
    }
}
