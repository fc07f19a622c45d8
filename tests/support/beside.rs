use std::sync::Mutex;
use std::{iter, thread};

/// How many are under way at once: they wait for processes more than they work.
const WORKERS: usize = 8;

/// What `play` makes of each of `cells`, several at once, in their order.
pub(crate) fn beside_each_other<T: Sync, R: Send>(cells: &[T], play: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = Mutex::new(cells.iter().enumerate());
    let take = || next.lock().expect("nothing panics while it holds this").next();
    let work = || iter::from_fn(take).map(|(at, cell)| (at, play(cell))).collect::<Vec<_>>();
    let mut played: Vec<(usize, R)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a cell that is wrong says so")).collect()
    });
    played.sort_by_key(|(at, _)| *at);
    played.into_iter().map(|(_, result)| result).collect()
}
