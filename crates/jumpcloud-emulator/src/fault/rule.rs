use super::{Effect, FaultError, FaultKind, Reach, terms::Terms, when::When};
use crate::call;

/// One fault and the calls that it befalls, as `KIND[=VALUE][,OPTION=VALUE…]`.
///
/// [`FaultKind::ALL`] and [`FaultOption::ALL`](super::FaultOption::ALL) tell what can be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultRule {
    text: String,
    effect: Effect,
    when: When,
}

impl FaultRule {
    /// Reads a rule.
    ///
    /// # Errors
    ///
    /// Where it is none; the error's text says what to write instead.
    pub fn parse(text: &str) -> Result<Self, FaultError> {
        let fail = |reason: String| FaultError::new(text, &reason);
        let mut terms = Terms::split(text).map_err(fail)?;
        let kind = FaultKind::find(terms.kind).map_err(fail)?;
        let effect = (kind.read)(&mut terms).map_err(fail)?;
        let when = When::read(&mut terms, effect.reach()).map_err(fail)?;
        terms.finish(kind, effect.reach()).map_err(fail)?;
        Ok(Self { text: text.to_owned(), effect, when })
    }

    /// The rule as it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it does.
    pub(crate) fn effect(&self) -> &Effect {
        &self.effect
    }

    /// Whether it has to do with a call of `method` at `path`, be it struck or not.
    pub(crate) fn concerns(&self, method: &str, path: &str) -> bool {
        let reached = match self.effect.reach() {
            Reach::Calls => true,
            Reach::Lists => call::is_list(method, path),
            Reach::UserLists => call::is_user_list(method, path),
            Reach::Writes => !call::is_read(method, path),
            Reach::Connections => false,
        };
        reached && self.when.concerns(method, path)
    }

    /// Whether it strikes the one that is number `number` of those it concerns; `dice` decides where chance does.
    pub(crate) fn strikes(&self, number: u64, dice: u64) -> bool {
        self.when.strikes(number, dice)
    }
}
