use crate::{
    body,
    choices::MissingUser,
    exchange::Reading,
    listing::{Listing, one_v1},
    reply::{Outcome, Reply},
    results::Results,
};

/// Answers with a page of the users that the query selects.
pub(crate) fn list(exchange: &Reading) -> Outcome {
    Ok(page(exchange, &Listing::from_v1(exchange.call, exchange.choices)?))
}

/// Answers with a page of the users that the body selects.
pub(crate) fn search(exchange: &Reading) -> Outcome {
    let body = body::object_or_empty(exchange.call)?;
    Ok(page(exchange, &Listing::from_search(&body, exchange.choices)?))
}

/// Answers with one user.
pub(crate) fn one(exchange: &Reading, id: &str) -> Outcome {
    let id = exchange.id(id)?;
    match (exchange.directory.user(id), exchange.choices.missing_user) {
        (Some(user), _) => Ok(one_v1(user, &exchange.query)),
        (None, MissingUser::NotFound) => Err(Reply::not_found()),
        (None, MissingUser::Empty) => Ok(Reply::empty(200)),
    }
}

fn page(exchange: &Reading, listing: &Listing) -> Reply {
    let (total_count, results) = listing.take(exchange.directory.users().iter());
    Reply::json(200, &Results { total_count, results })
}
