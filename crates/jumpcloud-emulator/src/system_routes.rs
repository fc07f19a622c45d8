use crate::{
    body,
    exchange::Reading,
    listing::{Listing, one_v1},
    reply::{Outcome, Reply},
    results::Results,
};

/// Answers with a page of the systems that the query selects.
pub(crate) fn list(exchange: &Reading) -> Outcome {
    Ok(page(exchange, &Listing::from_v1(exchange.call, exchange.choices)?))
}

/// Answers with a page of the systems that the body selects.
pub(crate) fn search(exchange: &Reading) -> Outcome {
    let body = body::object_or_empty(exchange.call)?;
    Ok(page(exchange, &Listing::from_search(&body, exchange.choices)?))
}

/// Answers with one system.
pub(crate) fn one(exchange: &Reading, id: &str) -> Outcome {
    let id = exchange.id(id)?;
    let system = exchange.directory.systems().find(|it| it.id() == id).ok_or_else(Reply::not_found)?;
    Ok(one_v1(system, &exchange.query))
}

fn page(exchange: &Reading, listing: &Listing) -> Reply {
    let (total_count, results) = listing.take(exchange.directory.systems());
    Reply::json(200, &Results { total_count, results })
}
