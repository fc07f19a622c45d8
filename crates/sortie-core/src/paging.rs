use serde_json::Value;

use crate::{Paging, Request, Response};

impl Paging {
    /// The request of the page of `list` that begins behind `skip` rows: `size` rows, in an order without doubts.
    pub(crate) fn page_of(&self, list: &Request, skip: u64, size: u64) -> Request {
        let mut request = list.clone();
        let sorted = |sort: &str| list.url.query_pairs().any(|(name, _)| name == sort);
        let sort = self.sort.as_ref().filter(|sort| !sorted(&sort.parameter));
        let mut query = request.url.query_pairs_mut();
        query.append_pair(&self.limit, &size.to_string());
        query.append_pair(&self.skip, &skip.to_string());
        if let Some(sort) = sort {
            query.append_pair(&sort.parameter, &sort.value);
        }
        drop(query);
        request
    }

    /// How many rows there are, as a page says beside its rows.
    pub(crate) fn total_in(&self, frame: &Value, response: &Response) -> Option<u64> {
        let in_body = self.total.as_ref().and_then(|key| frame.get(key)?.as_u64());
        let header = self.total_header.as_ref().and_then(|name| response.header(name));
        in_body.or_else(|| header?.trim().parse().ok())
    }

    /// Whether a page says anything where the total is to stand.
    pub(crate) fn names_total(&self, frame: &Value, response: &Response) -> bool {
        let in_body = self.total.as_ref().is_some_and(|key| frame.get(key).is_some_and(|it| !it.is_null()));
        in_body || self.total_header.as_ref().is_some_and(|name| response.header(name).is_some())
    }

    /// Whether the rows of `list` come in the ascending order of their ids.
    pub(crate) fn is_by_id(&self, list: &Request) -> bool {
        let own = self.sort.as_ref().filter(|sort| self.id.as_ref() == Some(&sort.value));
        own.is_some_and(|sort| list.url.query_pairs().all(|(name, _)| name != sort.parameter))
    }
}
