use std::future::ready;
use std::ops::ControlFlow;
use std::time::Instant;

use serde_json::value::RawValue;
use serde_json::{Value, json};
use sortie_core::{
    Action, Connection, ConnectionFile, Envelope, Failure, FailureKind, Inputs, Integration, Invocation,
    Pager, Redactor, ReferenceReads, Request, SideEffect, decode, plan, plan_test, render, result, row_value,
    write_row,
};
use tokio::sync::mpsc::Sender;

use crate::patience::Wishes;
use crate::session::Session;
use crate::token_store::TokenStore;
use crate::walk::walk;
use crate::{Budgets, Catalogue, Connections, Found, NetworkMaterial, Planned, Rows, Transport};

/// Opens the way to a connection.
pub type Connect = fn(&Connection, &Integration, &NetworkMaterial) -> Result<Box<dyn Transport>, Failure>;

/// Runs actions: the whole of what a front-end needs.
///
/// It may be shared between threads. Its runs share the tokens of service accounts.
pub struct Runner {
    catalogue: Catalogue,
    connections: Connections,
    connect: Connect,
    tokens: TokenStore,
    budgets: Budgets,
}

/// Everything that a run needs before it sends anything but lookups.
struct Ready {
    action: Action,
    integration: Integration,
    connection: Connection,
    inputs: Inputs,
    request: Request,
}

impl Runner {
    /// A runner of the actions in `catalogue` over `connections`, opened by `connect`, within `budgets`.
    #[must_use]
    pub fn new(catalogue: Catalogue, connections: Connections, budgets: Budgets, connect: Connect) -> Self {
        Self { catalogue, connections, connect, tokens: TokenStore::default(), budgets }
    }

    /// What there is to run.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The connections there are.
    #[must_use]
    pub fn connections(&self) -> &Connections {
        &self.connections
    }

    /// Runs `invocation`. A run that fails is an envelope that says so; no secret is in it.
    pub async fn run(&self, invocation: &Invocation) -> Envelope {
        let mut session = self.session(false, Wishes::of(invocation));
        let outcome = self.try_run(invocation, &mut session).await;
        session.end(outcome)
    }

    /// Runs `invocation`, whose action lists what can be passed on as it comes, and gives the rows of each page to
    /// `sink` when they have come, until that is closed. The envelope has all but the rows.
    ///
    /// Nothing is lost by a reader who takes his time: what is under way comes in meanwhile, and nothing more is asked for.
    /// Memory does not grow with the rows, but for what [`Pager`] tells them apart by. The run's deadline ends that waiting,
    /// too; it is given back, for what the reader has still to take then.
    pub async fn stream(&self, invocation: &Invocation, sink: &Sender<Rows>) -> (Envelope, Option<Instant>) {
        let mut session = self.session(false, Wishes::of(invocation));
        let outcome = self.try_stream(invocation, &mut session, sink).await;
        (session.end(outcome), session.ends.map(Into::into))
    }

    /// Plans `invocation`, sending nothing but lookups.
    ///
    /// # Errors
    /// Whatever would end the run before its request is sent; no secret is in it.
    pub async fn dry_run(&self, invocation: &Invocation) -> Result<Planned, Failure> {
        let mut session = self.session(true, Wishes::of(invocation));
        match self.try_plan(invocation, &mut session).await {
            Ok((request, connection)) => Ok(Planned::new(&request, &connection, &session.redactor)),
            Err(failure) => {
                session.log_causes(&failure);
                Err(failure.redacted(&session.redactor))
            }
        }
    }

    /// Sends the read that tests the connection called `label`.
    pub async fn test_connection(&self, label: &str) -> Envelope {
        let mut session = self.session(false, Wishes::once());
        let outcome = self.try_test(label, &mut session).await;
        session.end(outcome)
    }

