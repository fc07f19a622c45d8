use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{Block, OrganizationsFile, ProbeFile, RequestFile, RetryPolicy};

/// An integration file: what all actions of one product share.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Sortie integration")]
pub(crate) struct IntegrationFile {
    /// The product's name.
    pub(crate) title: String,
    /// The hosts of each region, by the names that `apis` uses.
    pub(crate) regions: IndexMap<String, IndexMap<String, String>>,
    /// The product's APIs.
    pub(crate) apis: IndexMap<String, Api>,
    /// How a request proves who sends it.
    pub(crate) auth: Auth,
    /// What the id of an organization looks like, where one key can serve several.
    pub(crate) org_id: Option<OrgIdFile>,
    /// The scopes that actions may name.
    #[serde(default)]
    pub(crate) scopes: Vec<String>,
    /// How a name becomes an id.
    #[serde(default)]
    pub(crate) lookups: IndexMap<String, LookupFile>,
    /// What to tell people about a status, by its number.
    #[serde(default)]
    pub(crate) hints: IndexMap<String, String>,
    /// How long to wait, how much to read, and how fast to ask.
    #[serde(default)]
    pub(crate) limits: Limits,
    /// How often a request is sent again that failed for a while.
    #[serde(default)]
    pub(crate) retry: RetryPolicy,
    /// How the API answers an address that it has shut out, where it does that.
    pub(crate) block: Option<Block>,
    /// A read that any key may do, to test a connection with.
    pub(crate) test: RequestFile,
    /// How the organizations are found, where one key can serve several.
    pub(crate) organizations: Option<OrganizationsFile>,
    /// How to find out whether a key may write.
    pub(crate) probe: Option<ProbeFile>,
}

/// One API of a product.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Api {
    /// Which of a region's hosts serves it.
    pub(crate) host: String,
    /// What every path of it begins with.
    #[schemars(
        regex(pattern = "^(/.*[^/])?$"),
        extend("x-hint" = "it begins with `/` and does not end with it; an empty one is \"\"")
    )]
    pub(crate) base_path: String,
    /// How lists and mappings stand in its queries.
    #[serde(default)]
    pub(crate) query_style: QueryStyle,
    /// Headers of every request to it, before the action's own.
    #[serde(default)]
    pub(crate) headers: IndexMap<String, String>,
    /// Headers that some routes refuse, by name, with what the paths of those begin with: they are not sent there.
    #[serde(default)]
    pub(crate) refused_headers: IndexMap<String, Vec<String>>,
    /// How its lists go on.
    pub(crate) paging: Option<Paging>,
    /// The keys of an error's body that may hold its message, in the order in which to try them.
    #[serde(default)]
    pub(crate) error_message: Vec<String>,
}

impl Api {
    /// Whether the route at `path`, which begins behind the base path, refuses the header called `name`.
    pub(crate) fn refuses(&self, name: &str, path: &str) -> bool {
        let refused = self.refused_headers.iter().filter(|(refused, _)| refused.eq_ignore_ascii_case(name));
        let mut paths = refused.flat_map(|(_, paths)| paths);
        paths.any(|it| {
            path.strip_prefix(it.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }
}

/// How lists and mappings stand in a query, in the words of `OpenAPI`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum QueryStyle {
    /// `filter[0]=a&search[fields][0]=b`.
    #[default]
    DeepObject,
    /// `filter=a,b`.
    Form,
}

/// How a list goes on: by offset and limit.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Paging {
    /// The query parameter that says how many rows to give.
    pub(crate) limit: String,
    /// The query parameter that says how many rows to pass over.
    pub(crate) skip: String,
    /// The most rows the API gives at once.
    #[schemars(range(min = 1))]
    pub(crate) maximum: u64,
    /// The key of the body that holds the rows; without it the body is the list.
    pub(crate) rows: Option<String>,
    /// The key of the body that holds how many rows there are.
    pub(crate) total: Option<String>,
    /// The header that holds how many rows there are.
    pub(crate) total_header: Option<String>,
    /// The key of a row that tells it from all others; its value is a text.
    pub(crate) id: Option<String>,
    /// The query parameter that orders the rows, and the value that makes their order unique. Where that is the
    /// `id`, the rows have to come in the ascending order of its bytes.
    pub(crate) sort: Option<Sort>,
}

/// A query parameter that orders rows.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sort {
    /// The parameter.
    pub(crate) parameter: String,
    /// The value that leaves no two rows in doubt.
    pub(crate) value: String,
}

/// How a request proves who sends it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Auth {
    /// The header that takes the connection's `api_key`.
    pub(crate) api_key_header: String,
    /// How the service account of a connection's `oauth` gets a token, where the product has such accounts.
    pub(crate) oauth: Option<TokenFile>,
}

/// How a service account gets a token: by OAuth 2.0's client credentials, with its id and secret in a Basic
/// header.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TokenFile {
    /// Which of a region's hosts gives tokens.
    pub(crate) host: String,
    /// Where it gives them.
    #[schemars(
        regex(pattern = "^/[!-~]*$"),
        extend("x-hint" = "it begins with `/`, as in /oauth2/token")
    )]
    pub(crate) path: String,
    /// The scope to ask for, where the product wants one.
    pub(crate) scope: Option<String>,
    /// How long a token lives where the answer does not say.
    #[schemars(range(min = 1, max = 31_536_000))]
    pub(crate) expires_seconds: Option<u64>,
}

/// What the id of an organization looks like.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrgIdFile {
    /// The regular expression that every one matches.
    pub(crate) pattern: String,
    /// The same in words, with where to find it.
    pub(crate) hint: String,
}

/// How a name becomes an id.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LookupFile {
    /// What is looked up, for messages.
    pub(crate) title: String,
    /// A value that matches this regular expression is the id already.
    pub(crate) id: String,
    /// The fields of which one has to equal the name.
    pub(crate) fields: Vec<String>,
    /// The search. It may read `lookup.value`, `lookup.fields`, and `lookup.any`, which is one
    /// `{field: value}` for each field.
    pub(crate) request: RequestFile,
    /// The key of the answer that holds the rows; without it the answer is the list.
    pub(crate) rows: Option<String>,
    /// The key of a row that holds the id.
    pub(crate) take: String,
}

/// How long to wait, how much to read, and how fast to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Seconds until a connection stands.
    #[schemars(range(min = 1, max = 86_400))]
    pub connect_seconds: u64,
    /// Seconds without a byte of the answer.
    #[schemars(range(min = 1, max = 86_400))]
    pub read_seconds: u64,
    /// Seconds for one request as a whole.
    #[schemars(range(min = 1, max = 86_400))]
    pub total_seconds: u64,
    /// Bytes of one answer, unpacked.
    #[schemars(range(min = 1))]
    pub response_bytes: u64,
    /// Seconds for one run as a whole, with all its requests and pauses; without it there is no such bound.
    #[schemars(range(min = 1, max = 31_536_000))]
    pub deadline_seconds: Option<u64>,
    /// Requests in any second, over all processes of the user on this machine.
    #[schemars(range(min = 1, max = 10_000))]
    pub requests_per_second: u64,
    /// Requests that may leave at once after a time without any; all others keep their distance.
    #[schemars(range(min = 1, max = 10_000))]
    pub burst: u64,
    /// Requests under way at once, over all processes of the user on this machine.
    #[schemars(range(min = 1, max = 100))]
    pub concurrent: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect_seconds: 10,
            read_seconds: 30,
            total_seconds: 60,
            response_bytes: 32 * 1024 * 1024,
            deadline_seconds: None,
            requests_per_second: 2000,
            burst: 100,
            concurrent: 10,
        }
    }
}
