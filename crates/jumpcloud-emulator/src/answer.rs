use sortie_core::Response;

use crate::reply::reason;

/// What goes back over the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// An answer as HTTP has it.
    Reply(Response),
    /// These very bytes instead of one, and then the end of the connection.
    Raw(Vec<u8>, Ending),
}

/// How a connection ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// In order.
    Close,
    /// By a reset.
    Reset,
    /// Not at all: these bytes go out again and again, until nobody takes them any more.
    Repeat(Vec<u8>),
}

impl Answer {
    /// Nothing but a reset.
    pub(crate) fn reset() -> Self {
        Self::Raw(Vec::new(), Ending::Reset)
    }

    /// The head of `response`, which declares a body that is `off` bytes longer than the true one, and `body`.
    pub(crate) fn partly(response: &Response, off: i64, body: &[u8], ending: Ending) -> Self {
        let length = response.body.len().saturating_add_signed(isize::try_from(off).unwrap_or_default());
        let length = format!("content-length: {length}\r\n");
        let mut bytes = head(response.status, &response.headers, &length);
        bytes.extend_from_slice(body);
        Self::Raw(bytes, ending)
    }

    /// Something that is no HTTP.
    pub(crate) fn garbage() -> Self {
        let noise = (0_u32..256).map(|number| number.wrapping_mul(0x9e37_79b1).to_be_bytes()[0]);
        Self::Raw(noise.collect(), Ending::Close)
    }

    /// The beginning of a list of which no end comes.
    pub(crate) fn endless() -> Self {
        let headers = vec![("content-type".to_owned(), "application/json; charset=utf-8".to_owned())];
        let mut bytes = head(200, &headers, "");
        bytes.extend_from_slice(br#"{"totalCount":1,"results":[{"username":""#);
        Self::Raw(bytes, Ending::Repeat(vec![b'x'; 16 * 1024]))
    }
}

fn head(status: u16, headers: &[(String, String)], length: &str) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status} {}\r\n", reason(status));
    for (name, value) in headers {
        head.extend([name, ": ", value, "\r\n"]);
    }
    head += length;
    head += "connection: close\r\n\r\n";
    head.into_bytes()
}
