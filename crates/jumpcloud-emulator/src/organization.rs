use serde_json::{Value, json};

use crate::{id::Id, timestamp::Timestamp};

/// The id of the one organization there is, whatever the seed.
pub(crate) fn id() -> Id {
    Id::new(Timestamp::FOUNDED, 0x00_0000, 1)
}

/// The list of organizations as the key's owner sees it.
pub(crate) fn list() -> Value {
    let organization = json!({
        "_id": id().to_string(),
        "id": id().to_string(),
        "displayName": null,
        "logoUrl": null,
        "created": Timestamp::FOUNDED.to_string(),
    });
    json!({ "totalCount": 1, "results": [organization] })
}
