use serde_json::Value;
use sortie_core::{Connection, ConnectionFile, Failure, Integration, Request, Response, decode, plan_test};

use crate::session::Session;
use crate::{NetworkMaterial, Runner};

/// A connection under examination, which has been opened.
pub(super) struct Subject<'a, 'b> {
    pub(super) runner: &'a Runner,
    pub(super) file: ConnectionFile,
    pub(super) integration: Integration,
    pub(super) connection: Connection,
    pub(super) session: &'b mut Session<'a>,
    /// What its network fields name, once that has been read.
    pub(super) material: Option<NetworkMaterial>,
}

impl Subject<'_, '_> {
    /// Sends the read that tests the connection.
    pub(super) async fn test(&mut self) -> Result<Response, Failure> {
        let request = plan_test(&self.integration, &self.connection, &mut self.session.redactor)?;
        let (response, _) = self.read(&request).await?;
        Ok(response)
    }

    /// What `request`, a read, is answered, with its body decoded.
    pub(super) async fn read(&mut self, request: &Request) -> Result<(Response, Value), Failure> {
        let response = self.session.send(request, &self.integration, &self.connection).await?;
        let body = decode(&response, &self.integration, request.purpose, true)?;
        Ok((response, body))
    }
}
