use super::{
    initial::Initial,
    kind::{Access, Items, Kind},
};

/// One key that a user's document can have.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Field {
    /// The key.
    pub(crate) name: &'static str,
    /// What values a call may give.
    pub(crate) kind: Kind,
    /// What a new document has under it.
    pub(crate) initial: Initial,
    /// Which calls may give one.
    pub(crate) access: Access,
}

impl Field {
    /// Every field, in the order of the document's keys.
    pub(crate) fn all() -> impl Iterator<Item = &'static Self> {
        FIELDS.iter()
    }

    /// The field called `name`.
    pub(crate) fn find(name: &str) -> Option<&'static Self> {
        FIELDS.iter().find(|field| field.name == name)
    }

    const fn new(name: &'static str, kind: Kind, initial: Initial, access: Access) -> Self {
        Self { name, kind, initial, access }
    }

    /// A text that is empty at first.
    const fn text(name: &'static str) -> Self {
        Self::new(name, Kind::Text(1024), Initial::Empty, Access::Write)
    }

    /// A flag that is false at first.
    const fn flag(name: &'static str) -> Self {
        Self::new(name, Kind::Flag, Initial::False, Access::Write)
    }

    /// A field that only the service writes.
    const fn owned(name: &'static str, initial: Initial) -> Self {
        Self::new(name, Kind::Object, initial, Access::Read)
    }

    /// An array of objects that is empty at first.
    const fn items(name: &'static str, items: Items) -> Self {
        Self::new(name, Kind::Items(items), Initial::List, Access::Write)
    }
}

const FIELDS: [Field; 61] = [
    Field::flag("account_locked"),
    Field::owned("account_locked_date", Initial::Null),
    Field::new("activated", Kind::Flag, Initial::False, Access::Create),
    Field::items("addresses", Items::Numbered),
    Field::owned("admin", Initial::Absent),
    Field::new("allow_public_key", Kind::Flag, Initial::True, Access::Write),
    Field::new("alternateEmail", Kind::Text(1024), Initial::Null, Access::Write),
    Field::items("attributes", Items::Attributes),
    Field::owned("badLoginAttempts", Initial::Absent),
    Field::text("company"),
    Field::text("costCenter"),
    Field::new("delegatedAuthority", Kind::Object, Initial::Absent, Access::Write),
    Field::text("department"),
    Field::text("description"),
    Field::flag("disableDeviceMaxLoginAttempts"),
    Field::text("displayname"),
    Field::new("email", Kind::Name, Initial::Empty, Access::Write),
    Field::new("employeeIdentifier", Kind::Text(256), Initial::Null, Access::Write),
    Field::text("employeeType"),
    Field::flag("enable_managed_uid"),
    Field::flag("enable_user_portal_multifactor"),
    Field::text("external_dn"),
    Field::new("external_password_expiration_date", Kind::Text(1024), Initial::Absent, Access::Write),
    Field::text("external_source_type"),
    Field::flag("externally_managed"),
    Field::text("firstname"),
    Field::text("jobTitle"),
    Field::text("lastname"),
    Field::flag("ldap_binding_user"),
    Field::text("location"),
    Field::text("managedAppleId"),
    Field::new("manager", Kind::Manager, Initial::Null, Access::Write),
    Field::new("mfa", Kind::Object, Initial::Mfa, Access::Write),
    Field::text("middlename"),
    Field::flag("password_never_expires"),
    Field::new("passwordless_sudo", Kind::Flag, Initial::False, Access::Create),
    Field::items("phoneNumbers", Items::Numbered),
    Field::new("public_key", Kind::Text(32 * 1024), Initial::Absent, Access::Write),
    Field::new("recoveryEmail", Kind::Object, Initial::Absent, Access::Create),
    Field::new("relationships", Kind::Items(Items::Plain), Initial::Absent, Access::Write),
    Field::new("restrictedFields", Kind::Items(Items::Plain), Initial::Absent, Access::Write),
    Field::flag("samba_service_user"),
    Field::items("ssh_keys", Items::Keys),
    Field::new("state", Kind::State, Initial::Empty, Access::Write),
    Field::flag("sudo"),
    Field::flag("suspended"),
    Field::new("systemUsername", Kind::Text(1024), Initial::Empty, Access::Write),
    Field::owned("tags", Initial::Absent),
    Field::new("unix_guid", Kind::Number, Initial::Absent, Access::Write),
    Field::new("unix_uid", Kind::Number, Initial::Absent, Access::Write),
    Field::new("username", Kind::Name, Initial::Empty, Access::Write),
    Field::owned("creationSource", Initial::Absent),
    Field::owned("created", Initial::Absent),
    Field::owned("organization", Initial::Absent),
    Field::owned("password_date", Initial::Null),
    Field::owned("password_expiration_date", Initial::Null),
    Field::owned("password_expired", Initial::False),
    Field::owned("totp_enabled", Initial::False),
    Field::owned("_id", Initial::Absent),
    Field::owned("id", Initial::Absent),
    Field::owned("mfaEnrollment", Initial::Enrollment),
];
