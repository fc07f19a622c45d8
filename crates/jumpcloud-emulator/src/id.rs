use std::fmt;

use serde_json::Value;

use crate::timestamp::Timestamp;

/// An object id: twelve bytes that begin with the moment of creation and end with a counter, so that ids sort
/// in the order of creation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Id([u8; 12]);

impl Id {
    /// The id of object number `counter` of the organization that `seed` decides, created at `created`.
    pub(crate) fn new(created: Timestamp, seed: u32, counter: u64) -> Self {
        let mut bytes = [0; 12];
        bytes[..4].copy_from_slice(&created.seconds().to_be_bytes()[4..]);
        bytes[4..7].copy_from_slice(&seed.to_be_bytes()[1..]);
        bytes[7..].copy_from_slice(&counter.to_be_bytes()[3..]);
        Self(bytes)
    }

    /// The seed that this id was made with.
    pub(crate) fn seed(self) -> u32 {
        u32::from_be_bytes([0, self.0[4], self.0[5], self.0[6]])
    }

    /// The greatest id that is less than this one.
    pub(crate) fn before(self) -> Self {
        let mut bytes = self.0;
        for byte in bytes.iter_mut().rev() {
            let (less, borrowed) = byte.overflowing_sub(1);
            *byte = less;
            if !borrowed {
                break;
            }
        }
        Self(bytes)
    }

    /// Reads `text`, which must be exactly 24 lower-case hexadecimal digits.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits: &[u8; 24] = text.as_bytes().try_into().ok()?;
        let mut bytes = [0; 12];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Some(Self(bytes))
    }
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        let text: String = digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect();
        f.write_str(&text)
    }
}

impl From<Id> for Value {
    fn from(id: Id) -> Self {
        Self::String(id.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_what_it_writes_and_nothing_else() {
        let id = Id::new(Timestamp::START, 0x12_3456, 7);
        assert_eq!(id.to_string(), "70dbd8801234560000000007");
        assert_eq!(Id::parse(&id.to_string()), Some(id));
        for text in
            ["", "E_195", "70DBD8801234560000000007", "70dbd880123456000000000", "70dbd88012345600000000077"]
        {
            assert_eq!(Id::parse(text), None, "{text}");
        }
    }
}
