use sortie_core::{Failure, Secret, SecretSource};

use crate::Home;
use crate::secrets::{encrypt, has_identity, recipient, recipient_of_nobody};

/// A secret that is to be kept encrypted in a connection file. Until that is written, it is in this process alone: no
/// identity is made for a file that is never saved.
#[derive(Debug, Clone)]
pub struct Sealed {
    secret: Secret,
    text: String,
}

impl Sealed {
    /// `secret`, to be kept by a connection of `home`.
    ///
    /// # Errors
    /// The identity of `home` cannot be read, or `secret` is too long to be one.
    pub fn new(home: &Home, secret: Secret) -> Result<Self, Failure> {
        if has_identity(&home.path) {
            // Told now, before somebody answers more questions.
            recipient(&home.path)?;
        }
        let text = encrypt(&secret, &recipient_of_nobody())?;
        Ok(Self { secret, text })
    }

    /// The armored text that stands for it until it is saved. Nobody can decrypt it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The secret, where `source` is this one.
    pub(crate) fn at(&self, source: &SecretSource) -> Option<Secret> {
        let own = matches!(source, SecretSource::Age(text) if text.trim() == self.text.trim());
        own.then(|| self.secret.clone())
    }

    /// The armored text that whoever has the identity of `recipient` can decrypt.
    pub(crate) fn encrypted(&self, recipient: &str) -> Result<String, Failure> {
        encrypt(&self.secret, recipient)
    }
}
