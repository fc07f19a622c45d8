use std::time::Duration;

use jiff::Timestamp;
use sortie_core::{
    Connection, Failure, FailureKind, Invocation, Moment, Redactor, Request, Response, RetryPolicy, Secret,
    SideEffect, Tries,
};
use tokio::time::{Instant, sleep};

use crate::Transport;
use crate::deadline::Deadline;
use crate::lane::{Lane, Permit};
use crate::watched::watched;

/// The shortest pause that people are told of without asking.
const TOLD: Duration = Duration::from_secs(5);

/// What an invocation wants otherwise than its connection says.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Wishes {
    retries: Option<u32>,
    deadline: Option<Duration>,
}

/// How often a run asks again, how long it waits in all, and where it waits for its turns.
#[derive(Clone)]
pub(crate) struct Patience {
    policy: RetryPolicy,
    deadline: Option<Deadline>,
    lane: Lane,
}

/// Since when a request is sent, and how often it was.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SoFar {
    began: Instant,
    tries: Tries,
}

impl Wishes {
    /// Those of `invocation`.
    pub(crate) fn of(invocation: &Invocation) -> Self {
        Self { retries: invocation.retries, deadline: invocation.deadline }
    }

    /// When a run has to have ended that `began` then, over a connection that gives it `seconds`.
    pub(crate) fn deadline(&self, began: Instant, seconds: Option<u64>) -> Option<Deadline> {
        let total = self.deadline.or(seconds.map(Duration::from_secs))?;
        Deadline::new(began, total)
    }

    /// To see each request fail that fails: a diagnosis hides nothing.
    pub(crate) fn once() -> Self {
        Self { retries: Some(0), deadline: None }
    }
}

impl SoFar {
    /// A request that begins now.
    pub(crate) fn nothing() -> Self {
        Self { began: Instant::now(), tries: Tries::default() }
    }

    /// The same after `tries`.
    pub(crate) fn after(self, tries: Tries) -> Self {
        Self { tries, ..self }
    }
}

impl Patience {
    /// The patience of a run over `connection`, by `lane`, that has to have ended at its `deadline`.
    pub(crate) fn new(
        connection: &Connection,
        wishes: Wishes,
        deadline: Option<Deadline>,
        lane: Lane,
    ) -> Self {
        let own = connection.retry;
        let policy = RetryPolicy { retries: wishes.retries.unwrap_or(own.retries), ..own };
        Self { policy, deadline, lane }
    }

    /// When the run has to have ended.
    pub(crate) fn deadline(&self) -> Option<Deadline> {
        self.deadline
    }

    /// Sends `request` when it is its turn, and again where the policy allows it, until its answer stands.
    ///
    /// The same request is sent each time, byte for byte.
    pub(crate) async fn send(
        &self,
        transport: &dyn Transport,
        request: &Request,
        credential: Option<&Secret>,
        redactor: &Redactor,
    ) -> Result<Response, Failure> {
        self.send_on(transport, request, credential, redactor, SoFar::nothing()).await
    }

    /// The same of a request that was sent `so_far`: its repeats and its time go on from there.
    pub(crate) async fn send_on(
        &self,
        transport: &dyn Transport,
        request: &Request,
        credential: Option<&Secret>,
        redactor: &Redactor,
        so_far: SoFar,
    ) -> Result<Response, Failure> {
        let SoFar { began, mut tries } = so_far;
        loop {
            let permit = self.permit(request, began).await.map_err(|failure| unsent(failure, tries))?;
            let before = tries;
            tries.attempts += 1;
            let sending = self.in_time(request, transport.send(request, credential));
            let answered = watched(request, redactor, tries.attempts, sending).await;
            let blocked_until = permit.end(&answered);
            let answered = answered.map(|response| Response { blocked_until, ..response });
            let moment =
                Moment { tries, elapsed: began.elapsed(), now: Timestamp::now(), chance: fastrand::f64() };
            let Some(pause) = self.pause(request, &answered, moment) else {
                return counted(answered, before, tries);
            };
            tries = tries.after(request.purpose, &answered);
            tell(pause, tries, self.policy.retries);
            sleep(pause).await;
        }
    }

