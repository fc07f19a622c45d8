use std::ops::ControlFlow;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesOrdered;
use serde_json::value::RawValue;
use sortie_core::{Failure, Pager, Redactor, Request, Response};

use crate::way::Way;

/// Fetches the pages of the list that `pager` follows, up to `at_once` beside each other, and gives the rows of each to
/// `take`, in their order, until it breaks.
///
/// No more than `at_once` answers are in memory, those included that wait for one in front of them. A page that fails
/// ends the walk; requests that are under way then are given up.
pub(crate) async fn walk(
    pager: &mut Pager<'_>,
    way: &Way<'_>,
    at_once: u64,
    redactor: &mut Redactor,
    mut take: impl FnMut(&[&RawValue], &Redactor) -> Result<ControlFlow<()>, Failure>,
) -> Result<(), Failure> {
    let at_once = usize::try_from(at_once).unwrap_or(usize::MAX);
    let mut under_way = FuturesOrdered::new();
    while !pager.has_ended() {
        while under_way.len() < at_once
            && let Some(request) = pager.next_request()
        {
            under_way.push_back(fetch(way, request, redactor.clone()));
        }
        let Some((answered, learnt)) = under_way.next().await else { break };
        redactor.add_all(&learnt);
        let response = answered?;
        let taken = take(&pager.take(&response)?, redactor);
        if taken.map_err(|failure| failure.with_tries(response.tries))?.is_break() {
            break;
        }
    }
    Ok(())
}

/// Sends `request`. What is learnt by it comes with the answer: requests beside each other share no redactor.
async fn fetch(
    way: &Way<'_>,
    request: Request,
    mut redactor: Redactor,
) -> (Result<Response, Failure>, Redactor) {
    let answered = way.send(&request, &mut redactor).await;
    (answered, redactor)
}
