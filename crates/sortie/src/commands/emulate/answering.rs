use std::sync::{Mutex, PoisonError};

use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::http::request::Parts;
use hyper::{Request, Response, StatusCode};
use jumpcloud_emulator::{Answer, Call, Ending, Reading};

use super::server::Server;

/// The largest body a client may send, in bytes.
pub(super) const BODY: usize = 16 * 1024 * 1024;

/// Bytes that go out as they are, and how the connection ends then.
pub(super) type Raw = (Vec<u8>, Ending);

/// There is no answer that HTTP knows.
#[derive(Debug)]
pub(super) struct NoAnswer;

impl std::fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("there is no answer")
    }
}

impl std::error::Error for NoAnswer {}

/// Answers `request`; where HTTP knows no such answer, `raw` holds what to send instead.
pub(super) async fn answer(
    request: Request<Incoming>,
    server: &Server,
    raw: &Mutex<Option<Raw>>,
) -> Result<Response<Full<Bytes>>, NoAnswer> {
    let instead = |bytes, ending| {
        *raw.lock().unwrap_or_else(PoisonError::into_inner) = Some((bytes, ending));
        Err(NoAnswer)
    };
    let (head, mut body) = request.into_parts();
    let plan = server.emulator.plan(head.method.as_str(), head.uri.path(), server.now());
    match plan.reading() {
        Reading::Whole => (),
        Reading::Part => {
            body.frame().await;
            return instead(Vec::new(), Ending::Reset);
        }
        Reading::Head => return instead(Vec::new(), Ending::Reset),
    }
    let body = match Limited::new(body, BODY).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => return Ok(too_large()),
        Err(_) => return Err(NoAnswer),
    };
    let answer = server.emulator.answer(&plan, &call(&head, &body));
    if !plan.delay().is_zero() {
        tokio::time::sleep(plan.delay()).await;
    }
    match answer {
        Answer::Reply(it) => Ok(reply(it.status, it.headers, it.body)),
        Answer::Raw(bytes, ending) => instead(bytes, ending),
    }
}

fn call(head: &Parts, body: &[u8]) -> Call {
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let headers = head.headers.iter();
    Call {
        method: head.method.as_str().to_owned(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: headers.map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes()))).collect(),
        body: body.to_vec(),
    }
}

/// An answer as hyper sends it.
pub(super) fn reply(status: u16, headers: Vec<(String, String)>, body: Vec<u8>) -> Response<Full<Bytes>> {
    let mut sent = Response::new(Full::from(body));
    *sent.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (hyper::header::HeaderName::try_from(name), value.try_into()) {
            sent.headers_mut().append(name, value);
        }
    }
    sent
}

fn too_large() -> Response<Full<Bytes>> {
    reply(413, Vec::new(), b"the body is too large".to_vec())
}
