use sortie_core::Request;

use crate::id::Id;

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

/// Whether a call of `method` at `path` changes nothing, whatever it says.
pub(crate) fn is_read(method: &str, path: &str) -> bool {
    matches!(method, "GET" | "HEAD") || path.starts_with("/api/search/")
}

/// Whether a call of `method` at `path` asks for a page of a list.
pub(crate) fn is_list(method: &str, path: &str) -> bool {
    const LISTS: [&str; 7] =
        ["systemusers", "systems", "usergroups", "members", "membership", "memberof", "organizations"];
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    is_read(method, path) && LISTS.contains(&last)
}

/// Whether a call of `method` at `path` asks for a page of users.
pub(crate) fn is_user_list(method: &str, path: &str) -> bool {
    is_list(method, path)
        && matches!(path.trim_end_matches('/'), "/api/systemusers" | "/api/search/systemusers")
}

/// `path` with `{id}` for each id in it, so that calls of one route are counted as one.
pub(crate) fn route(path: &str) -> String {
    let names: Vec<&str> =
        path.split('/').map(|part| if Id::parse(part).is_some() { "{id}" } else { part }).collect();
    names.join("/")
}
