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

    /// The same for an action of `effect`: a read changes nothing, however it ends.
    #[must_use]
    pub fn of(self, effect: Effect) -> Self {
        if effect == Effect::Read { Self::None } else { self }
    }
}
