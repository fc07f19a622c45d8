use sortie_core::{Failure, Secret};

use super::failure;

/// The service under which the desktop's keyring holds what is ours.
#[cfg(feature = "keyring")]
const SERVICE: &str = "sortie";

/// Reads the secret that the desktop's keyring holds under `account`, which is `what` of a connection.
#[cfg(feature = "keyring")]
pub(super) fn read(what: &str, account: &str) -> Result<Secret, Failure> {
    use keyring_core::{Entry, Error, set_default_store};
    use zbus_secret_service_keyring_store::Store;
    use zeroize::Zeroizing;

    let none = "there is no keyring here; a machine without a desktop keeps secrets elsewhere";
    let store = Store::new().map_err(|error| failure(format!("{what}: {none}")).with_source(error))?;
    set_default_store(store);
    let secret = Entry::new(SERVICE, account).and_then(|entry| entry.get_secret()).map(Zeroizing::new);
    let secret = secret.map_err(|error| {
        let why = match error {
            Error::NoEntry => format!("the keyring holds no `{account}` of the service `{SERVICE}`"),
            Error::NoStorageAccess(_) => "the keyring is locked".to_owned(),
            _ => "the keyring gives no answer".to_owned(),
        };
        failure(format!("{what}: {why}")).with_source(error)
    })?;
    super::secret_in(&secret).map_err(|why| failure(format!("{what}: `{account}` of the keyring {why}")))
}

/// Says that this program was built without keyrings.
#[cfg(not(feature = "keyring"))]
pub(super) fn read(what: &str, account: &str) -> Result<Secret, Failure> {
    let message = format!("{what}: this program was built without keyrings, and cannot look for `{account}`");
    Err(failure(message).with_hint("build it with `cargo build --release --features keyring`"))
}
