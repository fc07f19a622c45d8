//! A ledger as bytes, so that processes can share it.

use crate::Ledger;
use crate::window::{BUCKETS, Window};

/// What a record begins with; another layout gets another one.
const MAGIC: &[u8; 8] = b"sortie 2";
/// The numbers of a ledger beside its window's counts and its slots.
const NUMBERS: usize = 5;

impl Ledger {
    /// How long a record is, in bytes.
    pub const BYTES: usize = 8 + 8 * NUMBERS + 2 * BUCKETS + 16 + 8;

    /// The ledger as a record.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(Self::BYTES);
        bytes.extend_from_slice(MAGIC);
        let numbers = [self.next, self.paused_until, self.slowed_at, self.rate, self.ended.newest];
        bytes.extend(numbers.iter().flat_map(|it| it.to_le_bytes()));
        bytes.extend(self.ended.counts.iter().flat_map(|it| it.to_le_bytes()));
        bytes.extend_from_slice(&self.under_way.to_le_bytes());
        bytes.extend_from_slice(&sum(&bytes).to_le_bytes());
        bytes
    }

    /// The ledger of a record; none where it is none, or damaged.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (body, told) = bytes.split_last_chunk::<8>()?;
        if bytes.len() != Self::BYTES || sum(body) != u64::from_le_bytes(*told) {
            return None;
        }
        let rest = body.strip_prefix(MAGIC)?;
        let (numbers, rest) = rest.split_at_checked(8 * NUMBERS)?;
        let (counts, slots) = rest.split_at_checked(2 * BUCKETS)?;
        let mut numbers = words(numbers);
        let mut number = || numbers.next();
        let (next, paused_until, slowed_at, rate) = (number()?, number()?, number()?, number()?);
        let mut ended = Window { newest: number()?, ..Window::default() };
        let counted = counts.as_chunks::<2>().0.iter().map(|it| u16::from_le_bytes(*it));
        ended.counts.iter_mut().zip(counted).for_each(|(own, it)| *own = it);
        let under_way = u128::from_le_bytes(slots.try_into().ok()?);
        Some(Self { next, paused_until, slowed_at, rate, ended, under_way })
    }
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u64> {
    bytes.as_chunks::<8>().0.iter().map(|it| u64::from_le_bytes(*it))
}

/// FNV-1a: it finds what was torn or truncated, and is not meant to find more.
fn sum(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
