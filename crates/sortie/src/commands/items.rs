use serde_json::Value;
use sortie_core::{Action, Effect, Envelope, Failure, FailureKind, suggest};

/// Why `action` never answers rows under `key`, where its definition tells: then nothing needs to be sent.
pub(super) fn refused(key: &str, action: &Action) -> Option<Failure> {
    let keys = action.result_keys()?;
    let known = || keys.iter().map(String::as_str);
    (!known().any(|it| it == key)).then(|| {
        let meant = suggest(key, known()).map_or_else(String::new, |it| format!("; did you mean `{it}`?"));
        let failure = failed(format!("the result has no `{key}`{meant}"));
        failure.with_hint(format!("it has {}", quoted(known())))
    })
}

/// `envelope`, if it has rows under `key` or failed anyway. Without them what was only read is a failure; a change that
/// is made is none, and people are warned.
pub(super) fn checked(key: &str, envelope: Envelope, action: &Action) -> Envelope {
    let map = envelope.to_map();
    let message = match map.get(key) {
        _ if envelope.failure().is_some() => return envelope,
        Some(Value::Array(_)) => return envelope,
        Some(_) => format!("`{key}` of the result is no list"),
        None => format!("the result has no `{key}`"),
    };
    if action.effect != Effect::Read {
        tracing::warn!("{message}; all of it is printed");
        return envelope;
    }
    let lists = map.iter().filter(|(_, value)| value.is_array()).map(|(name, _)| name.as_str());
    let hint = match quoted(lists).as_str() {
        "" => "it has no rows at all; leave `--items` out".to_owned(),
        lists => format!("it has rows in {lists}"),
    };
    Envelope::from(Err(failed(message).with_hint(hint).at_stage("response").with_attempts(1)))
}

fn failed(message: String) -> Failure {
    Failure::new(FailureKind::InvalidInput, message)
}

fn quoted<'a>(keys: impl Iterator<Item = &'a str>) -> String {
    keys.map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
}
