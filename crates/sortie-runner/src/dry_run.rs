use sortie_core::{Failure, FailureKind, Purpose, Request};

use crate::{Sending, Transport};

/// A transport that lets lookups through and nothing else, whatever a command does with it.
pub struct DryRun<T>(pub T);

impl<T: Transport> Transport for DryRun<T> {
    fn send<'a>(&'a self, request: &'a Request) -> Sending<'a> {
        match request.purpose {
            Purpose::Read => self.0.send(request),
            Purpose::Action { .. } => {
                Box::pin(async { Err(Failure::new(FailureKind::Budget, "a dry run sends no action")) })
            }
        }
    }
}

impl Transport for Box<dyn Transport> {
    fn send<'a>(&'a self, request: &'a Request) -> Sending<'a> {
        self.as_ref().send(request)
    }
}
