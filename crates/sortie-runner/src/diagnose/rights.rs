use serde_json::{Value, json};
use sortie_core::{Effect, Failure, Probe};

use super::subject::Subject;
use super::{Check, Diagnosis, Examination};

/// Whether a key may run an action.
#[derive(Debug, Clone)]
pub struct Right {
    /// The action's name.
    pub action: String,
    /// What it does.
    pub effect: Effect,
    /// Whether the key may run it; none where nobody has found out.
    pub may: Option<bool>,
}

impl Right {
    /// Whether the key may run it, in one word.
    #[must_use]
    pub fn word(&self) -> &'static str {
        word(self.may)
    }

    /// The right as data.
    pub(super) fn to_value(&self) -> Value {
        json!({"name": self.action, "effect": self.effect, "may": self.word()})
    }
}

/// Says what the key may do. Reads it may, or the test read had been refused; writes are found out on demand.
pub(super) async fn check(subject: &mut Subject<'_, '_>, examination: &Examination, told: &mut Diagnosis) {
    let probe = subject.integration.probe.clone();
    let (check, writes) = match probe {
        Some(probe) if examination.probe_writes => told_by(&probe, send(&probe, subject).await),
        Some(_) => {
            let hint =
                "--probe-writes finds out, by a write that changes nothing and stands in the product's log";
            (found(None).with_hint(hint), None)
        }
        None => (found(None), None),
    };
    told.tell(check);
    let own = format!("{}.", subject.integration.name);
    let listed = subject.runner.catalogue().list().unwrap_or_default();
    let actions = listed.into_iter().filter_map(|it| it.action.ok()).filter(|it| it.name.starts_with(&own));
    told.rights = actions
        .map(|action| {
            let may = if action.effect == Effect::Read { Some(true) } else { writes };
            Right { action: action.name, effect: action.effect, may }
        })
        .collect();
}

/// Sends `probe`: the status it is answered.
async fn send(probe: &Probe, subject: &mut Subject<'_, '_>) -> Result<u16, Failure> {
    let request = probe.plan(&subject.integration, &subject.connection, &mut subject.session.redactor)?;
    let response = subject.session.send(&request, &subject.integration, &subject.connection).await?;
    Ok(response.status)
}

fn told_by(probe: &Probe, answered: Result<u16, Failure>) -> (Check, Option<bool>) {
    let unknown = |why: String| Check::warning("rights", format!("{}; {why}", found(None).detail));
    match answered {
        Err(failure) => (unknown(failure.to_string()), None),
        Ok(status) => match probe.told_by(status) {
            None => (unknown(format!("the probe was answered {status}")), None),
            writes => (found(writes), writes),
        },
    }
}

fn found(writes: Option<bool>) -> Check {
    Check::ok("rights", format!("reads: yes; writes: {}", word(writes)))
}

fn word(may: Option<bool>) -> &'static str {
    match may {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unknown",
    }
}
