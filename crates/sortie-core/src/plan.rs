use crate::{Action, Connection, Failure, Inputs, Integration, Purpose, Redactor, Request};

/// The exact request of `action` with `inputs`, with nothing sent.
///
/// `redactor`, which knows the secrets, learns what the definition's templates make of them.
///
/// # Errors
/// A value that its sink refuses: an empty part of the path, a control character in a header.
pub fn plan(
    action: &Action,
    integration: &Integration,
    connection: &Connection,
    inputs: &Inputs,
    redactor: &mut Redactor,
) -> Result<Request, Failure> {
    let purpose = Purpose::Action { effect: action.effect, idempotent: action.idempotent };
    let names = inputs.names(connection);
    let shadow = inputs.shadow(&names);
    let mut filled = action.request.fill_hiding(integration, connection, names, purpose, redactor);
    if let Some(shadow) = shadow {
        action.request.hide_shadowed(&mut filled, integration, connection, shadow, redactor);
    }
    filled
}

/// The request that tests a connection: a read that any key may do.
///
/// # Errors
/// The connection lacks the host.
pub fn plan_test(
    integration: &Integration,
    connection: &Connection,
    redactor: &mut Redactor,
) -> Result<Request, Failure> {
    integration.test.fill_hiding(integration, connection, connection.scope(), Purpose::Read, redactor)
}
