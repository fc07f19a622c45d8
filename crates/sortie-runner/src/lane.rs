use std::fmt::Write as _;
use std::sync::Arc;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use sortie_core::{
    Block, Connection, Failure, FailureKind, Integration, Pace, Request, Response, SideEffect, retry_after,
};
use tokio::time::Instant;
use url::Url;

use crate::Budgets;
use crate::breaker::Breaker;
use crate::budget::Late;
use crate::budget_slot::BudgetSlot;
use crate::route::place;

/// By what requests are held back that go to one connection: each waits for its turn, and goes when it is given it.
#[derive(Clone)]
pub(crate) struct Lane(Option<Arc<Limited>>);

/// What is held back.
struct Limited {
    budgets: Budgets,
    marked: Marked,
    pace: Pace,
    block: Option<Block>,
    product: String,
}

/// For whom a budget is.
pub(crate) struct Marked {
    pub(crate) organization: Option<String>,
    /// The SHA-256 of the key.
    pub(crate) key: [u8; 32],
}

/// The turn of one request. It is under way until this is dropped.
pub(crate) struct Permit(Option<Going>);

struct Going {
    slot: BudgetSlot,
    breaker: Arc<Breaker>,
    block: Option<Block>,
}

impl Lane {
    /// A lane without limits.
    pub(crate) fn open() -> Self {
        Self(None)
    }

    pub(crate) fn new(
        budgets: Budgets,
        marked: Marked,
        connection: &Connection,
        integration: &Integration,
    ) -> Self {
        let (pace, block) = (Pace::from(connection.limits), integration.block.clone());
        let product = integration.title.clone();
        Self(Some(Arc::new(Limited { budgets, marked, pace, block, product })))
    }

    /// Waits for the turn of `request`.
    ///
    /// # Errors
    /// It would come after `latest`, or the API has shut this machine out. Nothing is sent then.
    pub(crate) async fn turn(&self, request: &Request, latest: Instant) -> Result<Permit, Failure> {
        let Some(limited) = &self.0 else { return Ok(Permit(None)) };
        let breaker = limited.budgets.breaker(of_host(&request.url));
        breaker.check(&limited.product)?;
        let budget = limited.budgets.budget(limited.marked.name(&request.url));
        let turn = budget.turn(limited.pace, latest).await;
        let slot = turn.map_err(|late| limited.late(&late, &request.url))?;
        // Others may have been told meanwhile.
        breaker.check(&limited.product)?;
        Ok(Permit(Some(Going { slot, breaker, block: limited.block.clone() })))
    }
}

impl Limited {
    fn late(&self, late: &Late, url: &Url) -> Failure {
        let (host, pace) = (place(url), self.pace);
        let message = match late {
            Late::Queue(wait) => {
                format!("the request was not sent: its turn at {host} comes in {:.1} s", wait.as_secs_f64())
            }
            Late::Crowd => format!("the request was not sent: {host} had no room for it in time"),
        };
        let hint = format!(
            "runs share {} requests a second, {} at once (`limits`), and the pauses that an API asks \
             for; give it more time with --deadline or `retry.total_seconds`, or ask for less",
            pace.per_second, pace.concurrent
        );
        Failure::new(FailureKind::Budget, message).with_hint(hint).with_outcome(SideEffect::None, true)
    }
}

impl Permit {
    /// Ends the request, which was `answered` so. Whatever the API says of too much holds for everybody; until when, if
    /// it has shut this machine out.
    pub(crate) fn end(self, answered: &Result<Response, Failure>) -> Option<Timestamp> {
        let (mut going, response) = (self.0?, answered.as_ref().ok()?);
        let now = Timestamp::now();
        if response.status == 429 {
            going.slot.refused(retry_after(response, now).unwrap_or_default());
        }
        let until = going.block.as_ref()?.until(response, now)?;
        Some(going.breaker.open(until))
    }
}

impl Marked {
    /// The name of the budget of these at the host of `url`.
    ///
    /// Three bytes of it depend on the key: enough to tell the few keys of an organization apart, and nothing that could
    /// help anybody to find a key, which products make up themselves. If two meet all the same, they share.
    fn name(&self, url: &Url) -> String {
        let organization = self.organization.as_deref().unwrap_or_default();
        let of_organization = host_hash(url).chain_update([0]).chain_update(organization);
        let of_key = of_organization.clone().chain_update([0]).chain_update(self.key).finalize();
        hex(of_organization.finalize().into_iter().take(8).chain(of_key.into_iter().take(3)))
    }
}

/// The name of the breaker of the host of `url`: what is blocked there is this machine's address, whatever its keys.
pub(crate) fn of_host(url: &Url) -> String {
    hex(host_hash(url).finalize().into_iter().take(8))
}

fn host_hash(url: &Url) -> Sha256 {
    Sha256::new().chain_update(url.origin().ascii_serialization())
}

fn hex(bytes: impl Iterator<Item = u8>) -> String {
    bytes.fold(String::new(), |mut name, byte| {
        let _ = write!(name, "{byte:02x}");
        name
    })
}
