use serde_json::json;

use crate::{
    body,
    exchange::Exchange,
    listing::{Listing, show_v1},
    reply::{Outcome, Reply},
};

/// Answers with a page of the systems that the query selects.
pub(crate) fn list(exchange: &Exchange) -> Outcome {
    Ok(page(exchange, &Listing::from_v1(exchange.call, exchange.choices)?))
}

/// Answers with a page of the systems that the body selects.
pub(crate) fn search(exchange: &Exchange) -> Outcome {
    let body = body::object_or_empty(exchange.call)?;
    Ok(page(exchange, &Listing::from_search(&body, exchange.choices)?))
}

/// Answers with one system.
pub(crate) fn one(exchange: &Exchange, id: &str) -> Outcome {
    let id = exchange.id(id)?;
    let system = exchange.directory.systems().find(|it| it.id() == id).ok_or_else(Reply::not_found)?;
    Ok(Reply::json(200, &show_v1(&system, &exchange.query)))
}

fn page(exchange: &Exchange, listing: &Listing) -> Reply {
    let (total, results) = listing.take(exchange.directory.systems());
    Reply::json(200, &json!({ "totalCount": total, "results": results }))
}
