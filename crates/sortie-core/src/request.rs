use serde_json::Value;
use url::Url;

use crate::Method;

/// One HTTP request, exactly as it would be sent, save for the credential; inert.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The method of the request line.
    pub method: Method,
    /// Where to: scheme, host, path and query, each already encoded.
    pub url: Url,
    /// The headers in the order of the plan, their names in lower case.
    pub headers: Vec<(String, String)>,
    /// The JSON body, where the request has one.
    pub body: Option<Value>,
}
