use std::ops::RangeInclusive;

use super::Refusal;

/// What a fault does to a call that it befalls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Another answer than the true one.
    Refusal(Refusal),
    /// More than so many calls in any second are refused.
    Rate(usize, Refusal),
    /// The answer comes so many milliseconds late.
    Latency(RangeInclusive<u64>),
    /// The connection is reset before anything is read.
    Refuse,
    /// The connection is reset.
    Reset(ResetAt),
    /// The body ends after so much of it.
    Truncate(Volume),
    /// The length that is declared is off by so many bytes.
    Length(i64),
    /// The answer is no HTTP; the call is carried out or is not.
    Garbage(bool),
    /// The answer never ends; the call is carried out or is not.
    Endless(bool),
    /// A page has no more than so many rows.
    ShortPage(usize),
    /// So many rows are missing from a page.
    DropRows(usize),
    /// So many rows of a page are null.
    NullRows(usize),
    /// A user appears before or after the rows that are asked for.
    Insert(Side),
    /// A user disappears before or after the place from which rows are asked for.
    Delete(Side),
    /// What is written is seen by readers only after so many further calls.
    Lag(u64),
    /// What is written is answered and not done.
    Lost,
}

/// When a connection is reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ResetAt {
    /// Before the body is read.
    Before,
    /// In the midst of the body.
    During,
    /// When the call has been carried out, before anything is answered.
    After,
    /// In the midst of the answer.
    Answer,
}

/// How much of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Volume {
    /// The first half.
    Half,
    /// So many bytes.
    Bytes(usize),
}

/// On which side of the place from which rows are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// Among the rows that have been shown.
    Before,
    /// Among the rows that have not.
    After,
}

/// What a fault has to do with at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Any call.
    Calls,
    /// Reads of lists.
    Lists,
    /// Reads of lists of users.
    UserLists,
    /// Calls that may change something.
    Writes,
    /// Connections, whatever is called over them.
    Connections,
}

impl Effect {
    /// What this has to do with.
    pub(crate) fn reach(&self) -> Reach {
        match self {
            Self::ShortPage(_) | Self::DropRows(_) | Self::NullRows(_) => Reach::Lists,
            Self::Insert(_) | Self::Delete(_) => Reach::UserLists,
            Self::Lag(_) | Self::Lost => Reach::Writes,
            Self::Refuse => Reach::Connections,
            _ => Reach::Calls,
        }
    }
}

impl Volume {
    /// The part of `bytes` that this is.
    pub(crate) fn of(self, bytes: &[u8]) -> &[u8] {
        let end = match self {
            Self::Half => bytes.len() / 2,
            Self::Bytes(count) => count.min(bytes.len()),
        };
        &bytes[..end]
    }
}
