use serde_json::Value;

use crate::compiler::Compiler;
use crate::file::Steps;
use crate::request_template::RequestTemplate;
use crate::{Connection, Failure, Integration, OrganizationsFile, Purpose, Redactor, Request};

/// How the organizations are found that one key serves.
#[derive(Clone)]
pub struct Organizations {
    pub(crate) request: RequestTemplate,
    missing: String,
    rows: Option<String>,
    id: String,
    name: Option<String>,
}

/// One of the organizations that a key serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// What a connection gives as `org_id`.
    pub id: String,
    /// What people call it.
    pub name: Option<String>,
}

impl Organizations {
    pub(crate) fn compile(file: &OrganizationsFile, compiler: &mut Compiler<'_>) -> Self {
        let request =
            RequestTemplate::compile(&file.request, compiler, &Steps::from(["organizations", "request"]));
        Self {
            request,
            missing: file.missing.clone(),
            rows: file.rows.clone(),
            id: file.id.clone(),
            name: file.name.clone(),
        }
    }

    /// Whether `failure` says that one of them has to be chosen.
    #[must_use]
    pub fn are_missing_in(&self, failure: &Failure) -> bool {
        failure.to_string().contains(&self.missing)
    }

    /// The request that lists them.
    ///
    /// # Errors
    /// The connection lacks the host.
    pub fn plan(
        &self,
        integration: &Integration,
        connection: &Connection,
        redactor: &mut Redactor,
    ) -> Result<Request, Failure> {
        self.request.fill_hiding(integration, connection, connection.scope(), Purpose::Read, redactor)
    }

    /// Those in `answer`; none where it is another kind of answer.
    #[must_use]
    pub fn in_answer(&self, answer: &Value) -> Vec<Organization> {
        let rows = self.rows.as_ref().map_or(Some(answer), |key| answer.get(key));
        let text = |row: &Value, key: &str| row.get(key).and_then(Value::as_str).map(str::to_owned);
        let read = |row: &Value| {
            let name = self.name.as_ref().and_then(|key| text(row, key));
            Some(Organization { id: text(row, &self.id)?, name })
        };
        rows.and_then(Value::as_array).into_iter().flatten().filter_map(read).collect()
    }
}
