use std::collections::HashSet;

use serde_json::{Map, Value, json};

use crate::{Action, Failure, FailureKind, Integration, Paging, Request, Response};

/// The most pages of one list: whoever answers more does not mean to end.
const MOST_PAGES: u64 = 100_000;

/// Follows a list to its end, one page after the other.
///
/// It trusts the API's own count, not a short page: rows can be dropped from a page. Rows are told apart by
/// their ids: a list that changed while it was read repeats some and lacks others.
pub struct Pager {
    paging: Paging,
    request: Request,
    skip: u64,
    pages: u64,
    expected: Option<u64>,
    /// Whether the API has nothing more to give.
    ended: bool,
    rows: Vec<Value>,
    /// The ids of all rows; none once a row had no id.
    ids: Option<HashSet<String>>,
    /// The first page without its rows: what a list says beside them.
    frame: Value,
}

impl Pager {
    /// A pager of the list that `request` begins.
    ///
    /// # Errors
    /// The action is no list, or the caller asks for a part of it.
    pub fn new(action: &Action, integration: &Integration, request: Request) -> Result<Self, Failure> {
        let paging = integration.api(&action.request.api)?.file.paging.clone().filter(|_| action.list);
        let Some(paging) = paging else {
            let message = format!("`{}` answers no list that could have several pages", action.name);
            return Err(Failure::new(FailureKind::InvalidInput, message));
        };
        let given = |key: &str| request.url.query_pairs().any(|(name, _)| name == key);
        if given(&paging.limit) || given(&paging.skip) {
            let message =
                format!("all pages and a `{}` or `{}` exclude each other", paging.limit, paging.skip);
            return Err(Failure::new(FailureKind::InvalidInput, message)
                .with_hint("leave them out to get the whole list"));
        }
        Ok(Self {
            paging,
            request,
            skip: 0,
            pages: 0,
            expected: None,
            ended: false,
            rows: Vec::new(),
            ids: Some(HashSet::new()),
            frame: Value::Null,
        })
    }

    /// The request of the next page: as many rows as the API gives, in an order without doubts.
    #[must_use]
    pub fn request(&self) -> Request {
        let mut request = self.request.clone();
        let sorted = |sort: &str| request.url.query_pairs().any(|(name, _)| name == sort);
        let sort = self.paging.sort.as_ref().filter(|sort| !sorted(&sort.parameter)).cloned();
        let mut query = request.url.query_pairs_mut();
        query.append_pair(&self.paging.limit, &self.paging.maximum.to_string());
        query.append_pair(&self.paging.skip, &self.skip.to_string());
        if let Some(sort) = sort {
            query.append_pair(&sort.parameter, &sort.value);
        }
        drop(query);
        request
    }

    /// Takes the decoded answer to the last request; says whether there is more.
    ///
    /// # Errors
    /// The answer holds no rows where the API promises them.
    pub fn take(&mut self, mut body: Value, response: &Response) -> Result<bool, Failure> {
        let rows = match &self.paging.rows {
            Some(key) => body.get_mut(key).map(Value::take),
            None => Some(body.take()),
        };
        let Some(Value::Array(rows)) = rows else {
            let failure = Failure::new(FailureKind::Decode, "a page of the list holds no rows");
            return Err(failure.with_status(response.status).with_tries(response.tries));
        };
        self.expected = self.total(&body, response).or(self.expected);
        if self.pages == 0 {
            self.frame = body;
        }
        self.pages += 1;
        self.skip += self.paging.maximum;
        self.ended = rows.is_empty();
        let known = self.distinct();
        // Without ids equal rows may be two, as long as a total ends the list.
        let equal = self.expected.is_none() && self.rows.ends_with(&rows);
        self.remember(&rows);
        self.rows.extend(rows);
        let failed = |why: &str| {
            let failure = Failure::new(FailureKind::Decode, format!("the API {why}"));
            Err(failure.with_status(response.status).with_tries(response.tries))
        };
        // An API that ignores where to go on would answer the same rows for ever.
        let again = equal || (self.ids.is_some() && self.distinct() == known);
        if !self.ended && self.pages > 1 && again {
            return failed("answers the same page again and again");
        }
        if self.pages == MOST_PAGES {
            return failed(&format!("does not end a list after {MOST_PAGES} pages"));
        }
        let more = |expected| self.skip < expected && self.distinct() < expected;
        Ok(!self.ended && self.expected.is_none_or(more))
    }

    /// How many different rows there are, as far as they can be told apart.
    fn distinct(&self) -> u64 {
        self.ids.as_ref().map_or(self.rows.len(), HashSet::len) as u64
    }

    fn remember(&mut self, rows: &[Value]) {
        let key = self.paging.id.as_deref();
        for row in rows {
            let id = key.and_then(|key| row.get(key)).and_then(Value::as_str);
            match (&mut self.ids, id) {
                (Some(ids), Some(id)) => {
                    ids.insert(id.to_owned());
                }
                _ => self.ids = None,
            }
        }
    }

    /// The whole list as if it had been one page, and what is known of its completeness.
    #[must_use]
    pub fn finish(mut self) -> (Value, Value) {
        let (fetched, distinct) = (self.rows.len() as u64, self.distinct());
        let told = json!({
            "complete": distinct == fetched && self.expected.map_or(self.ended, |it| it == fetched),
            "expected": self.expected,
            "fetched": fetched,
            "distinct": self.ids.as_ref().map(HashSet::len),
            "pages": self.pages,
        });
        let rows = Value::Array(self.rows);
        let body = match (&self.paging.rows, &mut self.frame) {
            (Some(key), Value::Object(frame)) => {
                frame.insert(key.clone(), rows);
                self.frame
            }
            (Some(key), _) => Value::Object(Map::from_iter([(key.clone(), rows)])),
            (None, _) => rows,
        };
        (body, told)
    }

    fn total(&self, body: &Value, response: &Response) -> Option<u64> {
        let in_body = self.paging.total.as_ref().and_then(|key| body.get(key)?.as_u64());
        let header = self.paging.total_header.as_ref().and_then(|name| response.header(name));
        in_body.or_else(|| header?.trim().parse().ok())
    }
}
