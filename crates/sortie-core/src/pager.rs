use serde_json::{Map, Value, json};

use crate::{Action, Failure, FailureKind, Integration, Paging, Request, Response};

/// Follows a list to its end, one page after the other.
///
/// It trusts the API's own count, not a short page: rows can be dropped from a page.
pub struct Pager {
    paging: Paging,
    request: Request,
    skip: u64,
    pages: u64,
    expected: Option<u64>,
    /// Whether the API has nothing more to give.
    ended: bool,
    rows: Vec<Value>,
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
            return Err(failure.with_status(response.status).with_attempts(1));
        };
        self.expected = self.total(&body, response).or(self.expected);
        if self.pages == 0 {
            self.frame = body;
        }
        self.pages += 1;
        self.skip += self.paging.maximum;
        // An API that ignores where to go on would answer the same page for ever.
        if !rows.is_empty() && self.pages > 1 && self.rows.ends_with(&rows) && self.tells_rows_apart(&rows) {
            let failure = Failure::new(FailureKind::Decode, "the API answers the same page again and again");
            return Err(failure.with_status(response.status).with_attempts(1));
        }
        self.ended = rows.is_empty();
        self.rows.extend(rows);
        Ok(!self.ended && self.expected.is_none_or(|expected| self.skip < expected))
    }

    /// The whole list as if it had been one page, and what is known of its completeness.
    #[must_use]
    pub fn finish(mut self) -> (Value, Value) {
        let fetched = self.rows.len() as u64;
        let told = json!({
            "complete": self.expected.map_or(self.ended, |expected| expected == fetched),
            "expected": self.expected,
            "fetched": fetched,
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

    /// Whether equal rows are the same row. Without ids they may be two, as long as a total ends the list.
    fn tells_rows_apart(&self, rows: &[Value]) -> bool {
        let has_id = |row: &Value| ["_id", "id"].iter().any(|key| row.get(key).is_some());
        self.expected.is_none() || rows.iter().all(has_id)
    }

    fn total(&self, body: &Value, response: &Response) -> Option<u64> {
        let in_body = self.paging.total.as_ref().and_then(|key| body.get(key)?.as_u64());
        let header = self.paging.total_header.as_ref().and_then(|name| response.header(name));
        in_body.or_else(|| header?.trim().parse().ok())
    }
}
