mod report;
mod size;

use std::borrow::Cow;

use serde_json::Value;
use serde_json::value::RawValue;

use crate::census::{Census, Seen};
use crate::decode::read;
use crate::page::Page;
use crate::row::id_of;
use crate::{Action, Failure, FailureKind, Integration, Paging, Request, Response, Tries};

/// The most pages running without anything new: of a list whose length nobody knows, and of another.
const MOST_STALE: u64 = 2;
const MOST_STALE_OF_TOTAL: u64 = 20;
/// The most pages of one list: whoever answers more does not mean to end.
const MOST_PAGES: u64 = 100_000;

/// Follows a list to its end, and finds out whether it was whole.
///
/// It trusts the API's own count, not a short page: rows can be dropped from a page. Each page after the first
/// begins with the last row of the one before, its anchor. Where another row stands there the list has moved
/// meanwhile, which no total and no count of rows would tell: as much can have gone before that place as has come
/// behind it. Rows are told apart by their ids.
///
/// Where the total is known, pages may be asked for before those in front of them have come. They are taken in
/// their order.
pub struct Pager<'a> {
    integration: &'a Integration,
    paging: Paging,
    request: Request,
    census: Census,
    /// How many rows a page has.
    size: u64,
    /// How many it has if rows were dropped from the first. Until the second has come, less than was asked for may be all
    /// that the API gives at once.
    usual: Option<u64>,
    planned: u64,
    pages: u64,
    expected: Option<u64>,
    fetched: u64,
    nulls: u64,
    last: Option<Last>,
    /// Whether the API has nothing more to give.
    ended: bool,
    /// Whether the list has changed while it was read.
    drift: bool,
    /// Whether it may have changed, or rows may be missing, and nothing tells.
    doubt: bool,
    /// The status of the last page, and how often that was asked for.
    answered: (u16, Tries),
    /// The first page without its rows: what a list says beside them.
    frame: Value,
}

/// The end of the last page.
struct Last {
    /// Its first row and its last: their ids, or where they have none, their texts. None where it was empty.
    ends: Option<(String, String)>,
    /// Whether it had all the rows that it ought to have.
    full: bool,
    /// How many pages running had nothing that had not come before, up to it.
    stale: u64,
}

impl<'a> Pager<'a> {
    /// A pager of the list that `request` begins.
    ///
    /// # Errors
    /// The action is no list, or the caller asks for a part of it.
    pub fn new(action: &Action, integration: &'a Integration, request: Request) -> Result<Self, Failure> {
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
        let (census, size) = (Census::new(paging.is_by_id(&request)), paging.maximum);
        Ok(Self {
            integration,
            paging,
            request,
            census,
            size,
            usual: None,
            planned: 0,
            pages: 0,
            expected: None,
            fetched: 0,
            nulls: 0,
            last: None,
            ended: false,
            drift: false,
            doubt: false,
            answered: (0, Tries::default()),
            frame: Value::Null,
        })
    }

    /// The request of the first page.
    #[must_use]
    pub fn first(&self) -> Request {
        self.paging.page_of(&self.request, 0, self.limit())
    }

    /// The request of the next page of which it is known that it is needed.
    pub fn next_request(&mut self) -> Option<Request> {
        let skip = self.planned * self.step();
        let is_needed = match self.expected {
            _ if self.ended || (self.usual.is_some() && self.planned > 1) => false,
            Some(expected) => skip + self.overlap() < expected,
            None => self.planned == self.pages,
        };
        let request = (self.planned == 0 || is_needed)
            .then(|| self.paging.page_of(&self.request, skip, self.limit()))?;
        self.planned += 1;
        Some(request)
    }

