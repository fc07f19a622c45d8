/// What is special about one of the users that were there from the start; a set of flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Traits(u16);

impl Traits {
    /// Nothing special.
    pub(crate) const NONE: Self = Self(0);
    /// Locked out after too many bad passwords.
    pub(crate) const LOCKED: Self = Self(1);
    /// Suspended by an administrator.
    pub(crate) const SUSPENDED: Self = Self(1 << 1);
    /// Created, but not yet let in.
    pub(crate) const STAGED: Self = Self(1 << 2);
    /// The password has expired.
    pub(crate) const EXPIRED: Self = Self(1 << 3);
    /// Enrolled in TOTP.
    pub(crate) const ENROLLED: Self = Self(1 << 4);
    /// Never set a password.
    pub(crate) const PASSWORDLESS: Self = Self(1 << 5);
    /// Written when documents had fewer keys.
    pub(crate) const OLD: Self = Self(1 << 6);
    /// Null where others have an empty text.
    pub(crate) const NULLS: Self = Self(1 << 7);
    /// Administers the organization.
    pub(crate) const ADMIN: Self = Self(1 << 8);
    /// Active Directory owns part of the document.
    pub(crate) const DELEGATED: Self = Self(1 << 9);

    /// Whether `other` is among these.
    pub(crate) fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// These and `other`.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