    pub(crate) fn session(&self, dry_run: bool, wishes: Wishes) -> Session<'_> {
        Session::new(&self.connections, &self.tokens, &self.budgets, self.connect, dry_run, wishes)
    }

    async fn try_run(&self, invocation: &Invocation, session: &mut Session<'_>) -> Result<Value, Failure> {
        let Ready { action, integration, connection, inputs, request } =
            self.prepare(invocation, session).await?;
        if invocation.all_pages {
            let (mut pager, mut rows) = (Pager::new(&action, &integration, request)?, Vec::new());
            let way = session.way(&integration, &connection)?;
            let collect = |page: &[&RawValue], _: &Redactor| {
                for row in page {
                    rows.push(row_value(row)?);
                }
                Ok(())
            };
            let go_on = |()| ready(Ok(ControlFlow::Continue(())));
            let at_once = connection.limits.concurrent;
            walk(&mut pager, &way, at_once, &mut session.redactor, collect, go_on).await?;
            let answer = result(&action, &inputs, pager.body(rows), pager.answered(), &mut session.redactor)?;
            return Ok(with_paging(answer, pager.report()));
        }
        let response = session.send(&request, &integration, &connection).await?;
        let body = decode(&response, &integration, request.purpose, action.needs_body())?;
        result(&action, &inputs, body, (response.status, response.tries), &mut session.redactor)
    }

    async fn try_stream(
        &self,
        invocation: &Invocation,
        session: &mut Session<'_>,
        sink: &Sender<Rows>,
    ) -> Result<Value, Failure> {
        let Ready { action, integration, connection, inputs, request } =
            self.prepare(invocation, session).await?;
        let Some(items) = action.items(&integration) else {
            let message = format!("`{}` answers no list that can be passed on row by row", action.name);
            return Err(Failure::new(FailureKind::InvalidInput, message));
        };
        let mut pager = Pager::new(&action, &integration, request)?;
        let way = session.way(&integration, &connection)?;
        session.ends = way.patience.ends();
        let lines = |page: &[&RawValue], redactor: &Redactor| {
            let mut lines = String::new();
            for row in page {
                write_row(row, redactor, &mut lines)?;
            }
            Ok(Rows { lines, count: page.len() })
        };
        let pass_on = |rows| async {
            match way.patience.by_deadline("the rows were not read", sink.send(rows)).await {
                Ok(Ok(())) => Ok(ControlFlow::Continue(())),
                Ok(Err(_)) => Ok(ControlFlow::Break(())),
                Err(late) => Err(late.with_outcome(SideEffect::None, true)),
            }
        };
        let at_once = connection.limits.concurrent;
        walk(&mut pager, &way, at_once, &mut session.redactor, lines, pass_on).await?;
        let answer =
            result(&action, &inputs, pager.body(Vec::new()), pager.answered(), &mut session.redactor)?;
        Ok(without(&items, with_paging(answer, pager.report())))
    }

    /// The straight line from an invocation to its request.
    async fn prepare(&self, invocation: &Invocation, session: &mut Session<'_>) -> Result<Ready, Failure> {
        let Found { action, integration } = self.catalogue.get(&invocation.action)?;
        let connection = self.connection(&invocation.connection, &integration, session, |file| {
            ReferenceReads::of_run(&action, &integration, invocation, file)
        })?;
        connection.hide_secrets(&mut session.redactor);
        let mut inputs = render(&action, &connection, invocation, &mut session.redactor)?;
        let needed = inputs.needed_lookups(&action, &integration, &connection, &session.redactor)?;
        session.look_up(&mut inputs, &needed, &integration, &connection).await?;
        let request = plan(&action, &integration, &connection, &inputs, &mut session.redactor)?;
        Ok(Ready { action, integration, connection, inputs, request })
    }

    async fn try_plan(
        &self,
        invocation: &Invocation,
        session: &mut Session<'_>,
    ) -> Result<(Request, Connection), Failure> {
        let Ready { action, integration, connection, request, .. } =
            self.prepare(invocation, session).await?;
        let request =
            if invocation.all_pages { Pager::new(&action, &integration, request)?.first() } else { request };
        Ok((request, connection))
    }

    async fn try_test(&self, label: &str, session: &mut Session<'_>) -> Result<Value, Failure> {
        let integration = self.catalogue.integration(&self.connections.file(label)?.integration)?;
        let reads = |file: &ConnectionFile| ReferenceReads::of_test(&integration, file);
        let connection = self.connection(label, &integration, session, reads)?;
        connection.hide_secrets(&mut session.redactor);
        let request = plan_test(&integration, &connection, &mut session.redactor)?;
        let response = session.send(&request, &integration, &connection).await?;
        decode(&response, &integration, request.purpose, true)?;
        let host = request.url.host_str().unwrap_or_default();
        Ok(json!({"connection": label, "integration": integration.name, "host": host, "ok": true}))
    }

    /// The connection called `label`, with the reference values that `reads` names.
    fn connection(
        &self,
        label: &str,
        integration: &Integration,
        session: &Session<'_>,
        reads: impl FnOnce(&ConnectionFile) -> ReferenceReads,
    ) -> Result<Connection, Failure> {
        let file = self.connections.file(label)?;
        if file.integration != integration.name {
            let (own, wanted) = (&file.integration, &integration.name);
            let message = format!("the connection `{label}` is one of `{own}`, not of `{wanted}`");
            return Err(Failure::new(FailureKind::UnknownConnection, message));
        }
        let until = session.deadline(file.deadline_seconds(integration));
        self.connections.open_until(until, &file, integration, &reads(&file))
    }
}

/// What the action answers for a whole list, and what is known of its completeness.
fn with_paging(answer: Value, paging: Value) -> Value {
    match answer {
        Value::Object(mut map) => {
            map.insert("paging".to_owned(), paging);
            Value::Object(map)
        }
        rows => json!({"results": rows, "paging": paging}),
    }
}

/// `answer` without the key `items`.
fn without(items: &str, mut answer: Value) -> Value {
    if let Value::Object(map) = &mut answer {
        map.shift_remove(items);
    }
    answer
}
