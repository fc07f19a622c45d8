use std::time::Duration;

use serde_json::Value;
use sortie_core::{
    Connection, Envelope, Failure, Inputs, Integration, NeededLookup, Redactor, Request, Response, decode,
};
use tokio::time::Instant;
use url::Url;

use crate::credential::Credential;
use crate::deadline::Deadline;
use crate::dry_run::DryRun;
use crate::lane::of_host;
use crate::patience::{Patience, Wishes};
use crate::runner::Connect;
use crate::token_store::TokenStore;
use crate::way::Way;
use crate::{Budgets, Connections, NetworkMaterial};

/// One run under way: the secrets it has seen, and the way to its connection once that is open.
pub(crate) struct Session<'a> {
    connections: &'a Connections,
    tokens: &'a TokenStore,
    budgets: &'a Budgets,
    connect: Connect,
    dry_run: bool,
    wishes: Wishes,
    began: Instant,
    way: Option<Way<'a>>,
    /// When it has to have ended, as far as its connection has told.
    pub(crate) ends: Option<Instant>,
    /// What lookups were answered.
    answers: Vec<(Request, Value)>,
    /// Learns every secret before anything can be said of it.
    pub(crate) redactor: Redactor,
}

impl<'a> Session<'a> {
    /// A run over one of `connections`; a dry one sends nothing but lookups.
    pub(crate) fn new(
        connections: &'a Connections,
        tokens: &'a TokenStore,
        budgets: &'a Budgets,
        connect: Connect,
        dry_run: bool,
        wishes: Wishes,
    ) -> Self {
        Self {
            connections,
            tokens,
            budgets,
            connect,
            dry_run,
            wishes,
            began: Instant::now(),
            way: None,
            ends: None,
            answers: Vec::new(),
            redactor: Redactor::default(),
        }
    }

    /// Ends the run: nothing leaves it but through the redactor. Causes are for the log.
    pub(crate) fn end(&self, outcome: Result<Value, Failure>) -> Envelope {
        if let Err(failure) = &outcome {
            self.log_causes(failure);
        }
        Envelope::from(outcome).redacted(&self.redactor)
    }

    /// When the run has to have ended, over a connection that gives it `seconds`.
    pub(crate) fn deadline(&self, seconds: Option<u64>) -> Option<Deadline> {
        self.wishes.deadline(self.began, seconds)
    }

    /// Finds an id for each name that `inputs` hold in place of one.
    pub(crate) async fn look_up(
        &mut self,
        inputs: &mut Inputs,
        needed: &[NeededLookup<'_>],
        integration: &Integration,
        connection: &Connection,
    ) -> Result<(), Failure> {
        if !needed.is_empty() {
            self.way = Some(self.open(integration, connection)?);
        }
        for lookup in needed {
            let found = self.find(lookup, integration, connection).await;
            inputs.set(&lookup.input, found.map_err(|failure| failure.at_stage("lookup"))?);
        }
        Ok(())
    }

    /// Sends `request` to `connection`.
    pub(crate) async fn send(
        &mut self,
        request: &Request,
        integration: &Integration,
        connection: &Connection,
    ) -> Result<Response, Failure> {
        let way = self.way(integration, connection)?;
        self.way.insert(way).send(request, &mut self.redactor).await
    }

    /// The way to `connection`, to send several requests beside each other.
    pub(crate) fn way(
        &mut self,
        integration: &Integration,
        connection: &Connection,
    ) -> Result<Way<'a>, Failure> {
        match self.way.take() {
            Some(way) => Ok(way),
            None => self.open(integration, connection),
        }
    }

    /// Opens the way to `connection`, by `material`, without sending anything: its API key or client secret is read.
    pub(crate) fn prepare(
        &mut self,
        integration: &Integration,
        connection: &Connection,
        material: &NetworkMaterial,
    ) -> Result<(), Failure> {
        let mut credential = self.credential(connection)?;
        if let Credential::Account(account) = &mut credential {
            let until = self.deadline(connection.limits.deadline_seconds);
            account.read_secret(until, &mut self.redactor)?;
        }
        self.way = Some(self.by(credential, material, integration, connection)?);
        Ok(())
    }

    /// Whether something may be sent to `url`, a host of `integration`.
    ///
    /// # Errors
    /// It has shut this machine out.
    pub(crate) fn check_breaker(&self, url: &Url, integration: &Integration) -> Result<(), Failure> {
        self.budgets.breaker(of_host(url)).check(&integration.title)
    }

    /// How long the token lives that a service account is given; none where the way is open for none.
    pub(crate) async fn token_lifetime(&mut self) -> Option<Result<Duration, Failure>> {
        let Some(Way { transport, credential: Credential::Account(account), patience }) = &self.way else {
            return None;
        };
        Some(account.lifetime(&**transport, patience, &mut self.redactor).await)
    }

    /// The id that `needed` asks for: its searches in their order, until one finds somebody.
    async fn find(
        &mut self,
        needed: &NeededLookup<'_>,
        integration: &Integration,
        connection: &Connection,
    ) -> Result<String, Failure> {
        for search in &needed.searches {
            let request = needed.plan(search, integration, connection, &mut self.redactor)?;
            let answer = self.answer(request, integration, connection).await?;
            if let Some(id) = needed.lookup.id_in(&answer, search)? {
                return Ok(id);
            }
        }
        Err(needed.lookup.nobody(&needed.searches))
    }

    /// The answer to a lookup's `request`; what a run has asked already it does not ask again.
    async fn answer(
        &mut self,
        request: Request,
        integration: &Integration,
        connection: &Connection,
    ) -> Result<Value, Failure> {
        if let Some((_, answer)) = self.answers.iter().find(|(asked, _)| *asked == request) {
            return Ok(answer.clone());
        }
        let response = self.send(&request, integration, connection).await?;
        let answer = decode(&response, integration, request.purpose, true)?;
        self.answers.push((request, answer.clone()));
        Ok(answer)
    }

    /// Opens the way to `connection`, which is done when it is needed first. An API key comes first: where more is
    /// missing, it is what people set up first. A client secret is read when a token is asked for.
    fn open(&mut self, integration: &Integration, connection: &Connection) -> Result<Way<'a>, Failure> {
        let credential = self.credential(connection)?;
        let until = self.deadline(connection.limits.deadline_seconds);
        let material = self.connections.network(connection, until, |secret| self.redactor.add(secret))?;
        self.by(credential, &material, integration, connection)
    }

    fn credential(&mut self, connection: &Connection) -> Result<Credential<'a>, Failure> {
        let until = self.deadline(connection.limits.deadline_seconds);
        Credential::open(connection, self.connections, self.tokens, until, &mut self.redactor)
    }

    /// The way to `connection` by `material`.
    fn by(
        &self,
        credential: Credential<'a>,
        material: &NetworkMaterial,
        integration: &Integration,
        connection: &Connection,
    ) -> Result<Way<'a>, Failure> {
        let transport = (self.connect)(connection, integration, material)?;
        let transport = if self.dry_run { Box::new(DryRun(transport)) } else { transport };
        let lane = self.budgets.lane(connection, integration, &credential);
        let deadline = self.deadline(connection.limits.deadline_seconds);
        let patience = Patience::new(connection, self.wishes, deadline, lane);
        Ok(Way { transport, credential, patience })
    }

    /// Tells the log what `failure` came from.
    pub(crate) fn log_causes(&self, failure: &Failure) {
        let mut next = std::error::Error::source(failure);
        while let Some(cause) = next {
            let told = cause.to_string();
            tracing::debug!("because {}", self.redactor.text(&told));
            next = cause.source();
        }
    }
}
