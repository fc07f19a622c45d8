use jiff::Timestamp;

use crate::Tries;

/// One HTTP response as it came off the wire, its body not decoded yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The headers in the order received, their names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body's bytes, content encodings already undone.
    pub body: Vec<u8>,
    /// How often the request was sent until this came; no attempts where nobody counts.
    pub tries: Tries,
    /// Until when nothing more is sent, where this says that the address is shut out and somebody obeys that.
    pub blocked_until: Option<Timestamp>,
}

impl Response {
    /// The first value of the header called `name` (lower case), where there is one.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}
