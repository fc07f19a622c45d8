use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::{Effect, Input, RequestFile};

/// An action file: one named operation of an integration. Its name is the file's.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Sortie action")]
pub(crate) struct ActionFile {
    /// The name people see; the action is found by it.
    pub(crate) title: String,
    /// Further titles it is found by.
    #[serde(default)]
    pub(crate) aliases: Vec<String>,
    /// What it does and when to use it, in a sentence or two.
    pub(crate) description: String,
    /// The page of the product's documentation that describes the request.
    pub(crate) doc_url: String,
    /// The scopes of which the key needs one.
    #[serde(default)]
    pub(crate) scopes: Vec<String>,
    /// What it does to the product.
    pub(crate) effect: Effect,
    /// Whether sending it twice leaves the same state as sending it once.
    pub(crate) idempotent: bool,
    /// Whether it answers a list that goes on over several pages, in its API's paging style.
    #[serde(default)]
    pub(crate) list: bool,
    /// The keys of a row that a table shows, in this order.
    #[serde(default)]
    pub(crate) columns: Vec<String>,
    /// The parameters it takes, by name.
    #[serde(default)]
    pub(crate) inputs: IndexMap<String, Input>,
    /// The request it sends.
    pub(crate) request: RequestFile,
    /// What it answers, made from `body`, `status` and `inputs`. Without it, the decoded body.
    pub(crate) result: Option<Value>,
}
