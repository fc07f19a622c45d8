use schemars::JsonSchema;
use serde::Deserialize;

use crate::RequestFile;

/// How the organizations are found that one key serves.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrganizationsFile {
    /// What the API's message says where one of them has to be chosen.
    #[schemars(
        regex(pattern = "."),
        extend("x-hint" = "some words of the message; an empty text stands in every one")
    )]
    pub(crate) missing: String,
    /// A read that lists them, and needs none chosen.
    pub(crate) request: RequestFile,
    /// The key of the answer that holds the rows; without it the answer is the list.
    pub(crate) rows: Option<String>,
    /// The key of a row that holds the id.
    pub(crate) id: String,
    /// The key of a row that holds the name.
    pub(crate) name: Option<String>,
}

/// A request of a method that writes, which can change nothing whoever sends it: it goes to what cannot exist.
///
/// It is sent on demand only, to find out whether a key may write.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProbeFile {
    /// The request.
    pub(crate) request: RequestFile,
    /// The statuses that only a key is answered that may write.
    pub(crate) may: Vec<u16>,
    /// The statuses that a key is answered that may not.
    pub(crate) may_not: Vec<u16>,
}
