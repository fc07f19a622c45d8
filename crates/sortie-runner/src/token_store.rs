use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex as BlockingMutex, PoisonError};
use std::time::Instant;

use sortie_core::{Connection, Failure, Secret, ServiceAccount, Token};
use tokio::sync::{Mutex, MutexGuard};

/// The tokens of a process, in memory and nowhere else: one for each connection.
#[derive(Default)]
pub(crate) struct TokenStore {
    slots: BlockingMutex<HashMap<String, Arc<Slot>>>,
    hasher: RandomState,
}

impl TokenStore {
    /// The place of the token of `account`, which `connection` has, as long as none of both changes: its old
    /// token goes with its old place. It goes by where the client secret is kept, so that a run that has a token
    /// does not read it.
    pub(crate) fn slot(&self, connection: &Connection, account: &ServiceAccount) -> Arc<Slot> {
        let identity = (
            account.token_url.as_str(),
            account.client_id.as_str(),
            account.scope.as_deref(),
            &account.client_secret,
            &connection.network,
        );
        let identity = self.hasher.hash_one(identity);
        // Nothing panics while it holds this.
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        match slots.get(&connection.label) {
            Some(slot) if slot.identity == identity => Arc::clone(slot),
            _ => {
                let slot = Arc::new(Slot { identity, ended: AtomicU64::new(0), latest: Mutex::new(None) });
                slots.insert(connection.label.clone(), Arc::clone(&slot));
                slot
            }
        }
    }
}

/// The place of one connection's token.
pub(crate) struct Slot {
    /// A hash, which tells changes.
    identity: u64,
    /// How many fetches have ended.
    ended: AtomicU64,
    /// What the last fetch gave; locked while one is under way.
    latest: Mutex<Option<Fetched<Held>>>,
}

/// The turn of a call at a slot: nobody else fetches until it is dropped.
pub(crate) struct Turn<'a> {
    slot: &'a Slot,
    /// Whether a fetch has ended meanwhile.
    has_waited: bool,
    latest: MutexGuard<'a, Option<Fetched<Held>>>,
}

/// What a fetch gave, and every secret that may stand in it: whoever is told the one has to hide the other.
#[derive(Clone)]
pub(crate) struct Fetched<T> {
    pub(crate) secrets: Arc<[Secret]>,
    pub(crate) outcome: Result<T, Failure>,
    /// Whether it came to nothing because the run that fetched had no more time: that says nothing to others.
    pub(crate) cut_short: bool,
}

/// A token that has been fetched.
#[derive(Clone)]
pub(crate) struct Held {
    pub(crate) token: Arc<Token>,
    asked: Instant,
    number: u64,
}

impl Slot {
    /// Waits while others fetch.
    pub(crate) async fn turn(&self) -> Turn<'_> {
        let seen = self.ended.load(Ordering::Acquire);
        let latest = self.latest.lock().await;
        let has_waited = self.ended.load(Ordering::Acquire) != seen;
        Turn { slot: self, has_waited, latest }
    }
}