    /// Waits for the turn of `request`, which `began` then. One that comes with the deadline is too late: nobody would know
    /// what became of what is sent then.
    async fn permit(&self, request: &Request, began: Instant) -> Result<Permit, Failure> {
        let in_time = || self.is_late().map_or(Ok(()), Err);
        in_time()?;
        let permit = self.lane.turn(request, self.latest(began)).await?;
        in_time()?;
        Ok(permit)
    }

    /// Whether it is for want of this run's own time that it ended in `failure`: another run may have more.
    pub(crate) fn ran_out(&self, failure: &Failure) -> bool {
        failure.kind() == FailureKind::Budget || self.is_late().is_some()
    }

    /// How long to wait before `request` is sent again; none where its answer stands, or the deadline comes first.
    fn pause(
        &self,
        request: &Request,
        answered: &Result<Response, Failure>,
        moment: Moment,
    ) -> Option<Duration> {
        let pause = self.policy.pause(request.purpose, answered, moment)?;
        let in_time = |deadline: Deadline| pause < deadline.left();
        self.deadline.is_none_or(in_time).then_some(pause)
    }

    /// When a request that `began` then has to be on its way.
    fn latest(&self, began: Instant) -> Instant {
        let latest = began + Duration::from_secs(self.policy.total_seconds);
        self.deadline.map_or(latest, |deadline| latest.min(deadline.at))
    }

    /// Waits for `sending` until the deadline.
    async fn in_time(
        &self,
        request: &Request,
        sending: impl Future<Output = Result<Response, Failure>>,
    ) -> Result<Response, Failure> {
        self.by_deadline("the answer was not there", sending).await.unwrap_or_else(|failure| {
            let purpose = request.purpose;
            Err(failure
                .with_outcome(SideEffect::Unknown.of(purpose.effect()), purpose.idempotent())
                .with_attempts(1))
        })
    }

    /// Waits for `future` until the deadline.
    ///
    /// # Errors
    /// That came first: `what` says what did not.
    pub(crate) async fn by_deadline<T>(
        &self,
        what: &str,
        future: impl Future<Output = T>,
    ) -> Result<T, Failure> {
        match self.deadline {
            Some(deadline) => deadline.wait_for(what, future).await,
            None => Ok(future.await),
        }
    }

    /// When the run has to have ended.
    pub(crate) fn ends(&self) -> Option<Instant> {
        self.deadline.map(|deadline| deadline.at)
    }

    /// The failure of a request that is not sent any more.
    fn is_late(&self) -> Option<Failure> {
        let deadline = self.deadline.filter(|deadline| deadline.left().is_zero())?;
        Some(deadline.passed("the request was not sent").with_outcome(SideEffect::None, true))
    }
}

/// What was answered, with how often it was asked: `before`, or with this attempt. What was not even tried does not count.
fn counted(answered: Result<Response, Failure>, before: Tries, tries: Tries) -> Result<Response, Failure> {
    match answered {
        Ok(response) => Ok(Response { tries, ..response }),
        Err(failure) if failure.attempts() == 0 => Err(unsent(failure, before)),
        Err(failure) => Err(failure.with_tries(tries)),
    }
}

/// `failure`, by which a request is not sent any more. Earlier attempts were.
fn unsent(failure: Failure, tries: Tries) -> Failure {
    if tries.attempts == 0 { failure } else { failure.with_tries(tries) }
}

fn tell(pause: Duration, tries: Tries, retries: u32) {
    let (seconds, again) = (pause.as_secs_f64(), tries.attempts);
    if pause >= TOLD {
        tracing::warn!("waiting for {seconds:.0} s before repeat {again} of {retries}");
    } else {
        tracing::info!("waiting for {seconds:.3} s before repeat {again} of {retries}");
    }
}

#[cfg(test)]
#[path = "patience_tests.rs"]
mod tests;
