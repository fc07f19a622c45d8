use std::time::Duration;

use crate::Secret;

/// How long before its end a token is not used any more: clocks differ, and a request takes its time.
const MARGIN: Duration = Duration::from_secs(30);

/// What a token host gave.
#[derive(Debug, Clone)]
pub struct Token {
    /// The value of the header `authorization` that a request takes with it.
    pub authorization: Secret,
    /// The token itself, for redactors.
    pub secret: Secret,
    /// How long it lives, from before it was asked for.
    pub lifetime: Duration,
}

impl Token {
    /// Whether it is to be used `age` after it was asked for: until 30 seconds before its end.
    #[must_use]
    pub fn is_good_at(&self, age: Duration) -> bool {
        age < self.lifetime.saturating_sub(MARGIN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_used_until_half_a_minute_before_its_end() {
        let good = |lifetime: u64, age: u64| {
            let secret = Secret::new("t".to_owned());
            let lifetime = Duration::from_secs(lifetime);
            Token { authorization: secret.clone(), secret, lifetime }.is_good_at(Duration::from_secs(age))
        };
        assert!(good(3600, 0) && good(3600, 3569));
        assert!(!good(3600, 3570) && !good(3600, 3600) && !good(3600, u64::MAX));
        assert!(good(31, 0) && !good(31, 1));
        assert!(!good(30, 0) && !good(1, 0));
    }
}
