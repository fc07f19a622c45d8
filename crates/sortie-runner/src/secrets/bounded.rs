use std::io::{self, Read};

use zeroize::Zeroizing;

use super::MOST_BYTES;

/// What a reader gave, up to the size of a secret.
pub(super) struct Bounded {
    /// The bytes, in memory that is neither copied nor left behind.
    pub(super) bytes: Zeroizing<Vec<u8>>,
    /// Whether there was more.
    pub(super) more: bool,
}

impl Bounded {
    /// Reads all that `reader` has, or stops after the size of a secret.
    pub(super) fn read(mut reader: impl Read) -> io::Result<Self> {
        // All of it at once: a buffer that grows leaves its old self in memory.
        let mut bytes = Zeroizing::new(vec![0; MOST_BYTES + 1]);
        let mut filled = 0;
        while filled < bytes.len() {
            match reader.read(&mut bytes[filled..]) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => (),
                Err(error) => return Err(error),
            }
        }
        bytes.truncate(filled);
        Ok(Self { more: filled > MOST_BYTES, bytes })
    }
}
