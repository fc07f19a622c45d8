//! The headers of a request: what their names and values may be.

use indexmap::IndexMap;
use serde_json::Value;
use sortie_jinja::Scope;

use crate::compiler::Compiler;
use crate::file::{Fault, Steps};
use crate::request_template::{own_template, text_of};
use crate::tree::Tree;
use crate::{Api, Auth, Connection, Failure, FailureKind, RequestFile};

/// Headers that tell how a message is framed or where it goes: the transport's own.
const OF_TRANSPORT: [&str; 13] = [
    "accept-encoding",
    "connection",
    "content-length",
    "content-type",
    "expect",
    "host",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Compiles headers, their names in lower case.
pub(crate) fn compile_headers(
    headers: &IndexMap<String, String>,
    compiler: &mut Compiler<'_>,
    at: &Steps,
) -> Vec<(String, Tree)> {
    let mut trees = Vec::new();
    for (written, text) in headers {
        let (name, at) = (written.to_ascii_lowercase(), at.then(written));
        if !is_token(&name) {
            compiler.faults.push(Fault::key(&at, format!("`{written}` cannot be the name of a header")));
        } else if OF_TRANSPORT.contains(&name.as_str()) {
            compiler.faults.push(Fault::key(&at, format!("the header `{name}` is set by whoever sends")));
        }
        trees.push((name, compiler.text(text, &at)));
    }
    trees
}

/// The header that takes a token.
const AUTHORIZATION: &str = "authorization";

impl Auth {
    /// The header that takes the credential of `connection`.
    pub(crate) fn header_of(&self, connection: &Connection) -> &str {
        if connection.oauth.is_some() { AUTHORIZATION } else { &self.api_key_header }
    }

    /// The faults of writing headers that carry a connection's credential.
    pub(crate) fn faults(&self, headers: &IndexMap<String, String>, at: &Steps) -> Vec<Fault> {
        let token = self.oauth.as_ref().map(|_| (AUTHORIZATION, "token"));
        let carried = [(self.api_key_header.as_str(), "key")].into_iter().chain(token);
        let written = carried.filter_map(|(credential, what)| {
            let written = headers.keys().find(|name| name.eq_ignore_ascii_case(credential))?;
            let message =
                format!("the header `{credential}` carries the connection's {what} and nothing else");
            Some(Fault::key(&at.then(written), message))
        });
        written.collect()
    }
}

/// The faults of writing headers that the route of `request` refuses.
pub(crate) fn refused_faults(request: &RequestFile, api: &Api, at: &Steps) -> Vec<Fault> {
    // A value may stand for anything: what is known is the path before the first.
    let known = request.path.split('{').next().unwrap_or_default();
    let known = if known == request.path { known } else { known.rsplit_once('/').map_or("", |it| it.0) };
    let refused = request.headers.keys().filter(|name| api.refuses(name, known));
    let fault = |name: &String| {
        let message = format!("`{known}` refuses the header `{name}`");
        Fault::key(&at.then("headers").then(name), message).with_help("leave it out")
    };
    refused.map(fault).collect()
}

/// Fills in the templates of `headers`. Of two of one name, the later counts, unless it is left out.
pub(crate) fn render_headers<'a>(
    headers: impl Iterator<Item = &'a (String, Tree)>,
    scope: &Scope,
) -> Result<Vec<(String, String)>, Failure> {
    let mut rendered = IndexMap::new();
    for (name, tree) in headers {
        let value = tree.render(scope).map_err(own_template)?;
        if let Some(value) = header_value(name, value.as_ref())? {
            rendered.insert(name.clone(), value);
        }
    }
    Ok(rendered.into_iter().collect())
}

/// The text of the header called `name`; none where it is left out.
fn header_value(name: &str, value: Option<&Value>) -> Result<Option<String>, Failure> {
    let Some(text) = value.map(text_of).filter(|text| !text.is_empty()) else { return Ok(None) };
    // The value may be a secret: told is its place only.
    match text.chars().position(|character| !matches!(character, ' '..='~')) {
        None => Ok(Some(text)),
        Some(index) => Err(Failure::new(
            FailureKind::InvalidInput,
            format!(
                "the header `{name}` can hold visible ASCII characters only; character {} is another",
                index + 1
            ),
        )),
    }
}

/// Whether `name` can be the name of a header, as RFC 9110 has it.
pub(crate) fn is_token(name: &str) -> bool {
    let token = |it: char| it.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(it);
    !name.is_empty() && name.chars().all(token)
}
