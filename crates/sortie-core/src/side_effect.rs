use crate::Effect;

/// What is known of the change that a failed run may have made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SideEffect {
    /// Nothing was changed.
    None,
    /// The change was made although the run failed.
    Done,
    /// Nobody can tell without looking.
    Unknown,
}

impl SideEffect {
    /// The state as playbooks see it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Done => "done",
            Self::Unknown => "unknown",
        }
    }

    /// What a request did that was refused with `status`: a server that failed may have failed half way.
    pub(crate) fn of_refusal(status: u16) -> Self {
        if status >= 500 { Self::Unknown } else { Self::None }
    }

    /// The same for an action of `effect`: a read changes nothing, however it ends.
    #[must_use]
    pub fn of(self, effect: Effect) -> Self {
        if effect == Effect::Read { Self::None } else { self }
    }
}
