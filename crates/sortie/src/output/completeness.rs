use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::note;
use crate::logging;

/// What is known of how much of a list has come: in its `totalCount` or `paging` for programs that read the result, and
/// told on stderr for everybody else.
#[derive(Default)]
pub(super) struct Completeness {
    complete: bool,
    fetched: u64,
    expected: Option<u64>,
    distinct: Option<u64>,
    nulls: Option<u64>,
    pages: Option<u64>,
    drift: Option<bool>,
    /// Whether all pages were asked for.
    whole: bool,
}

impl Completeness {
    /// That of the list in the result `map`; none where there is none, or one page is all of it.
    pub(super) fn of(map: &Map<String, Value>) -> Option<Self> {
        if let Some(paging) = map.get("paging") {
            return Self::of_whole(paging);
        }
        let fetched = map.get("results").and_then(Value::as_array)?.len() as u64;
        let expected = map.get("totalCount")?.as_u64()?;
        (fetched < expected).then(|| Self { fetched, expected: Some(expected), ..Self::default() })
    }

    /// That of a list of which so many rows had come when its run failed.
    pub(super) fn of_broken(fetched: u64) -> Self {
        Self { fetched, whole: true, ..Self::default() }
    }

    fn of_whole(paging: &Value) -> Option<Self> {
        let count = |key: &str| paging.get(key).and_then(Value::as_u64);
        Some(Self {
            complete: paging.get("complete")?.as_bool()?,
            fetched: count("fetched")?,
            expected: count("expected"),
            distinct: count("distinct"),
            nulls: count("nulls"),
            pages: count("pages"),
            drift: paging.get("drift").and_then(Value::as_bool),
            whole: true,
        })
    }

    /// Tells it on stderr: in words, or where all of stderr is JSON, as the fields of an event.
    pub(super) fn tell(&self) {
        let words = self.words();
        if !logging::is_json() {
            return note(&words);
        }
        let Self { complete, fetched, expected, distinct, nulls, pages, drift, .. } = *self;
        tracing::info!(
            target: logging::TOLD, complete, expected, fetched, distinct, pages, drift, nulls, "{words}"
        );
    }

    fn words(&self) -> String {
        let rows = self.fetched;
        let of = self.expected.map_or_else(String::new, |total| format!(" of {total}"));
        if !self.whole {
            return format!("note: {rows}{of} rows; --all-pages, without limit and skip, fetches them all");
        }
        if self.complete {
            return format!("note: {rows}{of} rows, complete");
        }
        let Some(drift) = self.drift else {
            return format!("note: {rows} rows came before the run failed; the list is not complete");
        };
        let mut told = format!("warning: the API gave {rows}{of} rows");
        if let Some(nulls) = self.nulls {
            let _ = write!(told, " and {nulls} that are null");
        }
        if let Some(distinct) = self.distinct.filter(|distinct| *distinct < rows) {
            let _ = write!(told, ", {distinct} of them different");
        }
        if drift {
            told.push_str("; the list changed meanwhile");
        }
        told + "; it may not be complete"
    }
}
