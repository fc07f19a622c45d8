use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::{Failure, Redactor};

/// What every run ends in, failed or not: the result's own keys, then `error` and `has_error`.
#[derive(Debug)]
pub struct Envelope(Result<Value, Failure>);

impl Envelope {
    /// Why the run failed, where it did.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        self.0.as_ref().err()
    }

    /// The same envelope with every secret hidden.
    #[must_use]
    pub fn redacted(self, redactor: &Redactor) -> Self {
        Self(self.0.map(|value| redactor.value(value)).map_err(|failure| failure.redacted(redactor)))
    }

    /// The envelope as one JSON object. A bare array goes under `results`, any other value that is no
    /// object under `result`; a result's own `error` and `has_error` become `result_error` and
    /// `result_has_error`.
    #[must_use]
    pub fn to_map(&self) -> Map<String, Value> {
        let mut map = match &self.0 {
            Ok(Value::Object(result)) => {
                result.iter().map(|(key, value)| (shown_key(key), value.clone())).collect()
            }
            Ok(Value::Null) => Map::new(),
            Ok(Value::Array(rows)) => Map::from_iter([("results".to_owned(), Value::from(rows.clone()))]),
            Ok(other) => Map::from_iter([("result".to_owned(), other.clone())]),
            Err(failure) => Map::from_iter([("failure".to_owned(), failure.to_value())]),
        };
        map.insert("error".to_owned(), self.failure().map(ToString::to_string).into());
        map.insert("has_error".to_owned(), self.failure().is_some().into());
        map
    }
}

/// The key under which an envelope shows what has `key` in the result: `error` and `has_error` are its own.
pub(crate) fn shown_key(key: &str) -> String {
    match key {
        "error" => "result_error".to_owned(),
        "has_error" => "result_has_error".to_owned(),
        _ => key.to_owned(),
    }
}

impl From<Result<Value, Failure>> for Envelope {
    fn from(outcome: Result<Value, Failure>) -> Self {
        Self(outcome)
    }
}

impl Serialize for Envelope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_map().serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Envelope;
    use crate::{Failure, FailureKind, SideEffect};

    #[track_caller]
    fn check(outcome: Result<Value, Failure>, expected: &str) {
        let shown = serde_json::to_string(&Envelope::from(outcome)).expect("an envelope is JSON");
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_result_keeps_its_keys_and_their_order() {
        check(Ok(json!({"z": 1, "a": 2})), r#"{"z":1,"a":2,"error":null,"has_error":false}"#);
        check(Ok(json!([1])), r#"{"results":[1],"error":null,"has_error":false}"#);
        check(Ok(json!("x")), r#"{"result":"x","error":null,"has_error":false}"#);
        check(Ok(Value::Null), r#"{"error":null,"has_error":false}"#);
        check(
            Ok(json!({"error": "theirs", "has_error": 1})),
            r#"{"result_error":"theirs","result_has_error":1,"error":null,"has_error":false}"#,
        );
    }

    #[test]
    fn a_failure_is_data() {
        let failure = Failure::new(FailureKind::Status, "refused")
            .with_status(404)
            .with_attempts(1)
            .with_outcome(SideEffect::None, false)
            .with_detail(json!({"message": "Not Found"}));
        check(
            Err(failure),
            r#"{"failure":{"kind":"status","stage":"response","status":404,"side_effect":"none","safe_to_retry":false,"attempts":1,"detail":{"message":"Not Found"}},"error":"refused","has_error":true}"#,
        );
    }
}
