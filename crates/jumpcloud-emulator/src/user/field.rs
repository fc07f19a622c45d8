use serde_json::{Value, json};

/// One key that a user's document can have.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Field {
    /// The key.
    pub(crate) name: &'static str,
    /// What values a call may give.
    pub(crate) kind: Kind,
    /// What a new document has under it.
    pub(crate) default: Default,
    /// Which calls may give one.
    pub(crate) access: Access,
}

/// What values a call may give for a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A text of at most so many bytes, or null.
    Text(usize),
    /// A text that must not be empty.
    Name,
    /// True or false.
    Flag,
    /// A whole number from 1 to the largest that 32 bits hold.
    Number,
    /// STAGED, ACTIVATED or SUSPENDED.
    State,
    /// The id of a user, or null.
    Manager,
    /// An array of objects; those of the first kind get ids of their own.
    Items(Items),
    /// An object, or null.
    Object,
}

/// What the objects of an array are given by the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Items {
    /// Nothing.
    Plain,
    /// An `id`.
    Numbered,
    /// An `_id` and a `create_date`.
    Keys,
    /// Nothing; but their names have no blanks and their values no more than 1024 bytes.
    Attributes,
}

/// What a new document has under a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Default {
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

/// Which calls may give a value for a field; the others pass over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// None: the service owns it.
    Read,
    /// Only the call that creates the user.
    Create,
    /// Creating and updating calls.
    Write,
}

impl Default {
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

impl Field {
    /// Every field, in the order of the document's keys.
    pub(crate) fn all() -> impl ExactSizeIterator<Item = &'static Self> {
        FIELDS.iter()
    }

    /// The field called `name`.
    pub(crate) fn find(name: &str) -> Option<&'static Self> {
        FIELDS.iter().find(|field| field.name == name)
    }

    const fn new(name: &'static str, kind: Kind, default: Default, access: Access) -> Self {
        Self { name, kind, default, access }
    }

    /// A text that is empty at first.
    const fn text(name: &'static str) -> Self {
        Self::new(name, Kind::Text(1024), Default::Empty, Access::Write)
    }

    /// A flag that is false at first.
    const fn flag(name: &'static str) -> Self {
        Self::new(name, Kind::Flag, Default::False, Access::Write)
    }

    /// A field that only the service writes.
    const fn owned(name: &'static str, default: Default) -> Self {
        Self::new(name, Kind::Object, default, Access::Read)
    }

    /// An array of objects that is empty at first.
    const fn items(name: &'static str, items: Items) -> Self {
        Self::new(name, Kind::Items(items), Default::List, Access::Write)
    }
}

const FIELDS: [Field; 61] = [
    Field::flag("account_locked"),
    Field::owned("account_locked_date", Default::Null),
    Field::new("activated", Kind::Flag, Default::False, Access::Create),
    Field::items("addresses", Items::Numbered),
    Field::owned("admin", Default::Absent),
    Field::new("allow_public_key", Kind::Flag, Default::True, Access::Write),
    Field::new("alternateEmail", Kind::Text(1024), Default::Null, Access::Write),
    Field::items("attributes", Items::Attributes),
    Field::owned("badLoginAttempts", Default::Absent),
    Field::text("company"),
    Field::text("costCenter"),
    Field::new("delegatedAuthority", Kind::Object, Default::Absent, Access::Write),
    Field::text("department"),
    Field::text("description"),
    Field::flag("disableDeviceMaxLoginAttempts"),
    Field::text("displayname"),
    Field::new("email", Kind::Name, Default::Empty, Access::Write),
    Field::new("employeeIdentifier", Kind::Text(256), Default::Null, Access::Write),
    Field::text("employeeType"),
    Field::flag("enable_managed_uid"),
    Field::flag("enable_user_portal_multifactor"),
    Field::text("external_dn"),
    Field::new("external_password_expiration_date", Kind::Text(1024), Default::Absent, Access::Write),
    Field::text("external_source_type"),
    Field::flag("externally_managed"),
    Field::text("firstname"),
    Field::text("jobTitle"),
    Field::text("lastname"),
    Field::flag("ldap_binding_user"),
    Field::text("location"),
    Field::text("managedAppleId"),
    Field::new("manager", Kind::Manager, Default::Null, Access::Write),
    Field::new("mfa", Kind::Object, Default::Mfa, Access::Write),
    Field::text("middlename"),
    Field::flag("password_never_expires"),
    Field::new("passwordless_sudo", Kind::Flag, Default::False, Access::Create),
    Field::items("phoneNumbers", Items::Numbered),
    Field::new("public_key", Kind::Text(32 * 1024), Default::Absent, Access::Write),
    Field::new("recoveryEmail", Kind::Object, Default::Absent, Access::Create),
    Field::new("relationships", Kind::Items(Items::Plain), Default::Absent, Access::Write),
    Field::new("restrictedFields", Kind::Items(Items::Plain), Default::Absent, Access::Write),
    Field::flag("samba_service_user"),
    Field::items("ssh_keys", Items::Keys),
    Field::new("state", Kind::State, Default::Empty, Access::Write),
    Field::flag("sudo"),
    Field::flag("suspended"),
    Field::new("systemUsername", Kind::Text(1024), Default::Empty, Access::Write),
    Field::new("tags", Kind::Object, Default::Absent, Access::Read),
    Field::new("unix_guid", Kind::Number, Default::Absent, Access::Write),
    Field::new("unix_uid", Kind::Number, Default::Absent, Access::Write),
    Field::new("username", Kind::Name, Default::Empty, Access::Write),
    Field::owned("creationSource", Default::Absent),
    Field::owned("created", Default::Absent),
    Field::owned("organization", Default::Absent),
    Field::owned("password_date", Default::Null),
    Field::owned("password_expiration_date", Default::Null),
    Field::owned("password_expired", Default::False),
    Field::owned("totp_enabled", Default::False),
    Field::owned("_id", Default::Absent),
    Field::owned("id", Default::Absent),
    Field::owned("mfaEnrollment", Default::Enrollment),
];
