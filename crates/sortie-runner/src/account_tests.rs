use std::fs;

use futures_util::future::join;
use sortie_core::{Envelope, Invocation};
use tokio::time::Instant;

use super::*;
use crate::{Budgets, Catalogue, Connect, Home, HomeReason, Runner, Sending};

/// Answers nothing.
struct Silent;

impl Transport for Silent {
    fn send<'a>(&'a self, _: &'a Request, _: Option<&'a Secret>) -> Sending<'a> {
        Box::pin(std::future::pending())
    }
}

fn failure(envelope: &Envelope) -> &Failure {
    envelope.failure().expect("nothing is answered")
}

/// No time passes but what somebody sleeps.
#[test]
fn who_waits_for_anothers_token_waits_until_its_own_deadline() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let connections = folder.path().join("connections");
    fs::create_dir(&connections).expect("it is writable");
    let file = "label: test\nintegration: jumpcloud\nbase_url: https://a.example\n\
        hosts: {token: https://b.example}\noauth: {client_id: me, client_secret: {env: HOME}}\n";
    fs::write(connections.join("test.yaml"), file).expect("it is writable");
    let home = Home::named(folder.path(), HomeReason::Flag);
    let connect: Connect = |_, _, _| Ok(Box::new(Silent));
    let runner = Runner::new(Catalogue::new(&home), Connections::new(&home), Budgets::kept_in(None), connect);
    let run = async |seconds| {
        let (action, connection) = ("list_all_system_users".to_owned(), "test".to_owned());
        let deadline = Some(Duration::from_secs(seconds));
        let began = Instant::now();
        let envelope =
            runner.run(&Invocation { action, connection, deadline, ..Invocation::default() }).await;
        (envelope, began.elapsed().as_secs())
    };
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_time().start_paused(true).build().expect("it starts");
    let (fetches, waits) = runtime.block_on(join(run(60), run(10)));
    assert_eq!((fetches.1, waits.1), (60, 10));
    let (fetches, waits) = (failure(&fetches.0), failure(&waits.0));
    assert_eq!(fetches.to_string(), "the answer was not there when the run's 60 seconds were over");
    assert_eq!(waits.to_string(), "the token was not there when the run's 10 seconds were over");
    assert_eq!((waits.kind(), waits.safe_to_retry()), (FailureKind::Timeout, true));
}
