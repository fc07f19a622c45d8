use sortie_core::{Failure, FailureKind, Purpose, Request, Secret};

use crate::{Sending, Transport};

/// A transport that lets declared reads through and nothing else, whatever is done with it.
pub(crate) struct DryRun(pub(crate) Box<dyn Transport>);

impl Transport for DryRun {
    fn send<'a>(&'a self, request: &'a Request, credential: Option<&'a Secret>) -> Sending<'a> {
        match request.purpose {
            Purpose::Read | Purpose::Token => self.0.send(request, credential),
            Purpose::Action { .. } => {
                let message = "a dry run sends no action; this is a mistake in Sortie";
                Box::pin(async move { Err(Failure::new(FailureKind::Connection, message)) })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use sortie_core::{Effect, Method, Response, Tries};
    use url::Url;

    use super::*;

    /// Answers everything at once.
    struct Answers;

    impl Transport for Answers {
        fn send<'a>(&'a self, _: &'a Request, _: Option<&'a Secret>) -> Sending<'a> {
            Box::pin(async {
                Ok(Response {
                    status: 200,
                    headers: Vec::new(),
                    body: Vec::new(),
                    tries: Tries::default(),
                    blocked_until: None,
                })
            })
        }
    }

    fn passes(purpose: Purpose) -> bool {
        let url = Url::parse("http://localhost").expect("an address");
        let request =
            Request { method: Method::Get, url, headers: Vec::new(), credential: None, body: None, purpose };
        let transport = DryRun(Box::new(Answers));
        let sent =
            pin!(transport.send(&request, None)).as_mut().poll(&mut Context::from_waker(Waker::noop()));
        matches!(sent, Poll::Ready(Ok(_)))
    }

    #[test]
    fn lookups_pass_and_actions_do_not_whatever_they_do() {
        assert!(passes(Purpose::Read) && passes(Purpose::Token));
        for effect in [Effect::Read, Effect::Write, Effect::Destructive] {
            assert!(!passes(Purpose::Action { effect, idempotent: true }), "{effect:?}");
        }
    }
}
