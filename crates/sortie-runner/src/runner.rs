use serde_json::Value;
use sortie_core::{
    Action, Connection, Envelope, Failure, FailureKind, Inputs, Integration, Invocation, NeededLookup, Pager,
    Purpose, Redactor, Request, Response, Secret, decode, plan, plan_test, render, result,
};

use crate::pages::all_pages;
use crate::watched::Watched;
use crate::{Catalogue, Connections, DryRun, Found, Transport};

/// Opens the way to a connection, with its API key where it has one.
pub type Connect = fn(&Connection, &Integration, Option<Secret>) -> Result<Box<dyn Transport>, Failure>;

/// Runs actions: the whole of what a front-end needs.
pub struct Runner {
    catalogue: Catalogue,
    connections: Connections,
    connect: Connect,
}

/// A run that is ready to be sent: what a dry run shows.
pub struct Planned {
    /// The action.
    pub action: Action,
    /// The product it belongs to.
    pub integration: Integration,
    /// Where it goes.
    pub connection: Connection,
    /// Its inputs, ids looked up.
    pub inputs: Inputs,
    /// The exact request.
    pub request: Request,
}

impl Runner {
    /// A runner of the actions in `catalogue` over `connections`, opened by `connect`.
    #[must_use]
    pub fn new(catalogue: Catalogue, connections: Connections, connect: Connect) -> Self {
        Self { catalogue, connections, connect }
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
        let mut redactor = Redactor::default();
        let outcome = self.try_run(invocation, &mut redactor).await;
        Envelope::from(outcome).redacted(&redactor)
    }

    /// Plans `invocation`, sending nothing but lookups; `redactor` learns every secret in the plan.
    ///
    /// # Errors
    /// Whatever would end the run before its request is sent.
    pub async fn dry_run(
        &self,
        invocation: &Invocation,
        redactor: &mut Redactor,
    ) -> Result<Planned, Failure> {
        let (mut planned, _) = self.prepare(invocation, true, redactor).await?;
        if invocation.all_pages {
            planned.request = Pager::new(&planned.action, &planned.integration, planned.request)?.request();
        }
        Ok(planned)
    }

    /// Sends the read that tests the connection called `label`.
    pub async fn test_connection(&self, label: &str) -> Envelope {
        let mut redactor = Redactor::default();
        let outcome = self.try_test(label, &mut redactor).await;
        Envelope::from(outcome).redacted(&redactor)
    }

    async fn try_run(&self, invocation: &Invocation, redactor: &mut Redactor) -> Result<Value, Failure> {
        let (planned, transport) = self.prepare(invocation, false, redactor).await?;
        let Planned { action, integration, connection, inputs, request } = planned;
        let transport = match transport {
            Some(transport) => transport,
            None => self.open(&connection, &integration, redactor)?,
        };
        if invocation.all_pages {
            return all_pages(&*transport, &action, &integration, &inputs, request).await;
        }
        let response = transport.send(&request).await?;
        let body = decode(&response, &integration, request.purpose, action.needs_body())?;
        result(&action, &inputs, body, response.status)
    }

    /// The straight line from an invocation to its request, and the way to send it once it is open.
    async fn prepare(
        &self,
        invocation: &Invocation,
        dry_run: bool,
        redactor: &mut Redactor,
    ) -> Result<(Planned, Option<Box<dyn Transport>>), Failure> {
        let Found { action, integration } = self.catalogue.get(&invocation.action)?;
        let connection = self.connection(&invocation.connection, &integration, redactor)?;
        let mut inputs = render(&action, &connection, invocation, redactor)?;
        let lookups = inputs.needed_lookups(&action, &integration, &connection)?;
        let mut transport = None;
        if !lookups.is_empty() {
            let open = self.open(&connection, &integration, redactor)?;
            let open = if dry_run { Box::new(DryRun(open)) } else { open };
            for lookup in &lookups {
                let id = find(lookup, &integration, &connection, &*open).await?;
                inputs.set(&lookup.input, id);
            }
            transport = Some(open);
        }
        let request = plan(&action, &integration, &connection, &inputs)?;
        Ok((Planned { action, integration, connection, inputs, request }, transport))
    }

    async fn try_test(&self, label: &str, redactor: &mut Redactor) -> Result<Value, Failure> {
        let file = self.connections.file(label)?;
        let integration = self.catalogue.integration(&file.integration)?;
        let connection = self.connection(label, &integration, redactor)?;
        let request = plan_test(&integration, &connection)?;
        let transport = self.open(&connection, &integration, redactor)?;
        let response: Response = transport.send(&request).await?;
        decode(&response, &integration, Purpose::Read, true)?;
        let host = request.url.host_str().unwrap_or_default();
        Ok(
            serde_json::json!({"connection": label, "integration": integration.name, "host": host, "ok": true}),
        )
    }

    fn connection(
        &self,
        label: &str,
        integration: &Integration,
        redactor: &mut Redactor,
    ) -> Result<Connection, Failure> {
        let file = self.connections.file(label)?;
        if file.integration != integration.name {
            return Err(Failure::new(
                FailureKind::UnknownConnection,
                format!(
                    "the connection `{label}` is one of `{}`, not of `{}`",
                    file.integration, integration.name
                ),
            ));
        }
        let connection = self.connections.open(&file, integration)?;
        connection.hide_secrets(redactor);
        Ok(connection)
    }

    fn open(
        &self,
        connection: &Connection,
        integration: &Integration,
        redactor: &mut Redactor,
    ) -> Result<Box<dyn Transport>, Failure> {
        let key = self.connections.api_key(connection)?;
        if let Some(key) = &key {
            redactor.add(key.expose());
        }
        let inner = (self.connect)(connection, integration, key)?;
        Ok(Box::new(Watched { inner, redactor: redactor.clone() }))
    }
}

/// The id that `needed` asks for: its searches in their order, until one finds somebody.
async fn find(
    needed: &NeededLookup<'_>,
    integration: &Integration,
    connection: &Connection,
    transport: &dyn Transport,
) -> Result<String, Failure> {
    for search in &needed.searches {
        let request = needed.plan(search, integration, connection)?;
        let response = transport.send(&request).await.map_err(|failure| failure.at_stage("lookup"))?;
        let answer = decode(&response, integration, request.purpose, true)
            .map_err(|failure| failure.at_stage("lookup"))?;
        if let Some(id) = needed.lookup.id_in(&answer, search)? {
            return Ok(id);
        }
    }
    Err(needed.lookup.nobody(&needed.searches))
}
