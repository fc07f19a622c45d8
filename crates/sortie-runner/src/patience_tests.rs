use std::fs::{self, File};
use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::future::join;
use serde_json::Map;

use super::*;
use crate::{Budgets, Catalogue, Connect, Connections, Home, HomeReason, Runner, Sending};

static SENT: AtomicU32 = AtomicU32::new(0);

/// Answers everything and counts.
struct Counts;

impl Transport for Counts {
    fn send<'a>(&'a self, _: &'a Request, _: Option<&'a Secret>) -> Sending<'a> {
        SENT.fetch_add(1, Ordering::Relaxed);
        let (headers, body) = (Vec::new(), b"{}".to_vec());
        let answer = Response { status: 200, headers, body, tries: Tries::default(), blocked_until: None };
        Box::pin(async { Ok(answer) })
    }
}

#[test]
fn a_turn_that_comes_with_the_deadline_is_not_taken() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let (connections, state) = (folder.path().join("connections"), folder.path().join("state"));
    fs::create_dir(&connections).expect("it is writable");
    let file = "label: test\nintegration: jumpcloud\nbase_url: https://a.example\napi_key: {env: HOME}\n";
    fs::write(connections.join("test.yaml"), file).expect("it is writable");
    let home = Home::named(folder.path(), HomeReason::Flag);
    let connect: Connect = |_, _, _| Ok(Box::new(Counts));
    let budgets = Budgets::kept_in(Some(state.clone()));
    let runner = Runner::new(Catalogue::new(&home), Connections::new(&home), budgets, connect);
    let (action, connection) = ("list_all_system_users".to_owned(), "test".to_owned());
    let deadline = Some(Duration::from_secs(1));
    let wish = Invocation { action, connection, inputs: Map::new(), deadline, ..Invocation::default() };
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_time().start_paused(true).build().expect("it starts");
    let failure = runtime.block_on(async {
        assert!(runner.run(&wish).await.failure().is_none(), "there is time");
        let kept = fs::read_dir(&state).expect("it shares").map(|it| it.expect("it is ours").path());
        let record = kept.filter(|path| path.extension().is_none()).last().expect("there is a record");
        let stopped = File::open(record).expect("it is ours");
        stopped.lock().expect("nobody else has it");
        let passes = async {
            tokio::time::advance(Duration::from_secs(2)).await;
            drop(stopped);
        };
        join(runner.run(&wish), passes).await.0.failure().cloned()
    });
    let failure = failure.expect("its time is over");
    assert_eq!((failure.kind(), failure.safe_to_retry()), (FailureKind::Timeout, true));
    assert_eq!(SENT.load(Ordering::Relaxed), 1, "the second is not sent");
}