    /// Whether nothing that can still come belongs to the list.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.ended
    }

    /// Takes the next page; gives those of its rows that were not in the last one.
    ///
    /// # Errors
    /// The answer is no page, or the API answers in a way that has no end.
    pub fn take<'p>(&mut self, response: &'p Response) -> Result<Vec<&'p RawValue>, Failure> {
        let mut page = self.read(response)?;
        self.answered = (response.status, response.tries);
        self.note_total(&page.frame, response);
        if self.pages == 0 {
            self.frame = page.frame;
            self.fit(page.rows.len() as u64);
        }
        if let Some(usual) = self.usual.take_if(|_| self.pages == 1)
            && !self.is_cap(usual, &page.rows)
        {
            return Ok(Vec::new());
        }
        // All rows of a page may have been dropped: it ends the list where no more rows are said to be.
        self.ended = page.rows.is_empty() && self.expected.is_none_or(|it| it <= self.pages * self.step());
        let stale = self.note(&mut page.rows);
        let failed = |why: &str| {
            let failure = Failure::new(FailureKind::Decode, format!("the API {why}"));
            Err(failure.with_status(response.status).with_tries(response.tries))
        };
        // An API that ignores where to go on would answer the same rows for ever, or until whatever it calls the total.
        let most = if self.expected.is_none() { MOST_STALE } else { MOST_STALE_OF_TOTAL };
        if stale >= most && !self.ended {
            return failed("answers the same page again and again");
        }
        if self.pages == MOST_PAGES {
            return failed(&format!("does not end a list after {MOST_PAGES} pages"));
        }
        Ok(page.rows)
    }

    /// Takes up the `rows` of the next page and leaves those that are new; how many pages running have had nothing new by
    /// now. Lists move: such a page may show rows that went on to it.
    fn note(&mut self, rows: &mut Vec<&RawValue>) -> u64 {
        let full = rows.len() as u64 >= self.due();
        let ends = rows.first().zip(rows.last()).map(|(first, last)| (self.sign(first), self.sign(last)));
        let keeps = self.match_anchor(rows, full);
        let is_same = !keeps && self.last.as_ref().is_some_and(|last| last.ends == ends);
        let nulls = self.nulls;
        let new = self.count(rows);
        let is_stale = self.nulls == nulls && (new == 0 || is_same);
        let stale = if is_stale { self.last.as_ref().map_or(0, |last| last.stale) + 1 } else { 0 };
        self.last = Some(Last { ends, full, stale });
        self.pages += 1;
        stale
    }

    fn read<'p>(&self, response: &'p Response) -> Result<Page<'p>, Failure> {
        let key = self.paging.rows.as_deref();
        let page =
            read(response, self.integration, self.request.purpose, |body| match Page::read(body, key) {
                Err(error) if error.is_data() => Ok(None),
                page => page.map(Some),
            });
        page?.ok_or_else(|| {
            let failure = Failure::new(FailureKind::Decode, "a page of the list holds no rows");
            failure.with_status(response.status).with_tries(response.tries)
        })
    }

    fn note_total(&mut self, frame: &Value, response: &Response) {
        let Some(total) = self.paging.total_in(frame, response) else {
            // One that cannot be read, or comes and goes, is none to count against.
            self.doubt |= self.expected.is_some() || self.paging.names_total(frame, response);
            return;
        };
        self.drift |= self.expected.is_some_and(|expected| expected != total);
        self.expected = Some(total);
    }

    /// Takes the anchor out of `rows`, where it stands at their beginning; whether it does.
    fn match_anchor(&mut self, rows: &mut Vec<&RawValue>, full: bool) -> bool {
        let (Some(last), 1) = (&self.last, self.overlap()) else { return false };
        let anchor = last.ends.as_ref().map(|(_, anchor)| anchor.as_str());
        let matches = rows.first().is_some_and(|row| Some(self.sign(row).as_str()) == anchor);
        // A row that is null may be any.
        let is_told = anchor != Some("null") && rows.first().is_none_or(|row| row.get() != "null");
        if matches {
            rows.remove(0);
        }
        match (last.full, full) {
            // The end of a list of which nobody knows the length.
            (false, _) if rows.is_empty() && !matches => (),
            (true, _) if matches => (),
            (true, true) if is_told => self.drift = true,
            // Rows are missing, and one of them may be the anchor.
            _ => self.doubt = true,
        }
        matches
    }

    /// Counts `rows` and drops those that are null; how many there are that may not have been there before.
    fn count(&mut self, rows: &mut Vec<&RawValue>) -> u64 {
        let before = rows.len();
        rows.retain(|row| row.get() != "null");
        self.nulls += (before - rows.len()) as u64;
        self.fetched += rows.len() as u64;
        let mut new = 0;
        for row in rows.iter() {
            let id = self.paging.id.as_deref().and_then(|key| id_of(row, key));
            match self.census.take(id.as_deref()) {
                Seen::Again => self.drift = true,
                Seen::New | Seen::Unknown => new += 1,
            }
        }
        new
    }

    /// What tells `row` from its neighbours: its id, or else its text.
    fn sign(&self, row: &RawValue) -> String {
        let id = self.paging.id.as_deref().and_then(|key| id_of(row, key));
        id.map_or_else(|| row.get().to_owned(), Cow::into_owned)
    }
}
