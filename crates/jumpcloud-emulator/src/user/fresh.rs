use serde_json::Value;

use super::Field;
use crate::timestamp::Timestamp;

/// What a user whom a call has just created has before the body of the call is looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fresh {
    /// The moment of creation.
    pub(crate) created: Timestamp,
    /// The number allotted for Unix systems.
    pub(crate) unix_uid: u32,
}

impl Fresh {
    /// The value of `field`; none where the document lacks it.
    pub(super) fn get(&self, field: &Field) -> Option<Value> {
        match field.name {
            "created" => Some(self.created.to_string().into()),
            "state" => Some("ACTIVATED".into()),
            "unix_guid" | "unix_uid" => Some(self.unix_uid.into()),
            _ => field.initial.value(),
        }
    }
}
