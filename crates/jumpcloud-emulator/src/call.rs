use sortie_core::Request;

/// One HTTP request as the emulator takes it: the request line, the headers and the bytes of the body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Call {
    /// The method as it stands in the request line.
    pub method: String,
    /// The path, still percent-encoded.
    pub path: String,
    /// The query, still encoded and without its question mark; empty where there is none.
    pub query: String,
    /// The headers in the order sent, their names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body; empty where there is none.
    pub body: Vec<u8>,
}

impl Call {
    /// The first value of the header called `name`, without the blanks around it.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }
}

/// What would go over the wire for `request`; a body brings its `content-type` unless one is there already.
impl From<&Request> for Call {
    fn from(request: &Request) -> Self {
        let mut headers = request.headers.clone();
        if let Some(body) = &request.body
            && !headers.iter().any(|(name, _)| name == "content-type")
        {
            headers.push(("content-type".to_owned(), body.content_type().to_owned()));
        }
        Self {
            method: request.method.to_string(),
            path: request.url.path().to_owned(),
            query: request.url.query().unwrap_or_default().to_owned(),
            headers,
            body: request.body.as_ref().map(|body| body.to_text().into_bytes()).unwrap_or_default(),
        }
    }
}
