use serde::Serialize;
use serde_json::{Value, json};
use sortie_core::{Response, Tries};

/// What a route answers, before the headers that every answer carries.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reply {
    status: u16,
    content_type: Option<&'static str>,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

/// An answer, or the refusal that stood in its way; both go back to the caller.
pub(crate) type Outcome = Result<Reply, Reply>;

const JSON: &str = "application/json; charset=utf-8";
const HTML: &str = "text/html; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

impl Reply {
    /// `value` as the body of a success.
    pub(crate) fn json(status: u16, value: &impl Serialize) -> Self {
        // Writing a value cannot fail: its keys are texts, and memory has no I/O errors.
        Self::new(status, Some(JSON), serde_json::to_vec(value).unwrap_or_default())
    }

    /// A status that calls itself JSON and has no body.
    pub(crate) fn empty(status: u16) -> Self {
        Self::new(status, Some(JSON), Vec::new())
    }

    /// A success with nothing to say, not even a content type.
    pub(crate) fn no_content() -> Self {
        Self::new(204, None, Vec::new())
    }

    /// Plain text.
    pub(crate) fn text(status: u16, text: &str) -> Self {
        Self::new(status, Some(TEXT), text.as_bytes().to_vec())
    }

    /// A page for people, as the edge and the console answer with.
    pub(crate) fn html(status: u16, title: &str) -> Self {
        let page = format!(
            "<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
        );
        Self::new(status, Some(HTML), page.into_bytes())
    }

    /// JSON that ends in the middle.
    pub(crate) fn broken(status: u16) -> Self {
        Self::new(status, Some(JSON), br#"{"totalCount":1,"results":[{"_id":"#.to_vec())
    }

    /// The small error body that most routes answer with.
    pub(crate) fn error(status: u16, message: &str) -> Self {
        Self::json(status, &json!({ "message": message }))
    }

    /// 400, told in one sentence.
    pub(crate) fn bad_request(detail: &str) -> Self {
        Self::error(400, &format!("Bad Request: {detail}"))
    }

    /// 404, for whatever is not there.
    pub(crate) fn not_found() -> Self {
        Self::error(404, "Not Found")
    }

    /// The documented long form of a 400, with one violation for each pair of field and description.
    pub(crate) fn invalid(message: &str, violations: &[(String, String)]) -> Self {
        let mut error = json!({ "code": 400, "status": "INVALID_ARGUMENT", "message": message });
        if !violations.is_empty() {
            let list: Vec<Value> = violations
                .iter()
                .map(|(field, description)| json!({ "field": field, "description": description }))
                .collect();
            error["details"] = json!([{ "@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolationsList": list }]);
        }
        Self::json(400, &error)
    }

    /// This answer and one more header.
    pub(crate) fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The rows of this answer, where it is a list, after `change`; all else stays.
    pub(crate) fn with_rows(mut self, change: impl FnOnce(&mut Vec<Value>)) -> Self {
        let Ok(mut body) = serde_json::from_slice::<Value>(&self.body) else { return self };
        let rows = match &mut body {
            Value::Array(rows) => Some(rows),
            body => body.get_mut("results").and_then(Value::as_array_mut),
        };
        if let Some(rows) = rows {
            change(rows);
            self.body = body.to_string().into_bytes();
        }
        self
    }

    /// This answer as it goes over the wire; a `HEAD` gets the headers alone.
    pub(crate) fn into_response(self, head: bool) -> Response {
        let mut headers = vec![
            ("cache-control".to_owned(), "no-store".to_owned()),
            ("pragma".to_owned(), "no-cache".to_owned()),
            // There is no clock to measure with; readers only ever expect the form.
            ("x-response-time".to_owned(), "18.267ms".to_owned()),
        ];
        if let Some(content_type) = self.content_type {
            headers.push(("content-type".to_owned(), content_type.to_owned()));
        }
        if !self.body.is_empty() {
            headers.push(("etag".to_owned(), etag(&self.body)));
        }
        headers.extend(self.headers.into_iter().map(|(name, value)| (name.to_owned(), value)));
        let body = if head { Vec::new() } else { self.body };
        Response { status: self.status, headers, body, tries: Tries::default(), blocked_until: None }
    }

    fn new(status: u16, content_type: Option<&'static str>, body: Vec<u8>) -> Self {
        Self { status, content_type, headers: Vec::new(), body }
    }
}

/// The words that go with `status`.
pub(crate) fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        302 => "Found",
        304 => "Not Modified",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        408 => "Request Timeout",
        409 => "Conflict",
        410 => "Gone",
        412 => "Precondition Failed",
        413 => "Payload Too Large",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Entity",
        428 => "Precondition Required",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Unknown",
    }
}

/// A weak tag of the form that Express gives: the length in hexadecimal and 27 characters of a digest.
fn etag(body: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut hash = body.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let digest: String = std::iter::repeat_with(|| {
        hash = (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        char::from(ALPHABET[usize::from(hash.to_be_bytes()[0] & 63)])
    })
    .take(27)
    .collect();
    format!("W/\"{:x}-{digest}\"", body.len())
}
