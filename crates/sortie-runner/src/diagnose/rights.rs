use serde_json::{Value, json};
use sortie_core::{Effect, Failure, Probe, Redactor, Request, plan_test};

use super::subject::Subject;
use super::{Check, Diagnosis, Examination};

/// Whether a key may run an action, as far as one request tells it for all that are alike: a key may have rights to
/// some of what the API holds and not to the rest.
#[derive(Debug, Clone)]
pub struct Right {
    /// The action's name.
    pub action: String,
    /// What it does.
    pub effect: Effect,
    /// Whether the key may run it; none where nobody has found out.
    pub may: Option<bool>,
    /// The method and path of the request by which that was found out.
    pub inferred_from: Option<String>,
}

impl Right {
    /// Whether the key may run it, in one word.
    #[must_use]
    pub fn word(&self) -> &'static str {
        word(self.may)
    }

    /// The right as data.
    pub(super) fn to_value(&self) -> Value {
        let (effect, may) = (self.effect, self.word());
        json!({"name": self.action, "effect": effect, "may": may, "inferred_from": self.inferred_from})
    }
}

/// What one request told of all that are alike.
#[derive(Clone, Default)]
struct Told {
    may: Option<bool>,
    by: Option<String>,
}

impl Told {
    fn by(request: &Request, may: Option<bool>, redactor: &Redactor) -> Self {
        let by = format!("{} {}", request.method.as_str(), redactor.path(&request.url));
        Self { may, by: may.map(|_| by) }
    }
}

impl std::fmt::Display for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(word(self.may))?;
        self.by.iter().try_for_each(|by| write!(f, ", by {by}"))
    }
}

/// Says what the key may do, as far as a read and a write tell it. The test read was answered; a write is sent on demand.
pub(super) async fn check(subject: &mut Subject<'_, '_>, examination: &Examination, told: &mut Diagnosis) {
    let reads = read(subject);
    let probe = subject.integration.probe.clone();
    let (check, writes) = match probe {
        Some(probe) if examination.probe_writes => match send(&probe, subject).await {
            Ok((status, writes)) if writes.may.is_none() => {
                let why = format!("{}; the probe was answered {status}", found(&reads, &writes));
                (Check::warning("rights", why), writes)
            }
            Ok((_, writes)) => (Check::ok("rights", found(&reads, &writes)), writes),
            Err(failure) => {
                let why = format!("{}; {failure}", found(&reads, &Told::default()));
                (Check::warning("rights", why), Told::default())
            }
        },
        probe => {
            let check = Check::ok("rights", found(&reads, &Told::default()));
            let hint =
                "--probe-writes finds out, by a write that changes nothing and stands in the product's log";
            (check.with_any(probe.map(|_| hint)), Told::default())
        }
    };
    told.tell(check);
    let own = format!("{}.", subject.integration.name);
    let listed = subject.runner.catalogue().list().unwrap_or_default();
    let actions = listed.into_iter().filter_map(|it| it.action.ok()).filter(|it| it.name.starts_with(&own));
    told.rights = actions
        .map(|action| {
            let Told { may, by } = if action.effect == Effect::Read { reads.clone() } else { writes.clone() };
            Right { action: action.name, effect: action.effect, may, inferred_from: by }
        })
        .collect();
}

/// What the test read told.
fn read(subject: &mut Subject<'_, '_>) -> Told {
    let redactor = &mut subject.session.redactor;
    let request = plan_test(&subject.integration, &subject.connection, redactor).ok();
    request.map_or_else(Told::default, |request| Told::by(&request, Some(true), redactor))
}

/// Sends `probe`: the status it is answered, and what that tells.
async fn send(probe: &Probe, subject: &mut Subject<'_, '_>) -> Result<(u16, Told), Failure> {
    let request = probe.plan(&subject.integration, &subject.connection, &mut subject.session.redactor)?;
    let response = subject.session.send(&request, &subject.integration, &subject.connection).await?;
    let writes = Told::by(&request, probe.told_by(response.status), &subject.session.redactor);
    Ok((response.status, writes))
}

fn found(reads: &Told, writes: &Told) -> String {
    format!("reads: {reads}; writes: {writes}")
}

fn word(may: Option<bool>) -> &'static str {
    match may {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unknown",
    }
}
