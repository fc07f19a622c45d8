use serde_json::{Value, json};

/// What a new document has under a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Initial {
    /// Not even the key.
    Absent,
    /// Null.
    Null,
    /// An empty text.
    Empty,
    /// False.
    False,
    /// True.
    True,
    /// An empty array.
    List,
    /// No exclusion, and nothing configured.
    Mfa,
    /// No enrolment of any kind.
    Enrollment,
}

impl Initial {
    /// The value itself; none where the key is missing.
    pub(crate) fn value(self) -> Option<Value> {
        Some(match self {
            Self::Absent => return None,
            Self::Null => Value::Null,
            Self::Empty => "".into(),
            Self::False => false.into(),
            Self::True => true.into(),
            Self::List => Value::Array(Vec::new()),
            Self::Mfa => json!({ "exclusion": false, "configured": false }),
            Self::Enrollment => enrollment("NOT_ENROLLED", "NOT_ENROLLED"),
        })
    }
}

/// Where somebody stands with each factor; only TOTP ever differs from not being enrolled.
pub(crate) fn enrollment(totp: &str, overall: &str) -> Value {
    json!({
        "totpStatus": totp,
        "webAuthnStatus": "NOT_ENROLLED",
        "pushStatus": "NOT_ENROLLED",
        "overallStatus": overall,
    })
}
