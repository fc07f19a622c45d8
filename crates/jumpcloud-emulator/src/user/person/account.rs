use serde_json::{Value, json};

use super::Person;
use crate::{
    timestamp::Timestamp,
    user::{Traits, enrollment},
};

impl Person {
    /// How the account stands.
    pub(super) fn account(&self, name: &str) -> Option<Value> {
        let enrolled = self.has(Traits::ENROLLED);
        Some(match name {
            "account_locked" => self.has(Traits::LOCKED).into(),
            "account_locked_date" if self.has(Traits::LOCKED) => days_ago(2, self.bits).into(),
            "badLoginAttempts" if self.has(Traits::LOCKED) => 6.into(),
            "badLoginAttempts" if self.chance(40, 2) => 0.into(),
            "activated" => self.has_password().into(),
            "state" => self.state().into(),
            "suspended" => self.has(Traits::SUSPENDED).into(),
            "password_date" if self.has_password() => self.created().plus_days(1).to_string().into(),
            "password_expired" => self.has(Traits::EXPIRED).into(),
            "password_never_expires" => self.never_expires().into(),
            "password_expiration_date" if self.has(Traits::EXPIRED) => days_ago(9, self.bits).into(),
            "password_expiration_date" if self.has_password() && !self.never_expires() => {
                Timestamp::START.plus_days(1 + u64::from(self.bits % 90)).to_string().into()
            }
            "mfa" => json!({ "exclusion": false, "configured": enrolled }),
            "totp_enabled" | "enable_user_portal_multifactor" => enrolled.into(),
            "mfaEnrollment" if enrolled => enrollment("ENROLLED", "ENROLLED"),
            _ => return None,
        })
    }

    fn state(&self) -> &'static str {
        if self.has(Traits::STAGED) {
            "STAGED"
        } else if self.has(Traits::SUSPENDED) {
            "SUSPENDED"
        } else {
            "ACTIVATED"
        }
    }

    fn has_password(&self) -> bool {
        !self.has(Traits::STAGED) && !self.has(Traits::PASSWORDLESS)
    }

    fn never_expires(&self) -> bool {
        !self.has(Traits::EXPIRED) && self.chance(8, 18)
    }
}

/// A moment that many days before the first call, give or take a day.
fn days_ago(days: u64, bits: u32) -> String {
    Timestamp::MONTH_BEFORE.plus_days(30 - days).plus_seconds(u64::from(bits % 86_400)).to_string()
}
