use std::io::{self, Write as _};
use std::path::Path;

use age::armor::{ArmoredReader, ArmoredWriter, Format};
use age::x25519::Recipient;
use age::{DecryptError, Decryptor, Encryptor};
use sortie_core::{Failure, Secret};

use super::bounded::Bounded;
use super::identity::identities;
use super::{MOST_BYTES, failure, secret_in};

/// Decrypts `armored`, which is `what` of a connection in `home`.
pub(super) fn read(what: &str, armored: &str, home: &Path) -> Result<Secret, Failure> {
    let identities = identities(&format!("{what}: "), home)?;
    let damaged = || failure(format!("{what}: the encrypted text is damaged"));
    let decryptor =
        Decryptor::new(ArmoredReader::new(armored.trim_start().as_bytes())).map_err(|_| damaged())?;
    let told = decryptor.decrypt(identities.iter().map(|it| it as &dyn age::Identity));
    let text = told.map_err(|error| match error {
        DecryptError::NoMatchingKeys => {
            failure(format!("{what}: the text was encrypted to another identity than this machine's"))
                .with_hint("encrypt it again, to the recipient of this machine's identity")
        }
        _ => damaged(),
    })?;
    let read = Bounded::read(text).map_err(|_| damaged())?;
    if read.more {
        return Err(failure(format!(
            "{what}: the encrypted text holds more than 64 KiB, which is no secret"
        )));
    }
    secret_in(&read.bytes).map_err(|why| failure(format!("{what}: the encrypted text {why}")))
}

/// `secret` encrypted to `recipient`, as the armored text that stands at `age:` in a connection file.
///
/// # Errors
/// `recipient` is none, or `secret` is too long to be one.
pub(crate) fn encrypt(secret: &Secret, recipient: &str) -> Result<String, Failure> {
    // The text is not shown: who confuses the two gives an identity.
    let to: Recipient = recipient.trim().parse().map_err(|_| {
        failure("this is no recipient of age".to_owned()).with_hint("a recipient begins with age1")
    })?;
    if secret.expose().len() > MOST_BYTES {
        return Err(failure("the text holds more than 64 KiB, which is no secret".to_owned()));
    }
    let armored = || -> io::Result<Vec<u8>> {
        let encryptor = Encryptor::with_recipients([&to as &dyn age::Recipient].into_iter());
        let encryptor = encryptor.map_err(io::Error::other)?;
        let armor = ArmoredWriter::wrap_output(Vec::new(), Format::AsciiArmor)?;
        let mut writer = encryptor.wrap_output(armor)?;
        writer.write_all(secret.expose().as_bytes())?;
        writer.finish()?.finish()
    };
    let armored = armored().and_then(|bytes| String::from_utf8(bytes).map_err(io::Error::other));
    armored.map_err(|error| failure("the text cannot be encrypted".to_owned()).with_source(error))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use super::super::fixtures::home;
    use super::super::identity::{OF_HOME, recipient};
    use super::*;

    /// What `text` decrypts to in `home`.
    fn told(text: &str, home: &Path) -> String {
        match read("the key", text, home) {
            Ok(secret) => format!("{:?}", secret.expose()),
            Err(failure) => {
                let told = format!("{failure} [{}]", failure.hint().unwrap_or_default());
                told.replace(&home.display().to_string(), "TEMP")
            }
        }
    }

    fn secret(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    #[test]
    fn what_is_encrypted_to_an_identity_is_read_with_it() {
        let (_folder, home, made) = home();
        assert_eq!(recipient(&home).expect("it has just been made"), made);
        let text = encrypt(&secret("s3crét"), &made).expect("it is a recipient");
        assert_eq!(told(&text, &home), "\"s3crét\"");
        assert_eq!(told(&format!("\n{text}\n"), &home), "\"s3crét\"");
    }

    #[test]
    fn what_cannot_be_decrypted_is_told() {
        let (_folder, home, made) = home();
        let text = encrypt(&secret("s3cret"), &made).expect("it is a recipient");
        let (_other_folder, _, other) = self::home();
        let foreign = encrypt(&secret("s3cret"), &other).expect("it is a recipient");
        let empty = encrypt(&secret("\n"), &made).expect("it is a recipient");
        let cut = &text[..text.len() / 2];
        let last = text.len() - 40;
        let turned = format!(
            "{}{}{}",
            &text[..last],
            if &text[last..=last] == "A" { "B" } else { "A" },
            &text[last + 1..]
        );
        let texts = [&foreign, &empty, cut, &turned, "-----BEGIN AGE ENCRYPTED FILE-----\nx\n", "s3cret"];
        let mut shown = texts.map(|text| told(text, &home)).to_vec();
        for identity in ["", "# a comment\n", "AGE-SECRET-KEY-1S3CRET\n", &made] {
            fs::write(home.join(OF_HOME), identity).expect("the home is writable");
            shown.push(told(&text, &home));
        }
        fs::set_permissions(home.join(OF_HOME), fs::Permissions::from_mode(0o644)).expect("it is ours");
        shown.push(told(&text, &home));
        fs::remove_file(home.join(OF_HOME)).expect("the home is writable");
        shown.push(told(&text, &home));
        insta::assert_snapshot!(shown.join("\n"));
    }

    #[test]
    fn an_identity_of_another_tool_may_have_comments_and_others_beside_it() {
        let (_folder, home, made) = home();
        let (_other_folder, other_home, _) = self::home();
        let own = fs::read_to_string(home.join(OF_HOME)).expect("it has just been made");
        let other = fs::read_to_string(other_home.join(OF_HOME)).expect("it has just been made");
        fs::write(home.join(OF_HOME), format!("# created: today\n{other}\n{own}")).expect("it is ours");
        let text = encrypt(&secret("s3cret"), &made).expect("it is a recipient");
        assert_eq!(told(&text, &home), "\"s3cret\"");
    }

    #[test]
    fn what_is_no_recipient_is_told() {
        for text in ["", "age1", "AGE-SECRET-KEY-1", "ssh-ed25519 AAAA"] {
            let failure = encrypt(&secret("s3cret"), text).expect_err("it is no recipient");
            assert_eq!(failure.to_string(), "this is no recipient of age", "{text}");
        }
    }
}