impl Turn<'_> {
    /// The token with what has to be hidden, by `fetch` where there is none that is good, and whether `fetch` was
    /// made for this call.
    ///
    /// A fetch under way is everybody's who comes before it ends, whatever it gives, unless its run had no more time
    /// for it; a failed one is nobody's who comes later. `refused` is one that the API does not take any more. Whoever
    /// gives up while it fetches leaves the next in the queue to do so.
    pub(crate) async fn token(
        self,
        refused: Option<&Held>,
        fetch: impl Future<Output = Fetched<Token>>,
    ) -> (Fetched<Held>, bool) {
        let Self { slot, has_waited, mut latest } = self;
        let serves = |fetched: &&Fetched<Held>| match &fetched.outcome {
            Ok(held) => {
                refused.is_none_or(|refused| refused.number != held.number)
                    && (has_waited || held.token.is_good_at(held.asked.elapsed()))
            }
            Err(_) => has_waited && !fetched.cut_short,
        };
        if let Some(fetched) = latest.as_ref().filter(serves) {
            return (fetched.clone(), false);
        }
        let (asked, number) = (Instant::now(), slot.ended.load(Ordering::Acquire) + 1);
        let Fetched { secrets, outcome, cut_short } = fetch.await;
        let outcome = outcome.map(|token| Held { token: Arc::new(token), asked, number });
        let fetched = Fetched { secrets, outcome, cut_short };
        *latest = Some(fetched.clone());
        slot.ended.store(number, Ordering::Release);
        (fetched, true)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};
    use std::time::Duration;

    use sortie_core::FailureKind;

    use super::*;

    fn slot() -> Slot {
        Slot { identity: 0, ended: AtomicU64::new(0), latest: Mutex::new(None) }
    }

    fn token(seconds: u64) -> Token {
        let secret = Secret::new("token".to_owned());
        Token { authorization: secret.clone(), secret, lifetime: Duration::from_secs(seconds) }
    }

    fn failure() -> Fetched<Token> {
        fetched(Err(Failure::new(FailureKind::Connect, "nobody is there")))
    }

    fn cut_short() -> Fetched<Token> {
        Fetched { cut_short: true, ..failure() }
    }

    fn fetched(outcome: Result<Token, Failure>) -> Fetched<Token> {
        Fetched { secrets: [Secret::new("client secret".to_owned())].into(), outcome, cut_short: false }
    }

    /// What a call is told.
    async fn get(
        slot: &Slot,
        refused: Option<&Held>,
        fetch: impl Future<Output = Fetched<Token>>,
    ) -> (Fetched<Held>, bool) {
        slot.turn().await.token(refused, fetch).await
    }

    /// A fetch that waits until it may end, and counts that it was begun.
    async fn slow(begun: &Cell<u32>, may_end: &Cell<bool>, gives: fn() -> Fetched<Token>) -> Fetched<Token> {
        begun.set(begun.get() + 1);
        std::future::poll_fn(|_| if may_end.get() { Poll::Ready(()) } else { Poll::Pending }).await;
        gives()
    }

    /// What each of these calls is told, made at once while a fetch is under way; and how many fetch. Each is told
    /// what it has to hide.
    fn at_once(slot: &Slot, gives: fn() -> Fetched<Token>) -> (Vec<String>, u32) {
        let (begun, may_end) = (Cell::new(0), Cell::new(false));
        let context = &mut Context::from_waker(Waker::noop());
        let mut calls: Vec<_> =
            (0..5).map(|_| Box::pin(get(slot, None, slow(&begun, &may_end, gives)))).collect();
        for call in &mut calls {
            assert!(call.as_mut().poll(context).is_pending(), "the fetch has not ended");
        }
        may_end.set(true);
        let told = calls.iter_mut().map(|call| match call.as_mut().poll(context) {
            Poll::Ready((fetched, is_new)) => {
                assert_eq!(fetched.secrets[0].expose(), "client secret");
                fetched
                    .outcome
                    .map_or_else(|it| it.to_string(), |held| format!("token {} {is_new}", held.number))
            }
            Poll::Pending => "waits".to_owned(),
        });
        (told.collect(), begun.get())
    }

    #[test]
    fn one_fetch_is_for_all_who_wait_whatever_it_gives() {
        let slot = slot();
        let (told, begun) = at_once(&slot, failure);
        assert_eq!((told, begun), (vec!["nobody is there".to_owned(); 5], 1));
        // Who comes later tries again, and a token that ends at once is good for those who have waited for it.
        let (told, begun) = at_once(&slot, || fetched(Ok(token(1))));
        let first = ["token 2 true", "token 2 false", "token 2 false", "token 2 false", "token 2 false"];
        assert_eq!((told, begun), (first.map(str::to_owned).to_vec(), 1));
        let (told, begun) = at_once(&slot, || fetched(Ok(token(3600))));
        assert_eq!((told[0].as_str(), begun), ("token 3 true", 1));
    }

    #[test]
    fn a_fetch_that_its_run_had_no_time_for_is_nobody_elses() {
        let (told, begun) = at_once(&slot(), cut_short);
        assert_eq!((told, begun), (vec!["nobody is there".to_owned(); 5], 5));
    }

    #[test]
    fn whoever_gives_up_leaves_the_fetch_to_the_next() {
        let slot = slot();
        let context = &mut Context::from_waker(Waker::noop());
        let (begun, never) = (Cell::new(0), Cell::new(false));
        let mut first = Box::pin(get(&slot, None, slow(&begun, &never, failure)));
        assert!(first.as_mut().poll(context).is_pending());
        let mut second = pin!(get(&slot, None, async { fetched(Ok(token(3600))) }));
        assert!(second.as_mut().poll(context).is_pending());
        drop(first);
        assert!(matches!(second.as_mut().poll(context), Poll::Ready((Fetched { outcome: Ok(_), .. }, true))));
    }

    /// Whoever waits for another's fetch may give up, too.
    #[test]
    fn whoever_gives_up_its_turn_is_passed_over() {
        let slot = slot();
        let context = &mut Context::from_waker(Waker::noop());
        let mut first = Box::pin(slot.turn());
        let Poll::Ready(first) = first.as_mut().poll(context) else { panic!("nobody fetches") };
        let mut second = Box::pin(slot.turn());
        let mut third = pin!(slot.turn());
        assert!(second.as_mut().poll(context).is_pending() && third.as_mut().poll(context).is_pending());
        drop(second);
        drop(first);
        assert!(third.as_mut().poll(context).is_ready());
    }

    #[test]
    fn a_refused_token_is_replaced_by_one_that_is_not() {
        let slot = slot();
        let context = &mut Context::from_waker(Waker::noop());
        let mut next = |refused: Option<&Held>| {
            let told = pin!(get(&slot, refused, async { fetched(Ok(token(3600))) })).poll(context);
            let Poll::Ready((Fetched { outcome: Ok(held), .. }, is_new)) = told else {
                panic!("nothing has to be waited for")
            };
            (held, is_new)
        };
        let (first, _) = next(None);
        let (second, is_new) = next(Some(&first));
        assert_eq!((second.number, is_new), (2, true));
        // Another run has been refused the first as well: the second is there already.
        let (again, is_new) = next(Some(&first));
        assert_eq!((again.number, is_new), (2, false));
    }
}
