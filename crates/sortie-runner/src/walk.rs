use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::pin::pin;

use futures_util::StreamExt as _;
use futures_util::future::{Either, select};
use futures_util::stream::FuturesOrdered;
use serde_json::value::RawValue;
use sortie_core::{Failure, Pager, Redactor, Request, Response};

use crate::way::Way;

/// What was answered, and what was learnt by asking.
type Answered = (Result<Response, Failure>, Redactor);

/// Fetches the pages of the list that `pager` follows, up to `at_once` beside each other, and gives what `take` makes
/// of the rows of each to `give`, in their order, until that breaks or fails.
///
/// No more than `at_once` answers are in memory, those included that wait for one in front of them. While `give` waits,
/// for somebody who reads slowly, answers under way come in all the same. A page that fails ends the walk; requests that
/// are under way then are given up.
pub(crate) async fn walk<T, G: Future<Output = Result<ControlFlow<()>, Failure>>>(
    pager: &mut Pager<'_>,
    way: &Way<'_>,
    at_once: u64,
    redactor: &mut Redactor,
    mut take: impl FnMut(&[&RawValue], &Redactor) -> Result<T, Failure>,
    give: impl Fn(T) -> G,
) -> Result<(), Failure> {
    let at_once = usize::try_from(at_once).unwrap_or(usize::MAX);
    let mut under_way = FuturesOrdered::new();
    let mut come: VecDeque<Answered> = VecDeque::new();
    while !pager.has_ended() {
        while under_way.len() + come.len() < at_once
            && let Some(request) = pager.next_request()
        {
            under_way.push_back(fetch(way, request, redactor.clone()));
        }
        let next = match come.pop_front() {
            Some(next) => Some(next),
            None => under_way.next().await,
        };
        let Some((answered, learnt)) = next else { break };
        redactor.add_all(&learnt);
        let response = answered?;
        let taken = take(&pager.take(&response)?, redactor);
        let mut giving = pin!(give(taken.map_err(|failure| failure.with_tries(response.tries))?));
        let given = loop {
            match select(giving.as_mut(), under_way.next()).await {
                Either::Left((given, _)) => break given,
                Either::Right((Some(next), _)) => come.push_back(next),
                Either::Right((None, _)) => break giving.await,
            }
        };
        if given?.is_break() {
            break;
        }
    }
    Ok(())
}

/// Sends `request`. What is learnt by it comes with the answer: requests beside each other share no redactor.
async fn fetch(way: &Way<'_>, request: Request, mut redactor: Redactor) -> Answered {
    let answered = way.send(&request, &mut redactor).await;
    (answered, redactor)
}
