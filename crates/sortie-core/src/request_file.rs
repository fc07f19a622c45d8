use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::Method;

/// A request as action and integration files write it. Each text in it is a template; a key whose value
/// turns out as none is left out.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RequestFile {
    /// Which of the integration's APIs: host, base path, paging and error shape come with it.
    pub(crate) api: String,
    /// The HTTP method.
    pub(crate) method: Method,
    /// The path below the API's base path. A printed value stays inside its segment.
    #[schemars(regex(pattern = "^/"), extend("x-hint" = "a path begins with `/`"))]
    pub(crate) path: String,
    /// The query. Empty texts are left out; lists and mappings are written in the API's style.
    #[serde(default)]
    pub(crate) query: IndexMap<String, Value>,
    /// The headers. Empty ones are left out.
    #[serde(default)]
    pub(crate) headers: IndexMap<String, String>,
    /// The JSON body. Empty texts are values here.
    pub(crate) body: Option<Value>,
}
