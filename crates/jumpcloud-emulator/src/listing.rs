mod page;
mod sort;

use serde_json::{Map, Value};

use self::{page::Page, sort::Sort};
use crate::{
    Call, body,
    choices::Choices,
    document::Document,
    query::Query,
    reply::Reply,
    selection::{Selection, from_search_body, from_v1_query, from_v2_query},
    shown::Shown,
};

/// What a list was asked for: which documents, in which order, which part of them and which of their fields.
#[derive(Debug)]
pub(crate) struct Listing {
    selection: Selection,
    sort: Sort,
    page: Page,
    fields: Vec<String>,
    id: &'static str,
}

impl Listing {
    /// Reads the query of a v1 list, where blanks stand between fields.
    pub(crate) fn from_v1(call: &Call, choices: &Choices) -> Result<Self, Reply> {
        let query = Query::parse(&call.query);
        let indexed = call.header("x-eventually-consistent") == Some("true");
        Ok(Self {
            selection: from_v1_query(&query, indexed, choices)?,
            sort: Sort::parse(words(query.get("sort")), "_id"),
            page: Page::parse(query.get("limit"), query.get("skip"), 100, choices)?,
            fields: words(query.get("fields")),
            id: "_id",
        })
    }

    /// Reads the query of a v2 list, where commas stand between fields.
    pub(crate) fn from_v2(call: &Call, choices: &Choices) -> Result<Self, Reply> {
        let query = Query::parse(&call.query);
        let split = |name: &str| query.list(name).flat_map(|it| it.split(',')).map(str::to_owned).collect();
        Ok(Self {
            selection: from_v2_query(&query)?,
            sort: Sort::parse(split("sort"), "id"),
            page: Page::parse(query.get("limit"), query.get("skip"), 100, choices)?,
            fields: split("fields"),
            id: "id",
        })
    }

    /// Reads the body of a search, which may ask for a thousand documents at once.
    pub(crate) fn from_search(body: &Map<String, Value>, choices: &Choices) -> Result<Self, Reply> {
        let number = |name: &str| body.get(name).filter(|it| !it.is_null() && *it != "").map(plain_text);
        let (limit, skip) = (number("limit"), number("skip"));
        Ok(Self {
            selection: from_search_body(body, choices)?,
            sort: Sort::parse(names(body, "sort")?, "_id"),
            page: Page::parse(limit.as_deref(), skip.as_deref(), 1000, choices)?,
            fields: names(body, "fields")?,
            id: "_id",
        })
    }

    /// How many of `documents`, which come in the order of their ids, are selected, and those on the page.
    pub(crate) fn take<D, I>(&self, documents: I) -> (usize, Vec<Shown<'_, D>>)
    where
        D: Document,
        I: DoubleEndedIterator<Item = D> + ExactSizeIterator,
    {
        match self.sort.natural() {
            Some(false) => self.take_natural(documents),
            Some(true) => self.take_natural(documents.rev()),
            None => {
                let selected = documents.filter(|it| self.selection.selects(it)).collect();
                let sorted = self.sort.sort(selected);
                (sorted.len(), self.page.of(sorted.into_iter()).map(|it| self.show(it)).collect())
            }
        }
    }

    fn show<D: Document>(&self, document: D) -> Shown<'_, D> {
        Shown::with_fields(document, &self.fields, self.id)
    }

    /// Takes a page without looking at more documents than necessary: they are in order already.
    fn take_natural<D, I>(&self, documents: I) -> (usize, Vec<Shown<'_, D>>)
    where
        D: Document,
        I: ExactSizeIterator<Item = D>,
    {
        if self.selection.is_everything() {
            return (documents.len(), self.page.of(documents).map(|it| self.show(it)).collect());
        }
        let (mut total, mut shown) = (0, Vec::new());
        for document in documents.filter(|it| self.selection.selects(it)) {
            if self.page.has(total) {
                shown.push(self.show(document));
            }
            total += 1;
        }
        (total, shown)
    }
}

/// From which row on `call` asks for a list of users, by its query or by its body; from the first where it does
/// not say.
pub(crate) fn skip(call: &Call) -> usize {
    let query = Query::parse(&call.query);
    let body = || body::object(call).ok()?.get("skip").map(plain_text);
    let skip = query.get("skip").map(str::to_owned).or_else(body);
    skip.and_then(|text| text.trim().parse().ok()).unwrap_or_default()
}

/// The answer to a v1 read of one `document`, with only what the `fields` parameter names.
pub(crate) fn one_v1<D: Document>(document: D, query: &Query) -> Reply {
    Reply::json(200, &Shown::with_fields(document, &words(query.get("fields")), "_id"))
}

fn words(text: Option<&str>) -> Vec<String> {
    text.unwrap_or_default().split_whitespace().map(str::to_owned).collect()
}

fn plain_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The names under `key` of a search's body: one text with blanks in between, or an array of texts.
fn names(body: &Map<String, Value>, key: &str) -> Result<Vec<String>, Reply> {
    let refuse = || Reply::bad_request(&format!("{key} must be a string of names with blanks in between"));
    match body.get(key) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::String(text)) => Ok(words(Some(text))),
        Some(Value::Array(items)) => {
            items.iter().map(|it| it.as_str().map(str::to_owned).ok_or_else(refuse)).collect()
        }
        Some(_) => Err(refuse()),
    }
}
