use std::hash::{DefaultHasher, Hash, Hasher};

use crate::{query::Query, reply::Reply};

/// How many days a new password lasts.
pub(crate) const LIFETIME: u64 = 90;
/// How many passwords are remembered, the one in use among them.
pub(crate) const HISTORY: usize = 5;
const MINIMUM: usize = 8;

/// What is kept of a password: enough to know it again, not enough to tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Digest(u64);

impl Digest {
    /// The digest of `password`.
    pub(crate) fn of(password: &str) -> Self {
        let mut hasher = DefaultHasher::new();
        password.hash(&mut hasher);
        Self(hasher.finish())
    }
}

/// Refuses `password` for the user called `username` if it breaks a rule or is one of the `former` ones.
///
/// `query` tells whether the caller wants to know every rule that was broken, or only the first.
pub(crate) fn check(password: &str, username: &str, former: &[Digest], query: &Query) -> Result<(), Reply> {
    let violations = violations(password, username, former);
    let Some(first) = violations.first() else { return Ok(()) };
    if query.get("fullValidationDetails") != Some("password") {
        return Err(Reply::bad_request(&format!("Password validation fail: {first}")));
    }
    let all: Vec<_> = violations.iter().map(|it| ("password".to_owned(), (*it).to_owned())).collect();
    Err(Reply::invalid("Password validation fail", &all))
}

fn violations(password: &str, username: &str, former: &[Digest]) -> Vec<&'static str> {
    let lacks = |class: fn(&char) -> bool| !password.chars().any(|it| class(&it));
    // Shorter names occur in too many passwords by chance.
    let named = username.chars().count() >= 3 && password.to_lowercase().contains(&username.to_lowercase());
    let rules = [
        ("minLength", password.chars().count() < MINIMUM),
        ("lowercase", lacks(|it| it.is_lowercase())),
        ("uppercase", lacks(|it| it.is_uppercase())),
        ("numeric", lacks(|it| it.is_numeric())),
        ("specialCharacter", lacks(|it| !it.is_alphanumeric())),
        ("usernameSubstring", named),
        ("passwordHistory", former.contains(&Digest::of(password))),
    ];
    rules.into_iter().filter(|(_, broken)| *broken).map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_every_rule_that_a_password_breaks() {
        let former = [Digest::of("Former-Pass-1")];
        let table: &[(&str, &[&str])] = &[
            ("TestUser@123", &[]),
            ("Ünï©ode-Pass-1", &[]),
            ("short", &["minLength", "uppercase", "numeric", "specialCharacter"]),
            ("TESTUSER@123", &["lowercase"]),
            ("xAda-Lovelace1", &["usernameSubstring"]),
            ("Former-Pass-1", &["passwordHistory"]),
        ];
        for (password, expected) in table {
            assert_eq!(violations(password, "ada", &former), *expected, "{password}");
        }
    }
}
