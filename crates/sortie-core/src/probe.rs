use crate::compiler::Compiler;
use crate::file::Steps;
use crate::request_template::RequestTemplate;
use crate::{Connection, Effect, Failure, Integration, ProbeFile, Purpose, Redactor, Request};

/// How to find out whether a key may write, without writing anything.
#[derive(Clone)]
pub struct Probe {
    pub(crate) request: RequestTemplate,
    may: Vec<u16>,
    may_not: Vec<u16>,
}

impl Probe {
    pub(crate) fn compile(file: &ProbeFile, compiler: &mut Compiler<'_>) -> Self {
        let request = RequestTemplate::compile(&file.request, compiler, &Steps::from(["probe", "request"]));
        Self { request, may: file.may.clone(), may_not: file.may_not.clone() }
    }

    /// The request. It is planned as the write that it looks like, so that no dry run sends it.
    ///
    /// # Errors
    /// The connection lacks the host.
    pub fn plan(
        &self,
        integration: &Integration,
        connection: &Connection,
        redactor: &mut Redactor,
    ) -> Result<Request, Failure> {
        let purpose = Purpose::Action { effect: Effect::Write, idempotent: true };
        self.request.fill_hiding(integration, connection, connection.scope(), purpose, redactor)
    }

    /// Whether a key may write that is answered `status`; none where the status does not tell.
    #[must_use]
    pub fn told_by(&self, status: u16) -> Option<bool> {
        match status {
            status if self.may.contains(&status) => Some(true),
            status if self.may_not.contains(&status) => Some(false),
            _ => None,
        }
    }
}
