use super::{Failure, Repr};
use crate::Derived;
use crate::turned::WAYS;

impl Failure {
    /// Hides what the same failure says otherwise in the twins of this world. Where a twin does not fail so,
    /// what is wrong with `what` is not told: all of it depends on a secret.
    pub(crate) fn hide_derived(
        &mut self,
        what: &str,
        others: [Option<&Self>; WAYS],
        derived: &mut Derived<'_>,
    ) {
        let others = others.map(|it| it.map(|it| &*it.0));
        let same = |it: &Repr| {
            (&it.message, &it.hint, &it.detail) == (&self.0.message, &self.0.hint, &self.0.detail)
        };
        if others.iter().all(|it| it.is_some_and(same)) {
            return;
        }
        if others.iter().any(|it| it.is_none_or(|it| it.kind != self.0.kind)) {
            return self.hide_words(what);
        }
        let own = &mut self.0;
        // The cause says the same again.
        own.source = None;
        // What is wrong is named by files, and not by a secret.
        let rest = |message| <str>::strip_prefix(message, what).unwrap_or(message);
        let shown = derived.shown(rest(&own.message), others.map(|it| it.map(|it| rest(&it.message))));
        let name = if own.message.starts_with(what) { what } else { "" };
        own.message = format!("{name}{shown}");
        let hint = own.hint.take();
        own.hint =
            hint.map(|hint| derived.shown(&hint, others.map(|it| it.and_then(|it| it.hint.as_deref()))));
        let detail = own.detail.take();
        own.detail = detail.map(|it| derived.shown_value(it, others.map(|other| other?.detail.as_ref())));
    }

    /// Tells what is wrong with `what` only where it is told alike without what has to be hidden by its place.
    pub(crate) fn hide_shadowed(&mut self, what: &str, shadow: Option<&Self>) {
        let same = |it: &Self| {
            (&it.0.message, &it.0.hint, &it.0.detail) == (&self.0.message, &self.0.hint, &self.0.detail)
        };
        if !shadow.is_some_and(same) {
            self.hide_words(what);
        }
    }

    fn hide_words(&mut self, what: &str) {
        self.0.message = format!("{what} is wrong in a way that depends on a secret, and is not told");
        (self.0.hint, self.0.detail, self.0.source) = (None, None, None);
    }
}
