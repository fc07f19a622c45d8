use sortie_jinja::Scope;

use crate::{Action, Connection, Failure, Inputs, Integration, Purpose, Request};

/// The exact request of `action` with `inputs`, with nothing sent.
///
/// # Errors
/// A value that its sink refuses: an empty part of the path, a control character in a header.
pub fn plan(
    action: &Action,
    integration: &Integration,
    connection: &Connection,
    inputs: &Inputs,
) -> Result<Request, Failure> {
    let purpose = Purpose::Action { effect: action.effect, idempotent: action.idempotent };
    action.request.fill(integration, connection, &inputs.scope(connection), purpose)
}

/// The request that tests a connection: a read that any key may do.
///
/// # Errors
/// The connection lacks the host.
pub fn plan_test(integration: &Integration, connection: &Connection) -> Result<Request, Failure> {
    integration.test.fill(integration, connection, &Scope::new(connection.scope()), Purpose::Read)
}
